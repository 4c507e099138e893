"""The memory lab's payloads: gates by token and unit, reach, both directions, counted weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.records import BothDirections, Candidate, Fading, GateTrace, Influence, Token
from viz.html import readable
from viz.memory.payloads import (
    DirectionsPayload,
    FadingPayload,
    GatesPayload,
    Guess,
    InfluencePayload,
    LayerGates,
    ReadToken,
)
from viz.payload import encode_floats

if TYPE_CHECKING:
    from torch import Tensor

MAX_SHOWN = 160  # tokens: columns narrower than a few pixels help nobody
_REACH = 0.9
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_QUOTES = ('"', "“", "”", "「", "」")


def encode_gates(layers: Sequence[GateTrace], model: str, title: str) -> GatesPayload:
    """Every layer's gates on the last `MAX_SHOWN` tokens; cell and hidden state follow from them in the view."""
    tokens = layers[0].tokens
    first = max(0, len(tokens) - MAX_SHOWN)
    return {
        "model": model,
        "title": title,
        "n_tokens": len(tokens),
        "first": first,
        "tokens": [encode_token(token) for token in tokens[first:]],
        "layers": [_encode_layer(layer, first) for layer in layers],
    }


def encode_token(token: Token) -> ReadToken:
    """A label for a chip or an axis, and what a sentence reader would notice about the token."""
    text = token.text.strip()
    return {
        "label": readable(token.text, token.piece),
        "text": token.text,
        "special": token.special,
        "ends": text.startswith(_SENTENCE_ENDS) or any(mark in text for mark in _QUOTES),
    }


def _encode_layer(layer: GateTrace, first: int) -> LayerGates:
    before = layer.cell[first - 1] if first else layer.cell[0] * 0
    return {
        "input_gate": encode_floats(layer.input_gate[first:]),
        "forget_gate": encode_floats(layer.forget_gate[first:]),
        "cell_candidate": encode_floats(layer.cell_candidate[first:]),
        "output_gate": encode_floats(layer.output_gate[first:]),
        "cell_before": encode_floats(before),
    }


def encode_influence(
    influence: Influence, title: str, half: float | None, curves: dict[str, Tensor]
) -> InfluencePayload:
    """One model's reach.

    Args:
        half: how many tokens further back the mean influence is half; None if it never is.
        curves: the mean of each measure at each distance, from the last token read on.
    """
    return {
        "model": influence.model_id,
        "title": title,
        "family": influence.family,
        "n_tokens": len(influence.tokens),
        "first": influence.first,
        "n_replacements": influence.n_replacements,
        "tokens": [
            {**encode_token(token), "start": token.start, "end": token.end}
            for token in influence.tokens[influence.first :]
        ],
        "moved_bits": encode_floats(influence.moved_bits),
        "gradient": encode_floats(influence.gradient),
        "curves": {"moved_bits": encode_floats(curves["moved_bits"]), "gradient": encode_floats(curves["gradient"])},
        "half": half,
        "reach": reach(curves["moved_bits"].tolist()),
    }


def reach(curve: Sequence[float]) -> int | None:
    """How many of the last tokens together have nine tenths of the influence; None where there is none.

    >>> reach([8.0, 1.0, 0.5, 0.5])
    2
    """
    total, running = sum(curve), 0.0
    if total <= 0:
        return None
    for n, value in enumerate(curve, 1):
        running += value
        if running >= _REACH * total:
            return n
    return len(curve)


def encode_fading(fading: Fading, title: str) -> FadingPayload:
    """What is left of a derivative `distance` tokens back, for each layer."""
    return {
        "model": fading.model_id,
        "title": title,
        "family": fading.family,
        "gain": encode_floats(fading.gain),
        "longest": encode_floats(fading.longest),
    }


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
