"""What the memory lab draws is what was traced."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch

from models.memory.gates import trace_layers
from models.memory.influence import by_distance, half_distance, measure_influence
from models.memory.weight_counts import count_weights
from viz.memory.directions import encode_directions
from viz.memory.gates import MAX_SHOWN, encode_gates
from viz.memory.influence import encode_influence, reach
from viz.memory.weights import encode_weights

TEXT = 'The cat sat. "It was tired!" said </script>.'

pytestmark = pytest.mark.usefixtures("tiny_models")


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


def test_influence_keeps_its_matrices_and_its_numbers() -> None:
    found = measure_influence(TEXT, "tiny-lstm")
    moved = by_distance(found.moved_bits)
    sent = encode_influence(found, "Tiny", moved, half_distance(moved))
    json.dumps(sent, allow_nan=False)
    np.testing.assert_array_equal(array(sent["moved_bits"]), found.moved_bits)
    assert len(sent["tokens"]) == len(found.moved_bits)
    assert sent["tokens"][0]["start"] == 0
    assert sent["last_bits"] == pytest.approx(float(found.moved_bits.diagonal().mean()))


@pytest.mark.parametrize(
    ("curve", "expected"), [([1.0], 1), ([0.5, 0.4, 0.1], 2), ([0.0, 0.0], None), ([1, 1, 1, 1], 4)]
)
def test_reach_is_how_many_tokens_have_nine_tenths(curve, expected) -> None:
    assert reach(curve) == expected


def test_both_directions_travel_with_their_guesses() -> None:
    from models.memory.both_directions import trace_directions

    found = trace_directions(TEXT, "tiny-bilstm")
    sent = json.loads(json.dumps(encode_directions(found, "Tiny"), allow_nan=False))
    np.testing.assert_array_equal(array(sent["backward"]), found.backward)
    assert [guess is None for guess in sent["guesses"]] == [token.special for token in found.tokens]
    assert torch.tensor([bits for bits in sent["surprisal_bits"] if bits]).shape[1] == 3


def test_weights_add_up() -> None:
    counts = count_weights("gru", 5, 7, 2, True, "one")
    sent = encode_weights(counts, "gru", 7, "one")
    assert sent["total"] == sum(layer["total"] for layer in sent["layers"]) == sum(layer.total for layer in counts)
    for layer in sent["layers"]:
        assert layer["total"] == len(layer["gates"]) * (layer["from_input"] + layer["from_state"] + layer["biases"])
