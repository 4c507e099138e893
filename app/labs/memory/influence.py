"""How far back each model reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

import gradio as gr

from app.context import LabContext
from app.plots import plot_view
from app.views import browser_view, follow
from models.catalog import ModelCard, card, cards
from viz.memory.payloads import ReachPayload
from viz.memory.reach import Measure, Reached, encode_reach, plot_fading, plot_reach

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

RNN = "rnn"
MEASURES: Sequence[Measure] = get_args(Measure)


def build(context: LabContext) -> None:
    gr.Markdown(context.t("influence_lead"), elem_classes="um-lead")
    view = browser_view("memory/influence", events=("measure_choice", "position_choice"), measures=MEASURES)
    # Chosen in the view: what is measured, and how many tokens before the last one.
    measure = context.setting("measure", gr.Radio(MEASURES, value=MEASURES[0], visible="hidden"), MEASURES[0])
    position = context.setting("position", gr.Textbox("", visible="hidden"), "")
    follow(view.measure_choice, measure)
    follow(view.position_choice, position)
    chosen = [context.text, context.gpt, context.lstm]
    context.refresh(on_influence, chosen, view)
    with gr.Row(elem_classes="um-row"):
        plot_view(context, "influence-by-distance", reach_figure, [*chosen, measure, position])
        plot_view(context, "fading", fading_figure, chosen)


def on_influence(text: str, gpt: str, lstm: str) -> Iterator[ReachPayload]:
    """How far back each model reaches, one model after the other."""
    shown: ReachPayload = {"models": []}
    for model in _compared(gpt, lstm):
        shown = {"models": [*shown["models"], encode_reach(_reached(text, model))]}
        yield shown


def reach_figure(text: str, gpt: str, lstm: str, measure: Measure, position: str, words: Mapping[str, str]) -> Figure:
    """The same against distance, and at the chosen position."""
    reached = [_reached(text, model) for model in _compared(gpt, lstm)]
    return plot_reach(reached, measure, int(position) if position.isdecimal() else 0, text, words)


def fading_figure(text: str, gpt: str, lstm: str, words: Mapping[str, str]) -> Figure:
    """What is left of a small change of each recurrent model's state."""
    from models import measure_fading

    recurrent = [model for model in _compared(gpt, lstm) if model.facts.state]
    return plot_fading([(model.title, measure_fading(text, model.id)) for model in recurrent], text, words)


def _compared(gpt: str, lstm: str) -> list[ModelCard]:
    """The chosen models, and a plain network that is bundled for comparison alone, if it is there."""
    return [card(lstm), card(gpt), *(entry for entry in cards() if entry.id == RNN)]


def _reached(text: str, model: ModelCard) -> Reached:
    from models import measure_influence
    from models.memory.influence import by_distance, half_distance

    found = measure_influence(text, model.id)
    moved = by_distance(found.moved_bits)
    return Reached(model.title, found, moved, by_distance(found.gradient), half_distance(moved))
