"""Tokens as the memory lab shows them."""

from __future__ import annotations

from models.records import Token
from viz.labels import encode_label
from viz.memory.payloads import ReadToken

_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_QUOTES = ('"', "“", "”", "「", "」")


def encode_token(token: Token) -> ReadToken:
    """A label for a chip or an axis, and what a sentence reader would notice about the token."""
    text = token.text.strip()
    return {
        **encode_label(token),
        "ends": text.startswith(_SENTENCE_ENDS) or any(mark in text for mark in _QUOTES),
    }
