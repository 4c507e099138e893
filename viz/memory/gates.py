"""The memory lab's payloads: gates by token and unit, reach, both directions, counted weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.records import BothDirections, Candidate, Fading, GateTrace, Influence, Token
from viz.html import visible
from viz.payload import Payload, encode_array

if TYPE_CHECKING:
    from torch import Tensor

MAX_SHOWN = 160  # tokens: columns narrower than a few pixels help nobody
_REACH = 0.9
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_QUOTES = ('"', "“", "”", "「", "」")


def encode_gates(layers: Sequence[GateTrace], model: str, title: str) -> Payload:
    """Every layer's gates on the last `MAX_SHOWN` tokens; cell and hidden state follow from them in the view.

    Returns:
        `{model, title, n_tokens, first, tokens, layers}`. `first` is the position of the first token
        shown. A layer has `input_gate, forget_gate, cell_candidate, output_gate`, each
        `[token, unit]`, and the `cell_before` the first token, `[unit]`.
    """
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


def encode_token(token: Token) -> Payload:
    """A label for a chip or an axis, and what a sentence reader would notice about the token."""
    text = token.text.strip()
    return {
        "label": visible(token.text.removeprefix(" ") or token.text or token.piece),
        "special": token.special,
        "ends": text.startswith(_SENTENCE_ENDS) or any(mark in text for mark in _QUOTES),
    }


def _encode_layer(layer: GateTrace, first: int) -> Payload:
    names = ("input_gate", "forget_gate", "cell_candidate", "output_gate")
    before = layer.cell[first - 1] if first else layer.cell[0] * 0
    return {name: encode_array(getattr(layer, name)[first:]) for name in names} | {"cell_before": encode_array(before)}


def encode_influence(influence: Influence, title: str, half: float | None, curves: dict[str, Tensor]) -> Payload:
    """One model's reach.

    Args:
        half: how many tokens further back the mean influence is half; None if it never is.
        curves: the mean of each measure at each distance, from the last token read on.

    Returns:
        `{model, title, family, n_tokens, first, n_replacements, tokens, moved_bits, gradient, curves,
        half, reach}`. `reach` is how many of the last tokens together have `_REACH` of the mean influence.
    """
    return {
        "model": influence.model_id,
        "title": title,
        "family": influence.family,
        "n_tokens": len(influence.tokens),
        "first": influence.first,
        "n_replacements": influence.n_replacements,
        "tokens": [
            encode_token(token) | {"start": token.start, "end": token.end}
            for token in influence.tokens[influence.first :]
        ],
        "moved_bits": encode_array(influence.moved_bits),
        "gradient": encode_array(influence.gradient),
        "curves": {name: encode_array(curve) for name, curve in curves.items()},
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


def encode_fading(fading: Fading, title: str) -> Payload:
    """What is left of a derivative `distance` tokens back, for each layer."""
    return {
        "model": fading.model_id,
        "title": title,
        "family": fading.family,
        "gain": encode_array(fading.gain),
        "longest": encode_array(fading.longest),
    }


def encode_directions(found: BothDirections, title: str) -> Payload:
    """Both states of every token, and what each guesses."""
    return {
        "title": title,
        "tokens": [encode_token(token) for token in found.tokens],
        "forward": encode_array(found.forward),
        "backward": encode_array(found.backward),
        "surprisal_bits": [None if bits is None else list(bits) for bits in found.surprisal_bits],
        "guesses": [None if guess is None else [_encode_guess(one) for one in guess] for guess in found.guesses],
    }


def _encode_guess(candidate: Candidate) -> dict[str, Any]:
    return {"token": visible(candidate.token.removeprefix(" ") or candidate.token), "prob": candidate.prob}
