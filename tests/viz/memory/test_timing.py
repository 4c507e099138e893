from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.records import Timing
from viz.memory.timing import plot_timing

WORDS = json.loads(Path("assets/locales/en/memory.json").read_text(encoding="utf-8"))
TIMING = Timing((16, 32), 64, "cpu", (1.5, 3.0), (0.5, 0.75), 33_280, 49_984)


def test_time_is_drawn_against_length() -> None:
    lstm, attention = plot_timing(TIMING, WORDS).data
    assert (lstm.name, lstm.x, lstm.y) == ("LSTM layer, 33,280 parameters", (16, 32), (1.5, 3.0))
    assert (attention.name, attention.y) == ("attention layer with its MLP, 49,984 parameters", (0.5, 0.75))


@pytest.mark.parametrize(
    ("lstm", "attention", "said", "unsaid"),
    [
        (3.0, 0.75, "the LSTM layer takes 4.0 times as long", "attention layer takes"),
        (1.0, 3.0, "the attention layer takes 3.0 times as long", "LSTM layer takes"),
        (3.0, 2.9, "the two take about as long", "times as long"),
    ],
)
def test_a_note_claims_what_was_measured_and_no_more(lstm: float, attention: float, said: str, unsaid: str) -> None:
    timing = replace(TIMING, lstm_ms=(1.5, lstm), attention_ms=(0.5, attention))
    note = plot_timing(timing, WORDS).layout.meta["note"]
    assert f"At 32 tokens {said}" in note
    assert unsaid not in note
    assert "gap" not in note


def test_a_note_tells_what_a_token_costs() -> None:
    note = plot_timing(TIMING, WORDS).layout.meta["note"]
    assert "From 16 to 32 tokens, a token costs the LSTM 94 → 94 µs, the attention layer 31 → 23 µs." in note
