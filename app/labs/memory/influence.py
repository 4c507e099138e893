"""How far back each model reaches."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr

from app.context import LabContext
from app.views import browser_view
from models.catalog import ModelCard, card, cards
from viz.memory.gates import encode_fading, encode_influence
from viz.memory.payloads import InfluencePayload, ReachPayload

RNN = "rnn"


def build(context: LabContext) -> None:
    gr.Markdown(context.t("influence_lead"), elem_classes="um-lead")
    view = browser_view("memory/influence")
    context.setting("position", None, "")
    context.setting("measure", None, "moved_bits")
    context.refresh(on_influence, [context.chosen.text, context.chosen.gpt, context.chosen.lstm], view)


def on_influence(text: str, gpt: str, lstm: str) -> Iterator[ReachPayload]:
    """How far back each model reaches, one model after the other."""
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
