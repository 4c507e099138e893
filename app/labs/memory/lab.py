"""The LSTM's memory: its gates on the text, how far back it reaches, both directions, and its weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.parts import build_parts, part_column
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import ModelCard, card, cards
from models.memory.weight_counts import GATES, N_BIASES, count_weights
from viz.memory.gates import encode_directions, encode_fading, encode_gates, encode_influence
from viz.memory.payloads import (
    BothDirectionsPayload,
    GatesPayload,
    InfluencePayload,
    ReachPayload,
    TimingPayload,
    WeightsPayload,
)
from viz.memory.timing import encode_timing
from viz.memory.weights import encode_weights

PARTS = ("gates", "influence", "directions", "weights")
DEFAULT_SIZES = {"input_size": 384, "hidden_size": 384, "n_layers": 2}
RNN, BILSTM = "rnn", "bilstm"


def on_gates(text: str, lstm: str) -> GatesPayload:
    """Every layer's gates on the text."""
    from models import trace_layers

    return encode_gates(trace_layers(text, lstm), lstm, card(lstm).title)


def on_influence(part: str, text: str, gpt: str, lstm: str) -> Iterator[ReachPayload | dict[str, Any]]:
    """How far back each model reaches, one model after the other."""
    if part != "influence":
        yield gr.skip()
        return
    from models import measure_fading

    shown: ReachPayload = {"models": [], "fading": []}
    for model in (card(lstm), card(gpt), *_twin(RNN)):
        shown = {**shown, "models": [*shown["models"], _influence(text, model)]}
        if model.facts.state:
            fading = encode_fading(measure_fading(text, model.id), model.title)
            shown = {**shown, "fading": [*shown["fading"], fading]}
        yield shown


def _influence(text: str, model: ModelCard) -> InfluencePayload:
    from models import measure_influence
    from models.memory.influence import by_distance, half_distance

    found = measure_influence(text, model.id)
    curves = {name: by_distance(getattr(found, name)) for name in ("moved_bits", "gradient")}
    return encode_influence(found, model.title, half_distance(curves["moved_bits"]), curves)


def _twin(model_id: str) -> tuple[ModelCard, ...]:
    """A model that is bundled for comparison alone, if it is there."""
    return tuple(entry for entry in cards() if entry.id == model_id)


def on_directions(part: str, text: str, lstm: str) -> Any:
    """The bidirectional LSTM's two states, and how deep the chosen LSTM is."""
    if part != "directions":
        return gr.skip()
    from models import trace_directions

    found = encode_directions(trace_directions(text, BILSTM), card(BILSTM).title)
    shown: BothDirectionsPayload = {**found, "n_layers": card(lstm).n_layers}
    return shown


def on_timing(lstm: str) -> TimingPayload:
    """Time against length, measured now."""
    from models.memory.timing import measure_timing

    return encode_timing(measure_timing(card(lstm).d_model))


def on_weights(cell: str, input_size: int, hidden_size: int, n_layers: int, both: bool, biases: str) -> WeightsPayload:
    """The weights of a network of a person's own sizes."""
    counts = count_weights(cell, input_size, hidden_size, n_layers, both, biases)  # type: ignore[arg-type]
    return encode_weights(counts, cell, hidden_size, biases)


def example(state: PlaygroundState) -> dict[str, Any]:
    weights = on_weights("lstm", **DEFAULT_SIZES, both=False, biases="two")
    return {"gates": on_gates(state.text, state.lstm), "weights": weights}


def build(context: LabContext) -> None:
    part = build_parts(context, PARTS)
    with part_column(context, "gates"):
        _build_gates(context)
    with part_column(context, "influence"):
        gr.Markdown(context.t("influence_lead"), elem_classes="um-lead")
        influence = browser_view("memory_influence")
        context.setting("position", None, "")
        context.setting("measure", None, "moved_bits")
        context.refresh(on_influence, [part, context.text, context.gpt, context.lstm], influence)
    with part_column(context, "directions"):
        gr.Markdown(context.t("directions_lead"), elem_classes="um-lead")
        directions = browser_view("memory_directions", server_functions=[on_timing])
        context.refresh(on_directions, [part, context.text, context.lstm], directions)
    with part_column(context, "weights"):
        _build_weights(context)


def _build_gates(context: LabContext) -> None:
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    gates = browser_view("memory", context.example.get("gates"))
    for name, default in (("layer", ""), ("unit", ""), ("step", ""), ("gate", "forget_gate"), ("order", "varies")):
        context.setting(name, None, default)
    context.refresh(on_gates, [context.text, context.lstm], gates)


def _build_weights(context: LabContext) -> None:
    gr.Markdown(context.t("weights_lead"), elem_classes="um-lead")
    with gr.Row(elem_classes="um-controls"):
        cell = gr.Radio([(name.upper(), name) for name in GATES], value="lstm", label=context.t("cell_kind"))
        biases = gr.Radio(
            [(str(context.t(f"biases_{name}")), name) for name in N_BIASES], value="two", label=context.t("biases")
        )
    with gr.Row(elem_classes="um-controls"):
        sizes = [gr.Number(value, label=context.t(name), precision=0) for name, value in DEFAULT_SIZES.items()]
        both = gr.Checkbox(False, label=context.t("bidirectional"))
    view = browser_view("memory_weights", context.example.get("weights"))
    context.setting("cell", cell, "lstm")
    context.setting("biases", biases, "two")
    context.setting("both", both, False)
    for (name, default), control in zip(DEFAULT_SIZES.items(), sizes, strict=True):
        context.setting(name, control, default)
    context.refresh(on_weights, [cell, *sizes, both, biases], view)


LAB = Lab("memory", "memory.title", ("lstm", "gpt"), build, example)
