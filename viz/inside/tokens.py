"""A text's tokens as all sections of the lab show them."""

from __future__ import annotations

from models.records import Token
from viz.inside.payloads import FlowToken
from viz.labels import encode_label


def encode_placed(token: Token) -> FlowToken:
    """A token with its id and its characters in the text."""
    return {**encode_label(token), "id": token.id, "start": token.start, "end": token.end}
