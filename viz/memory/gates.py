"""An LSTM's gates by token and unit."""

from __future__ import annotations

from collections.abc import Sequence

from models.records import GateTrace
from viz.memory.payloads import GatesPayload, LayerGates
from viz.memory.tokens import encode_token
from viz.payload import encode_floats

MAX_SHOWN = 160  # tokens: columns narrower than a few pixels help nobody


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


def _encode_layer(layer: GateTrace, first: int) -> LayerGates:
    before = layer.cell[first - 1] if first else layer.cell[0] * 0
    return {
        "input_gate": encode_floats(layer.input_gate[first:]),
        "forget_gate": encode_floats(layer.forget_gate[first:]),
        "cell_candidate": encode_floats(layer.cell_candidate[first:]),
        "output_gate": encode_floats(layer.output_gate[first:]),
        "cell_before": encode_floats(before),
    }
