"""Time against length: what an LSTM layer and an attention layer take, drawn by Plotly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.records import Timing
from viz.figures import line, style
from viz.palette import family_colour

_ALIKE = 1.25  # times that differ by less are alike: the medians themselves vary by some of it

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


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
    first, last = timing.lengths[0], timing.lengths[-1]
    note = words["timing_found"].format_map(
        {
            "width": timing.width,
            "device": timing.device,
            "from": first,
            "to": last,
            "lstm_short": _micros(timing.lstm_ms[0], first),
            "lstm_long": _micros(timing.lstm_ms[-1], last),
            "attention_short": _micros(timing.attention_ms[0], first),
            "attention_long": _micros(timing.attention_ms[-1], last),
        }
    )
    note = f"{note} {_compared(timing, words)}"
    figure = style(
        Figure(lines), measure=words["milliseconds"], note=note, named=words["timing"], model=f"{lstm}, {attention}"
    )
    figure.update_xaxes(title_text=words["length"])
    figure.update_yaxes(rangemode="tozero")
    return figure


def _compared(timing: Timing, words: Mapping[str, str]) -> str:
    """What the longest text shows, and no more: which layer took longer, or that they are alike."""
    ratio = timing.lstm_ms[-1] / timing.attention_ms[-1]
    if 1 / _ALIKE < ratio < _ALIKE:
        return words["timing_alike"].format(n=timing.lengths[-1])
    key, times = ("timing_lstm_longer", ratio) if ratio > 1 else ("timing_attention_longer", 1 / ratio)
    return words[key].format(n=timing.lengths[-1], times=f"{times:.1f}")


def _micros(milliseconds: float, n_tokens: int) -> str:
    return f"{1000 * milliseconds / n_tokens:.0f}"
