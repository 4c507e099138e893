"""A bidirectional LSTM's two states and what each guesses; what it costs to read in turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.records import BothDirections, Candidate, Timing
from viz.figures import line, style
from viz.html import visible
from viz.memory.gates import encode_token
from viz.memory.payloads import DirectionsPayload
from viz.palette import family_fill
from viz.payload import encode_floats
from viz.payloads import Likely

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def encode_directions(found: BothDirections, title: str) -> DirectionsPayload:
    """Both states of every token, and what each guesses."""
    return {
        "title": title,
        "tokens": [encode_token(token) for token in found.tokens],
        "forward": encode_floats(found.forward),
        "backward": encode_floats(found.backward),
        "surprisal_bits": list(found.surprisal_bits),
        "guesses": [None if guess is None else _encode_guesses(*guess) for guess in found.guesses],
    }


def _encode_guesses(left: Candidate, right: Candidate, both: Candidate) -> tuple[Likely, Likely, Likely]:
    return _encode_guess(left), _encode_guess(right), _encode_guess(both)


def _encode_guess(candidate: Candidate) -> Likely:
    return {"token": visible(candidate.token.removeprefix(" ") or candidate.token), "prob": candidate.prob}


def plot_timing(found: Timing, words: Mapping[str, str]) -> Figure:
    """Milliseconds for one layer against the number of tokens, an LSTM's and attention's."""
    from plotly.graph_objects import Figure

    layers = (
        (words["timing_lstm"].format(n=f"{found.lstm_weights:,}"), found.lstm_ms, "lstm"),
        (words["timing_attention"].format(n=f"{found.attention_weights:,}"), found.attention_ms, "gpt"),
    )
    figure = Figure([line(found.lengths, taken, name, family_fill(family)) for name, taken, family in layers])
    figure.update_xaxes(title_text=words["length"])
    figure.update_yaxes(rangemode="tozero")
    first, last = found.lengths[0], found.lengths[-1]
    note = words["timing_found"].format(
        width=found.width,
        device=found.device,
        **{"from": first, "to": last},
        lstm_short=_micros(found.lstm_ms[0], first),
        lstm_long=_micros(found.lstm_ms[-1], last),
        attention_short=_micros(found.attention_ms[0], first),
        attention_long=_micros(found.attention_ms[-1], last),
    )
    return style(figure, measure=words["milliseconds"], note=note)


def _micros(milliseconds: float, n_tokens: int) -> str:
    return f"{1000 * milliseconds / n_tokens:.0f}"
