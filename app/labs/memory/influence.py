"""How far back each model reaches."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import gradio as gr

from app.context import LabContext
from app.labs.memory import reach_text
from app.labs.memory.reach_text import measured_text
from app.plots import plot_view
from app.views import browser_view
from models.catalog import ModelCard, card, cards
from viz.memory.fading import plot_fading
from viz.memory.influence import DistanceCurve, Measure, encode_influence, plot_influence
from viz.memory.payloads import InfluencePayload, ReachPayload

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

RNN = "rnn"
MEASURES: Sequence[Measure] = get_args(Measure)


def build(context: LabContext) -> None:
    gr.Markdown(context.t("influence_lead"), elem_classes="um-lead")
    context.say_english_only("rnn_english")
    which = reach_text.build(context)
    view = browser_view("memory/influence", events=("measure_choice", "position_choice"), measures=MEASURES)
    # Chosen in the view: what is measured, and how many tokens before the last one the position is.
    measure = gr.Radio(list(MEASURES), value=MEASURES[0], visible="hidden")
    position = gr.Textbox("", visible="hidden")
    context.setting("measure", measure, MEASURES[0])
    context.setting("position", position, "")
    context.take(view.measure_choice, "measure", measure)
    context.take(view.position_choice, "position", position)
    asked = [context.chosen.text, which, context.chosen.gpt, context.chosen.lstm]
    context.refresh(_of_measured(on_influence), asked, view)
    with gr.Row(elem_classes="um-row"):
        plot_view(context, "influence-by-distance", _of_measured(distance_figure), [*asked, measure, position])
        plot_view(context, "fading", _of_measured(fading_figure), asked)


def _of_measured(handler: Callable[..., Any]) -> Callable[..., Any]:
    """`handler` of the text that is measured, which two controls say: the text above, and the choice.

    It has arguments of its own, and so not `functools.wraps`: Gradio counts them.
    """

    def stream(above: str, which: str, *values: Any) -> Iterator[Any]:
        yield from handler(measured_text(above, which), *values)

    def run(above: str, which: str, *values: Any) -> Any:
        return handler(measured_text(above, which), *values)

    return stream if inspect.isgeneratorfunction(handler) else run


def on_influence(text: str, gpt: str, lstm: str) -> Iterator[ReachPayload]:
    """How far back each model reaches, one model after the other."""
    compared = _compared(gpt, lstm)
    found: list[InfluencePayload] = []
    for n, model in enumerate(compared, start=1):
        found = [*found, _influence(text, model)]
        yield {"models": found, "pending": [waiting.title for waiting in compared[n:]]}


def _influence(text: str, model: ModelCard) -> InfluencePayload:
    from models import measure_influence
    from models.memory.influence import by_distance, half_distance

    found = measure_influence(text, model.id)
    moved = by_distance(found.moved_bits)
    return encode_influence(found, model.title, moved, half_distance(moved))


def distance_figure(
    text: str, gpt: str, lstm: str, measure: Measure, position: str, words: Mapping[str, str]
) -> Figure:
    """The same against distance; of the first model also at the chosen position."""
    back = int(position) if position.isdecimal() else 0
    curves = [_curve(text, model, measure, None if n else back) for n, model in enumerate(_compared(gpt, lstm))]
    return plot_influence(curves, measure, words, text)


def _curve(text: str, model: ModelCard, measure: Measure, back: int | None) -> DistanceCurve:
    from models import measure_influence
    from models.memory.influence import by_distance

    matrix = getattr(measure_influence(text, model.id), measure)
    here = None
    if back is not None:
        asked = max(0, len(matrix) - 1 - back)
        here = matrix[asked, : asked + 1].flip(0)
    return DistanceCurve(model.title, model.family, by_distance(matrix), here, is_twin=model.id == RNN)


def fading_figure(text: str, gpt: str, lstm: str, words: Mapping[str, str]) -> Figure:
    """What is left of a small change of each recurrent model's state."""
    from models import measure_fading

    recurrent = [model for model in _compared(gpt, lstm) if model.facts.state]
    return plot_fading([(model.title, measure_fading(text, model.id)) for model in recurrent], words, text)


def _compared(gpt: str, lstm: str) -> list[ModelCard]:
    """The chosen models, and a plain network that is bundled for comparison alone, if it is there."""
    return [card(lstm), card(gpt), *(entry for entry in cards() if entry.id == RNN)]
