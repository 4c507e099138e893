"""What the memory lab draws is what was traced."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch

from app.i18n import section_strings
from models.memory.gates import trace_layers
from models.memory.influence import by_distance, half_distance, measure_influence
from models.memory.weight_counts import count_weights
from models.records import Fading, Timing
from viz.figures import encode_below
from viz.memory.directions import encode_directions, plot_timing
from viz.memory.gates import MAX_SHOWN, encode_gates
from viz.memory.reach import Reached, encode_reach, plot_fading, plot_reach, reach
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


@pytest.fixture
def reached() -> list[Reached]:
    found = [measure_influence(TEXT, model) for model in ("tiny-lstm", "tiny-gpt2")]
    curves = [[by_distance(one.moved_bits), by_distance(one.gradient)] for one in found]
    return [
        Reached(one.model_id, one, moved, gradient, half_distance(moved))
        for one, (moved, gradient) in zip(found, curves, strict=True)
    ]


def test_influence_keeps_its_matrices_and_its_numbers(reached: list[Reached]) -> None:
    found = reached[0].influence
    sent = encode_reach(reached[0])
    json.dumps(sent, allow_nan=False)
    np.testing.assert_array_equal(array(sent["moved_bits"]), found.moved_bits)
    assert len(sent["tokens"]) == len(found.moved_bits)
    assert sent["tokens"][0]["start"] == 0
    assert sent["last_bits"] == pytest.approx(float(found.moved_bits.diagonal().mean()))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("measure", ["moved_bits", "gradient"])
def test_reach_is_drawn_by_model_and_at_one_position(reached: list[Reached], measure: str, language: str) -> None:
    words = section_strings(language, "memory")
    figure = plot_reach(reached, measure, 2, TEXT, words)
    *means, dots = figure.data
    for one, mean in zip(reached, means, strict=True):
        assert list(mean.y) == getattr(one, measure).tolist()
    matrix = getattr(reached[0].influence, measure)
    asked = len(matrix) - 3
    assert list(dots.x) == list(range(1, asked + 2))
    assert list(dots.y) == [float(matrix[asked, asked - back]) for back in range(asked + 1)]
    assert dots.name == words["this_position"].format(model="tiny-lstm")
    assert figure.layout.meta["text"] == TEXT
    assert encode_below(figure)["rows"][0] == [words["distance"], "tiny-lstm", "tiny-gpt2", dots.name]


def test_a_position_before_the_text_is_its_first(reached: list[Reached]) -> None:
    dots = plot_reach(reached, "moved_bits", 10_000, TEXT, section_strings("en", "memory")).data[-1]
    assert list(dots.x) == [1]


def test_fading_says_where_half_is_left() -> None:
    fading = Fading("m", "lstm", torch.tensor([[1.0, 0.6, 0.4], [1.0, 0.9, 0.8]]), torch.ones(2, 3))
    words = section_strings("en", "memory")
    figure = plot_fading([("M", fading)], TEXT, words)
    assert [trace.name for trace in figure.data] == ["M, layer 1", "M, layer 2"]
    note = figure.layout.meta["note"]
    assert "M, layer 1: half at a distance of 2 · M, layer 2: more than half at a distance of 2" in note


def test_timing_tells_what_a_token_costs() -> None:
    found = Timing((10, 100), 384, "cpu", (1.0, 10.0), (2.0, 4.0), 1_000_000, 2_000_000)
    figure = plot_timing(found, section_strings("en", "memory"))
    assert [list(trace.y) for trace in figure.data] == [[1.0, 10.0], [2.0, 4.0]]
    assert figure.data[0].name == "LSTM layer, 1,000,000 weights"
    assert "the LSTM 100 → 100 µs, the attention layer 200 → 40 µs" in figure.layout.meta["note"]


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
