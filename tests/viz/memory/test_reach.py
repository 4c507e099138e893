from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from models.records import Fading
from viz.memory.reach import DistanceCurve, plot_fading, plot_influence
from viz.palette import LIGHT

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
    assert gradient.range is None


def test_a_small_change_fades_layer_by_layer() -> None:
    gain = torch.tensor([[1.0, 0.25], [1.0, 0.5]])
    figure = plot_fading([("LSTM", Fading("lstm", "lstm", gain, gain))], WORDS, "The cat sat.")
    assert [(trace.name, trace.x, trace.y) for trace in figure.data] == [
        ("LSTM, layer 1", (0, 1), (1.0, 0.25)),
        ("LSTM, layer 2", (0, 1), (1.0, 0.5)),
    ]
    assert len({trace.line.dash for trace in figure.data}) == 2
    assert figure.layout.meta == {"text": "The cat sat.", "model": "LSTM"}
