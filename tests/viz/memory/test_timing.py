from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from models.records import Timing
from viz.memory.timing import encode_timing, plot_timing

WORDS = json.loads(Path("assets/locales/en/memory.json").read_text(encoding="utf-8"))
TIMING = Timing((16, 32), 64, "cpu", (1.5, 3.0), (0.5, 0.75), 33_280, 49_984)


def test_a_timing_travels_as_it_was_measured() -> None:
    known = asdict(TIMING)
    assert encode_timing(TIMING) == {name: list(one) if isinstance(one, tuple) else one for name, one in known.items()}


def test_time_is_drawn_against_length() -> None:
    lstm, attention = plot_timing(TIMING, WORDS).data
    assert (lstm.name, lstm.x, lstm.y) == ("LSTM layer, 33,280 weights", (16, 32), (1.5, 3.0))
    assert (attention.name, attention.y) == ("attention layer with its MLP, 49,984 weights", (0.5, 0.75))
