from __future__ import annotations

import pytest
import torch

from models.records import Fading
from viz.memory.reach import LEAST_BITS, DistanceCurve, plot_fading, plot_influence
from viz.palette import LIGHT, NEUTRAL

WORDS = {"distance": "back", "influence": "bits", "here": "{model}, here", "left": "left", "layer": "{model} {n}"}


def test_influence_stands_at_its_distance() -> None:
    curves = [
        DistanceCurve("LSTM", "lstm", torch.tensor([2.0, 0.5, 0.0]), torch.tensor([4.0, 1.0])),
        DistanceCurve("RNN", "rnn", torch.tensor([1.0]), is_twin=True),
    ]
    figure = plot_influence(curves, WORDS, low=LEAST_BITS)
    lstm, rnn, here = figure.data
    assert (lstm.x, lstm.y) == ((1, 2, 3), (2.0, 0.5, 0.0))
    assert (here.name, here.mode, here.x, here.y) == ("LSTM, here", "markers", (1, 2), (4.0, 1.0))
    assert (lstm.line.color, rnn.line.color, rnn.line.dash) == (LIGHT["lstm-fill"], NEUTRAL, "dash")
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.range[0] == pytest.approx(-3)


def test_a_small_change_fades_layer_by_layer() -> None:
    gain = torch.tensor([[1.0, 0.25], [1.0, 0.5]])
    figure = plot_fading([("LSTM", Fading("lstm", "lstm", gain, gain))], WORDS)
    assert [(trace.name, trace.x, trace.y) for trace in figure.data] == [
        ("LSTM 1", (0, 1), (1.0, 0.25)),
        ("LSTM 2", (0, 1), (1.0, 0.5)),
    ]
    assert len({trace.line.dash for trace in figure.data}) == 2
