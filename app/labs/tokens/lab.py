"""How text becomes tokens, what a model makes of them first, and how a tokenizer is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gradio as gr

from app.context import N_WORKERS, LabContext
from app.lab import Lab
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from models.limits import check_text
from models.text.tokenizer_catalog import tokenizer_card
from viz.tokens.bpe import encode_training
from viz.tokens.payloads import (
    BatchInputs,
    BpePayload,
    BpeQuestion,
    CostPayload,
    CostQuestion,
    InputsQuestion,
    TokensPayload,
    VectorsPayload,
    VectorsQuestion,
    WordPayload,
    WordQuestion,
)
from viz.tokens.rows import Row, count_tokens, encode_tokens
from viz.tokens.vectors import encode_inputs, encode_vectors, encode_word

FAMILIES = ("gpt", "bert", "lstm")
BEFORE, AFTER = ("char", "word"), ("unigram", "bilingual")  # the models' own tokenizers stand between them
DEFAULTS = {
    "section": "rows",
    "special": "1",
    "hidden": "",
    "english": "The more books you read, the more you'll know.",
    "chinese": "你看的书越多，你知道的越多。",
    "batch": "Lily was happy.\nThe little dog ran to the park.",
    "corpus": " ".join(["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3),
    "merges": "20",
    "step": "0",
    "word": "lowest",
    "reader": "gpt",
    "token": "2",
    "context_a": "They sat on the bank of the river and fished.",
    "context_b": "He took all his money to the bank.",
    "context_word": "bank",
}


def on_text(text: str, second: str, gpt: str, bert: str, lstm: str) -> TokensPayload:
    """The rows of all tokenizers.

    Args:
        second: a second sentence, which BERT reads as its segment B; may be empty.
    """
    rows = tokenize_rows((text, second), (gpt, bert, lstm))
    return {**encode_tokens((text, second), rows), "models": {"gpt": gpt, "bert": bert, "lstm": lstm}}


def tokenize_rows(texts: tuple[str, str], model_ids: Sequence[str]) -> Iterator[Row]:
    """Two sentences (the second may be empty) under the bundled tokenizers and those of some models.

    The rows come as they are ready: one can be drawn up while the next is read.
    """
    first, second = check_text(texts[0]), check_text(texts[1], allow_empty=True)

    def row(model_group: Sequence[str]) -> Row:
        from models.text.tokenizers import load_any_tokenizer, token_columns

        tokenizer = load_any_tokenizer(model_group[0])
        chosen = tokenizer_card(model_group[0])
        readers = [card(model_id) for model_id in model_group if chosen.of_model]
        title = " · ".join(reader.title for reader in readers)
        family = readers[0].family if readers else None
        columns = token_columns(tokenizer, first, second or None)
        return Row(chosen.id, title, family, chosen.kind, len(tokenizer), columns)

    # The library leaves Python while it reads a long text, so the tokenizers can share the cores.
    with ThreadPoolExecutor(N_WORKERS) as pool:
        yield from pool.map(row, _distinct([*BEFORE, *model_ids, *AFTER]))


def _distinct(tokenizer_ids: Sequence[str]) -> list[list[str]]:
    """Those that are the same tokenizer together, in the order of their first."""
    from models.text.tokenizers import vocabulary_print

    groups: dict[str, list[str]] = {}
    for tokenizer_id in dict.fromkeys(tokenizer_ids):
        groups.setdefault(vocabulary_print(tokenizer_id), []).append(tokenizer_id)
    return list(groups.values())


def two_languages(asked: CostQuestion) -> list[CostPayload]:
    """What a sentence and its translation cost each tokenizer: `{english, chinese, models}` to counts."""
    models = [asked["models"]["gpt"], asked["models"]["bert"], asked["models"]["lstm"]]
    costs = [tokenize_rows((check_text(sentence), ""), models) for sentence in (asked["english"], asked["chinese"])]
    return [
        {
            "id": one.id,
            "title": one.title,
            "family": one.family,
            "counts": [
                count_tokens((sentence, ""), row.columns)
                for sentence, row in ((asked["english"], one), (asked["chinese"], other))
            ],
        }
        for one, other in zip(*costs, strict=True)
    ]


def batch_inputs(asked: InputsQuestion) -> BatchInputs:
    """The tensors of a batch: `{texts, batch, models}`, `batch` with one more sentence a line."""
    from models.text.inputs import model_inputs

    lines = [line.strip() for line in asked["batch"].splitlines() if line.strip()]
    first = (asked["texts"][0], asked["texts"][1])
    return {
        "bert": encode_inputs(model_inputs([first, *((line, "") for line in lines)], asked["models"]["bert"])),
        "gpt": encode_inputs(model_inputs([(first[0], "")], asked["models"]["gpt"])),
    }


def bpe_training(asked: BpeQuestion) -> BpePayload:
    """All steps of a BPE: `{corpus, n_merges}`."""
    from models.text.bpe import N_LEADERS, train_bpe

    n_merges = asked["n_merges"]
    if not isinstance(n_merges, int):
        raise InputError("out_of_range", name="n_merges", value=str(n_merges)[:40], limit="0 … 2,000")
    training = train_bpe(asked["corpus"], n_merges)
    return encode_training(training.alphabet, training.words, training.leaders, N_LEADERS)


def vectors(asked: VectorsQuestion) -> VectorsPayload:
    """What a model adds up for each token: `{texts, model}`."""
    from models import input_vectors

    return encode_vectors(input_vectors(asked["texts"][0], asked["model"], asked["texts"][1]))


def word_in_contexts(asked: WordQuestion) -> WordPayload:
    """One word in two sentences through all layers: `{sentences, word, model}`."""
    from models import word_vectors

    sentences = [sentence for sentence in asked["sentences"] if sentence]
    return encode_word(word_vectors(sentences, asked["word"], asked["model"]), sentences)


def example(state: PlaygroundState) -> dict[str, Any]:
    """The rows alone: the other sections compute when they are opened."""
    return {"tokens": on_text(state.text, "", state.gpt, state.bert, state.lstm)}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    second = gr.Textbox("", visible="hidden")  # typed in the view, beside what it changes
    view = browser_view(
        "tokens",
        context.example.get("tokens"),
        events=("second",),
        server_functions=[two_languages, batch_inputs, bpe_training, vectors, word_in_contexts],
    )
    context.setting("second", second, "")
    for name, default in DEFAULTS.items():
        context.setting(name, None, default)
    view.second(on_second, None, second, queue=False, show_progress="hidden", api_visibility="private")
    context.refresh(on_text, [context.text, second, context.gpt, context.bert, context.lstm], view)


def on_second(event: gr.EventData) -> str:
    return str(event._data["text"])


LAB = Lab("tokens", "tokens.title", FAMILIES, build, example)
