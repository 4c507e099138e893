"""How much is read at most, and the checks that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.errors import InputError

MAX_CHARACTERS = 100_000
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


def check_length(ids: Sequence[int], context_length: int | None, model: str) -> None:
    """Raise `InputError` when `ids` are more than the model's context holds (None: no limit)."""
    if context_length is not None and len(ids) > context_length:
        raise InputError("too_many_tokens", n=len(ids), model=model, limit=context_length)
