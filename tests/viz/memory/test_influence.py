from __future__ import annotations

import base64
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from models.memory.influence import by_distance, half_distance, measure_influence
from viz.memory.influence import DistanceCurve, encode_influence, plot_influence, reach
from viz.palette import LIGHT


def array(payload: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(payload["data"]), "<f4").reshape(payload["shape"])


WORDS = json.loads(Path("assets/locales/en/memory.json").read_text(encoding="utf-8"))
CURVES = [
    DistanceCurve("LSTM", "lstm", torch.tensor([2.0, 0.5, 0.0]), torch.tensor([4.0, 1.0])),
    DistanceCurve("RNN", "rnn", torch.tensor([1.0]), is_twin=True),
]


def test_influence_stands_at_its_distance() -> None:
    lstm, here, rnn = plot_influence(CURVES, "moved_bits", WORDS).data
    assert (lstm.x, lstm.y) == ((1, 2, 3), (2.0, 0.5, 0.0))
    assert (here.name, here.mode, here.x, here.y) == ("LSTM, the chosen position", "markers", (1, 2), (4.0, 1.0))
    assert (lstm.line.color, rnn.line.color) == (LIGHT["lstm-fill"], LIGHT["muted"])
    assert (lstm.line.dash, rnn.line.dash) == ("solid", "dash")


def test_bits_begin_where_they_matter_and_derivatives_wherever_they_are() -> None:
    bits, gradient = (plot_influence(CURVES, measure, WORDS).layout.yaxis for measure in ("moved_bits", "gradient"))
    assert bits.type == gradient.type == "log"
    assert bits.range[0] == pytest.approx(-3)
    assert bits.range[1] > math.log10(4)  # also of the chosen position
    assert gradient.range is None


@pytest.mark.usefixtures("tiny_models")
def test_influence_keeps_its_matrices_and_its_numbers() -> None:
    found = measure_influence("The cat sat. It was tired.", "tiny-lstm")
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
