"""A text that is too long for a model, cut to what fits."""

from __future__ import annotations

import numpy as np

from models.limits import check_text
from models.registry import load_tokenizer
from models.text.tokenizers import token_columns

LONGEST_WORD = 40  # characters; what goes on longer without a space has no words, such as Chinese


def cut_to_fit(text: str, model_id: str, limit: int) -> str:
    """The beginning of a text that makes at most `limit` tokens, cut between words where there are words.

    Raises:
        InputError: bad text or model.
    """
    kept = check_text(text)
    tokenizer = load_tokenizer(model_id)
    while kept:
        columns = token_columns(tokenizer, kept)
        over = len(columns.ids) - limit
        if over <= 0:
            return kept
        ends = columns.ends[np.flatnonzero(columns.starts >= 0)]
        last = int(ends[-over - 1]) if len(ends) > over else 0
        kept = _at_a_word(kept, min(last, len(kept) - 1))  # shorter each time, as the last word may be split anew
    return kept


def _at_a_word(text: str, end: int) -> str:
    """`text[:end]`, without the part of a word that would be left of one, and without spaces at the end."""
    head = text[:end]
    word = "" if text[end].isspace() else head.split(" ")[-1]
    whole = head.removesuffix(word).rstrip() if len(word) <= LONGEST_WORD else head
    return whole or head
