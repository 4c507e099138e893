"""Time against length: what an LSTM layer and an attention layer take, for the page and drawn by Plotly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.records import Timing
from viz.memory.payloads import TimingPayload
from viz.plotly_style import family_colour, figure_of, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def encode_timing(timing: Timing) -> TimingPayload:
    """Milliseconds at each length."""
    return {
        "lengths": list(timing.lengths),
        "width": timing.width,
        "device": timing.device,
        "lstm_ms": list(timing.lstm_ms),
        "attention_ms": list(timing.attention_ms),
        "lstm_weights": timing.lstm_weights,
        "attention_weights": timing.attention_weights,
    }


def plot_timing(timing: Timing, words: Mapping[str, str]) -> Figure:
    """Milliseconds of one pass against the number of tokens.

    Args:
        words: `lstm` and `attention`, which name a layer of `{n}` weights, `length`, `milliseconds`.
    """
    layers = (
        ("lstm", timing.lstm_ms, timing.lstm_weights, "lstm"),
        ("attention", timing.attention_ms, timing.attention_weights, "gpt"),
    )
    lines = [
        line(timing.lengths, times, words[name].format(n=f"{n:,}"), family_colour(family), markers=True, unit="ms")
        for name, times, n, family in layers
    ]
    return figure_of(lines, x=words["length"], y=words["milliseconds"])
