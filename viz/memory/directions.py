"""A bidirectional LSTM's two states, and what each guesses."""

from __future__ import annotations

from models.records import BothDirections, Candidate, Token
from viz.html import readable
from viz.memory.payloads import DirectionsPayload, Guess
from viz.memory.tokens import encode_token
from viz.payload import encode_floats


def encode_directions(found: BothDirections, title: str) -> DirectionsPayload:
    """Both states of every token, and what each guesses."""
    return {
        "title": title,
        "tokens": [encode_token(token) for token in found.tokens],
        "forward": encode_floats(found.forward),
        "backward": encode_floats(found.backward),
        "surprisal_bits": list(found.surprisal_bits),
        "guesses": [
            None if guess is None else _encode_guesses(token, *guess)
            for token, guess in zip(found.tokens, found.guesses, strict=True)
        ],
    }


def _encode_guesses(token: Token, left: Candidate, right: Candidate, both: Candidate) -> tuple[Guess, Guess, Guess]:
    return _encode_guess(token, left), _encode_guess(token, right), _encode_guess(token, both)


def _encode_guess(token: Token, candidate: Candidate) -> Guess:
    return {
        "token": readable(candidate.token),
        "prob": candidate.prob,
        "right": candidate.id == token.id,
    }
