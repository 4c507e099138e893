"""Both directions: what each state of a bidirectional LSTM knows, and what reading in turn costs."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.views import browser_view
from models.catalog import card
from viz.memory.gates import encode_directions
from viz.memory.payloads import BothDirectionsPayload, TimingPayload
from viz.memory.timing import encode_timing

BILSTM = "bilstm"


def build(context: LabContext) -> None:
    gr.Markdown(context.t("directions_lead"), elem_classes="um-lead")
    view = browser_view("memory/directions", server_functions=[on_timing])
    context.refresh(on_directions, [context.chosen.text, context.chosen.lstm], view)


def on_directions(text: str, lstm: str) -> BothDirectionsPayload:
    """The bidirectional LSTM's two states, and how deep the chosen LSTM is."""
    from models import trace_directions

    found = encode_directions(trace_directions(text, BILSTM), card(BILSTM).title)
    return {**found, "n_layers": card(lstm).n_layers}


def on_timing(lstm: str) -> TimingPayload:
    """Time against length, measured now."""
    from models.memory.timing import measure_timing

    return encode_timing(measure_timing(card(lstm).d_model))
