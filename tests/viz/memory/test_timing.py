from __future__ import annotations

import json
from pathlib import Path

from models.records import Timing
from viz.memory.timing import plot_timing

WORDS = json.loads(Path("assets/locales/en/memory.json").read_text(encoding="utf-8"))
TIMING = Timing((16, 32), 64, "cpu", (1.5, 3.0), (0.5, 0.75), 33_280, 49_984)


def test_time_is_drawn_against_length() -> None:
    lstm, attention = plot_timing(TIMING, WORDS).data
    assert (lstm.name, lstm.x, lstm.y) == ("LSTM layer, 33,280 weights", (16, 32), (1.5, 3.0))
    assert (attention.name, attention.y) == ("attention layer with its MLP, 49,984 weights", (0.5, 0.75))


def test_a_note_tells_what_a_token_costs() -> None:
    note = plot_timing(TIMING, WORDS).layout.meta["note"]
    assert "From 16 to 32 tokens, a token costs the LSTM 94 → 94 µs, the attention layer 31 → 23 µs." in note
