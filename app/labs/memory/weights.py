"""The weights of a network of a person's own sizes, counted."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.views import browser_view
from models.memory.weight_counts import GATES, N_BIASES, count_weights
from viz.memory.payloads import WeightsPayload
from viz.memory.weights import encode_weights

DEFAULT_SIZES = {"input_size": 384, "hidden_size": 384, "n_layers": 2}


def build(context: LabContext) -> None:
    gr.Markdown(context.t("weights_lead"), elem_classes="um-lead")
    with gr.Row(elem_classes="um-controls"):
        cell = gr.Radio([(name.upper(), name) for name in GATES], value="lstm", label=context.t("cell_kind"))
        biases = gr.Radio(
            [(context.choice(f"biases_{name}"), name) for name in N_BIASES], value="one", label=context.t("biases")
        )
    with gr.Row(elem_classes="um-controls"):
        sizes = [gr.Number(value, label=context.t(name), precision=0) for name, value in DEFAULT_SIZES.items()]
        both = gr.Checkbox(False, label=context.t("bidirectional"))
    view = browser_view("memory/weights", context.example.get("weights"))
    context.setting("cell", cell, "lstm")
    context.setting("biases", biases, "one")
    context.setting("both", both, False)
    for (name, default), control in zip(DEFAULT_SIZES.items(), sizes, strict=True):
        context.setting(name, control, default)
    context.refresh(on_weights, [cell, *sizes, both, biases], view)


def on_weights(cell: str, input_size: int, hidden_size: int, n_layers: int, both: bool, biases: str) -> WeightsPayload:
    """The weights of a network of a person's own sizes."""
    counts = count_weights(cell, input_size, hidden_size, n_layers, both, biases)  # type: ignore[arg-type]
    return encode_weights(counts, cell, hidden_size, biases)
