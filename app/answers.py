"""What endpoints answer with: tokens as JSON, and how much of anything."""

from __future__ import annotations

from typing import Any

from models.errors import InputError
from models.records import Token

Json = dict[str, Any]
# What endpoints say of a token; how the page writes parts of characters is the page's own.
_TOKEN_FIELDS = ("id", "piece", "text", "start", "end", "special")
MAX_NUMBERS = 1_600_000  # in one answer: Gradio needs 2 s to send as many


def token_json(token: Token) -> Json:
    """What an endpoint says of a token, without `asdict`'s copies: there may be 100,000."""
    return {name: getattr(token, name) for name in _TOKEN_FIELDS}


def check_size(n_numbers: int) -> None:
    if n_numbers > MAX_NUMBERS:
        raise InputError("answer_too_large", n=n_numbers, limit=MAX_NUMBERS)
