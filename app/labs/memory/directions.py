"""Both directions: what each state of a bidirectional LSTM knows, and what reading in turn costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import gradio as gr

from app.context import LabContext
from app.plots import plot_view
from app.views import browser_view
from models.catalog import card
from viz.memory.directions import encode_directions
from viz.memory.payloads import BothDirectionsPayload
from viz.memory.timing import plot_timing

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BILSTM = "bilstm"


def build(context: LabContext) -> None:
    gr.Markdown(context.t("directions_lead"), elem_classes="um-lead")
    context.say_english_only("directions_english")
    view = browser_view("memory/directions")
    measure = gr.Button(context.t("measure_now"), size="sm", min_width=0, elem_classes="um-press")
    plot_view(context, "time-by-length", timing_figure, [context.chosen.lstm], on=measure.click)
    context.refresh(on_directions, [context.chosen.text, context.chosen.lstm], view)


def on_directions(text: str, lstm: str) -> BothDirectionsPayload:
    """The bidirectional LSTM's two states, and how deep the chosen LSTM is."""
    from models import trace_directions

    found = encode_directions(trace_directions(text, BILSTM), card(BILSTM).title)
    return {**found, "n_layers": card(lstm).n_layers}


def timing_figure(lstm: str, words: Mapping[str, str]) -> Figure:
    """Time against length, measured now."""
    from models.memory.timing import measure_timing

    return plot_timing(measure_timing(card(lstm).d_model), words)
