"""The same text in every tokenizer, lined up by characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import gradio as gr

from app.context import LabContext
from app.state import Chosen
from app.turns import N_WORKERS
from app.views import browser_view
from models.catalog import card
from models.limits import check_text
from models.text.normalization import NAMES, normalized
from models.text.tokenizer_catalog import tokenizer_card
from viz.tokens.payloads import RowsProps, TokensPayload
from viz.tokens.rows import MARKS, SPECIALS, Row, encode_tokens

# The tokenizers of no model, in the order of their rows, and how many of them stand before the models' own.
OFFERED = (
    *("char", "word"),
    *("unigram", "bilingual"),
    *("gpt-2", "gpt-4", "gpt-4o"),
    *("bert-base-uncased", "bert-base-chinese"),
    "qwen",
)
N_BEFORE = 2
# Which of them the page shows at first, by the language of its first values: those that can spell its texts.
FIRST = {"en": ["char", "word", "unigram", "bilingual"], "zh": ["char", "bilingual", "gpt-4o"]}


def build(context: LabContext, second: gr.Textbox, shown: gr.CheckboxGroup) -> None:
    """The rows, and beside them what all sections read: the second sentence and the rows that are added."""
    props: RowsProps = {"marks": MARKS, "specials": SPECIALS, "offered": list(OFFERED), "steps": list(NAMES)}
    view = browser_view("tokens/rows", events=("second", "adding"), **props)
    context.take(view.second, "text", second)
    context.take(view.adding, "ids", shown)
    context.setting("special", None, "1")
    context.setting("hidden", None, "")


def on_text(chosen: Chosen, second: str, shown: Sequence[str]) -> TokensPayload:
    """The rows of the chosen models' tokenizers and of some that belong to none.

    Args:
        second: a second sentence, which BERT reads as its segment B; may be empty.
        shown: ids of tokenizers of no model.
    """
    texts = (chosen.text, second)
    rows = tokenize_rows(texts, tuple(chosen.models.values()), shown)
    return {
        **encode_tokens(texts, rows),
        "models": {"gpt": chosen.gpt, "bert": chosen.bert, "lstm": chosen.lstm},
    }


def tokenize_rows(texts: tuple[str, str], model_ids: Sequence[str], shown: Sequence[str]) -> Iterator[Row]:
    """Two sentences (the second may be empty) under the tokenizers of some models and those that are `shown`.

    The rows come as they are ready: one can be drawn up while the next is read. A large vocabulary is
    loaded when a row of it is first asked for.

    Raises:
        InputError: bad text, or `unknown_tokenizer`.
    """
    from models.text.tokenizers import load_any_tokenizer, token_columns

    first, second = check_text(texts[0]), check_text(texts[1], allow_empty=True)
    before = [one for one in OFFERED[:N_BEFORE] if one in shown]

    def row(readers: Sequence[str]) -> Row:
        chosen, tokenizer = tokenizer_card(readers[0]), load_any_tokenizer(readers[0])
        models = [card(model_id) for model_id in readers if chosen.of_model]
        title = " · ".join(model.title for model in models)
        family = models[0].family if models else None
        columns = token_columns(tokenizer, first, second or None)
        made = normalized(tokenizer, (first, second), columns)
        return Row(chosen.id, title, family, chosen.kind, len(tokenizer), columns, made)

    # The library leaves Python while it reads a long text, so the tokenizers can share the cores.
    with ThreadPoolExecutor(N_WORKERS) as pool:
        yield from pool.map(row, _distinct([*before, *model_ids, *(one for one in shown if one not in before)]))


def _distinct(tokenizer_ids: Sequence[str]) -> list[list[str]]:
    """The models whose tokenizers are the same together, in the order of their first; each other one alone."""
    from models.text.tokenizers import vocabulary_print

    groups: dict[str, list[str]] = {}
    for tokenizer_id in dict.fromkeys(tokenizer_ids):
        is_model_s = tokenizer_card(tokenizer_id).of_model
        groups.setdefault(vocabulary_print(tokenizer_id) if is_model_s else tokenizer_id, []).append(tokenizer_id)
    return list(groups.values())
