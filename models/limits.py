"""How much is read at most, and the checks that say so."""

from __future__ import annotations

import re
from collections.abc import Sized

from models.errors import InputError

MAX_CHARACTERS = 100_000
MAX_TOKENS = 2_000  # of models that have no limit of their own
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


def check_text(text: str, *, allow_empty: bool = False, limit: int = MAX_CHARACTERS) -> str:
    """Return `text` if a tokenizer can read it.

    Raises:
        InputError: empty (unless allowed), longer than `limit`, or with half a surrogate
            pair, which is no character and has no UTF-8 form.
    """
    if not text and not allow_empty:
        raise InputError("empty_text")
    if len(text) > limit:
        raise InputError("too_many_characters", n=len(text), limit=limit)
    if half := _HALF_A_PAIR.search(text):
        raise InputError("bad_characters", position=half.start())
    return text


def check_length(tokens: Sized, limit: int | None, model: str) -> None:
    """Raise `InputError` when there are more tokens than the model reads (None: no limit)."""
    if limit is not None and len(tokens) > limit:
        raise InputError("too_many_tokens", n=len(tokens), model=model, limit=limit)
