"""The gates on the text: one unit's cell, all units, one unit's track."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.views import browser_view
from models.catalog import card
from viz.memory.gates import encode_gates
from viz.memory.payloads import GatesPayload


def build(context: LabContext) -> None:
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    gates = browser_view("memory/gates", context.example.get("gates"))
    for name, default in (("layer", ""), ("unit", ""), ("step", ""), ("gate", "forget_gate"), ("order", "varies")):
        context.setting(name, None, default)
    context.refresh(on_gates, [context.chosen.text, context.chosen.lstm], gates)


def on_gates(text: str, lstm: str) -> GatesPayload:
    """Every layer's gates on the text."""
    from models import trace_layers

    return encode_gates(trace_layers(text, lstm), lstm, card(lstm).title)
