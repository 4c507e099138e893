"""Time against length: what an LSTM layer and an attention layer take, for the page and drawn by Plotly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.records import Timing
from viz.figures import line, style
from viz.memory.payloads import TimingPayload
from viz.palette import family_colour

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
        words: the lab's, in the reader's language.
    """
    from plotly.graph_objects import Figure

    lstm = words["timing_lstm"].format(n=f"{timing.lstm_weights:,}")
    attention = words["timing_attention"].format(n=f"{timing.attention_weights:,}")
    lines = [
        line(timing.lengths, timing.lstm_ms, lstm, family_colour("lstm")),
        line(timing.lengths, timing.attention_ms, attention, family_colour("gpt")),
    ]
    figure = style(Figure(lines))
    figure.update_xaxes(title_text=words["length"])
    figure.update_yaxes(title_text=words["milliseconds"], rangemode="tozero")
    return figure
