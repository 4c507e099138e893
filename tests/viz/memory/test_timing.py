from __future__ import annotations

from dataclasses import asdict

from models.records import Timing
from viz.memory.timing import encode_timing, plot_timing

TIMING = Timing((16, 32), 64, "cpu", (1.5, 3.0), (0.5, 0.75), 33_280, 49_984)


def test_a_timing_travels_as_it_was_measured() -> None:
    known = asdict(TIMING)
    assert encode_timing(TIMING) == {name: list(one) if isinstance(one, tuple) else one for name, one in known.items()}


def test_time_is_drawn_against_length() -> None:
    words = {"lstm": "LSTM, {n} weights", "attention": "attention, {n}", "length": "tokens", "milliseconds": "ms"}
    lstm, attention = plot_timing(TIMING, words).data
    assert (lstm.name, lstm.x, lstm.y) == ("LSTM, 33,280 weights", (16, 32), (1.5, 3.0))
    assert (attention.name, attention.y) == ("attention, 49,984", (0.5, 0.75))
