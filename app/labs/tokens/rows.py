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
from models.text.tokenizer_catalog import tokenizer_card
from viz.tokens.payloads import RowsProps, TokensPayload
from viz.tokens.rows import MARKS, SPECIALS, Row, encode_tokens

BEFORE, AFTER = ("char", "word"), ("unigram", "bilingual")  # the models' own tokenizers stand between them


def build(context: LabContext, second: gr.Textbox) -> None:
    """The rows, and beside them the second sentence, which all sections read."""
    props: RowsProps = {"marks": MARKS, "specials": SPECIALS}
    view = browser_view("tokens/rows", events=("second",), **props)
    context.take(view.second, "text", second)
    context.setting("special", None, "1")
    context.setting("hidden", None, "")


def on_text(chosen: Chosen, second: str) -> TokensPayload:
    """The rows of all tokenizers.

    Args:
        second: a second sentence, which BERT reads as its segment B; may be empty.
    """
    texts = (chosen.text, second)
    rows = tokenize_rows(texts, tuple(chosen.models.values()))
    return {
        **encode_tokens(texts, rows),
        "models": {"gpt": chosen.gpt, "bert": chosen.bert, "lstm": chosen.lstm},
    }


def tokenize_rows(texts: tuple[str, str], model_ids: Sequence[str]) -> Iterator[Row]:
    """Two sentences (the second may be empty) under the bundled tokenizers and those of some models.

    The rows come as they are ready: one can be drawn up while the next is read.
    """
    from models.text.tokenizers import load_any_tokenizer, same_tokenizers, token_columns

    first, second = check_text(texts[0]), check_text(texts[1], allow_empty=True)

    def row(model_group: Sequence[str]) -> Row:
        tokenizer = load_any_tokenizer(model_group[0])
        chosen = tokenizer_card(model_group[0])
        readers = [card(model_id) for model_id in model_group if chosen.of_model]
        title = " · ".join(reader.title for reader in readers)
        family = readers[0].family if readers else None
        columns = token_columns(tokenizer, first, second or None)
        return Row(chosen.id, title, family, chosen.kind, len(tokenizer), columns)

    # The library leaves Python while it reads a long text, so the tokenizers can share the cores.
    with ThreadPoolExecutor(N_WORKERS) as pool:
        yield from pool.map(row, same_tokenizers([*BEFORE, *model_ids, *AFTER]))
