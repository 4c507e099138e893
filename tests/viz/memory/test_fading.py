from __future__ import annotations

import json
from pathlib import Path

import torch

from models.records import Fading
from viz.memory.fading import plot_fading

WORDS = json.loads(Path("assets/locales/en/memory.json").read_text(encoding="utf-8"))


def test_a_small_change_fades_layer_by_layer() -> None:
    gain = torch.tensor([[1.0, 0.25], [1.0, 0.5]])
    figure = plot_fading([("LSTM", Fading("lstm", "lstm", gain, gain))], WORDS, "The cat sat.")
    assert [(trace.name, trace.x, trace.y) for trace in figure.data] == [
        ("LSTM, layer 0", (0, 1), (1.0, 0.25)),
        ("LSTM, layer 1", (0, 1), (1.0, 0.5)),
    ]
    assert len({trace.line.dash for trace in figure.data}) == 2
    assert (figure.layout.meta["text"], figure.layout.meta["model"]) == ("The cat sat.", "LSTM")


def test_a_note_says_where_half_is_left() -> None:
    fading = Fading("lstm", "lstm", torch.tensor([[1.0, 0.6, 0.4], [1.0, 0.9, 0.8]]), torch.ones(2, 3))
    note = plot_fading([("M", fading)], WORDS).layout.meta["note"]
    assert note.endswith("M, layer 0: half at a distance of 2 · M, layer 1: more than half at a distance of 2")
