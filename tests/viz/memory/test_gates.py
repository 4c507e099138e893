"""Cell and hidden state follow from what is sent."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from models.memory.gates import trace_layers
from viz.memory.gates import MAX_SHOWN, encode_gates

pytestmark = pytest.mark.usefixtures("tiny_models")
TEXT = 'The cat sat. "It was tired!" said </script>.'


def array(payload: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(payload["data"]), "<f4").reshape(payload["shape"])


@pytest.mark.parametrize("text", [TEXT, "a", "The cat sat. " * 90])
def test_cell_and_hidden_state_follow_from_what_is_sent(text: str) -> None:
    """The view computes them: from the last tokens of a long text too, by the cell before them."""
    layers = trace_layers(text, "tiny-lstm")
    sent = json.loads(json.dumps(encode_gates(layers, "tiny-lstm", "Tiny"), allow_nan=False))
    assert len(sent["tokens"]) == min(MAX_SHOWN, sent["n_tokens"]) == sent["n_tokens"] - sent["first"]
    for layer, payload in zip(layers, sent["layers"], strict=True):
        cell = array(payload["cell_before"])
        for step in range(len(sent["tokens"])):
            i, f, g, o = (array(payload[name])[step] for name in
                          ("input_gate", "forget_gate", "cell_candidate", "output_gate"))  # fmt: skip
            cell = f * cell + i * g
            np.testing.assert_allclose(cell, layer.cell[sent["first"] + step], rtol=1e-4, atol=1e-5)
            np.testing.assert_allclose(o * np.tanh(cell), layer.hidden[sent["first"] + step], rtol=1e-4, atol=1e-5)


def test_sentence_ends_and_quotes_are_marked() -> None:
    tokens = encode_gates(trace_layers(TEXT, "tiny-lstm"), "tiny-lstm", "Tiny")["tokens"]
    marked = "".join(token["label"] for token in tokens if token["ends"])
    assert {".", "!", '"'} <= set(marked)
    assert "cat" not in marked
