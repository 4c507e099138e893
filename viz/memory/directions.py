"""A bidirectional LSTM's two states, and what each guesses."""

from __future__ import annotations

from models.records import BothDirections, Candidate
from viz.html import visible
from viz.memory.gates import encode_token
from viz.memory.payloads import DirectionsPayload
from viz.payload import encode_floats
from viz.payloads import Likely


def encode_directions(found: BothDirections, title: str) -> DirectionsPayload:
    """Both states of every token, and what each guesses."""
    return {
        "title": title,
        "tokens": [encode_token(token) for token in found.tokens],
        "forward": encode_floats(found.forward),
        "backward": encode_floats(found.backward),
        "surprisal_bits": list(found.surprisal_bits),
        "guesses": [None if guess is None else _encode_guesses(*guess) for guess in found.guesses],
    }


def _encode_guesses(left: Candidate, right: Candidate, both: Candidate) -> tuple[Likely, Likely, Likely]:
    return _encode_guess(left), _encode_guess(right), _encode_guess(both)


def _encode_guess(candidate: Candidate) -> Likely:
    return {"token": visible(candidate.token.removeprefix(" ") or candidate.token), "prob": candidate.prob}
