"""Why decoders need the mask: a GPT and its twin that was trained without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import gradio as gr

from app import curves
from app.context import LabContext
from app.plots import plot_view
from app.questions import checked
from app.views import browser_view
from models.catalog import card, cards
from viz.attention.payloads import TwinPayload, TwinQuestion

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

TwinName = Literal["twin_gpt", "twin_unmasked"]
TWINS: Mapping[str, TwinName] = {"gpt": "twin_gpt", "gpt-unmasked": "twin_unmasked"}  # and what the page calls them
CONTINUATION = 40


def build(context: LabContext) -> None:
    gr.Markdown(context.t("twin_lead"), elem_classes="um-lead")
    context.say_english_only("twin_english")
    with gr.Row(elem_classes=["um-row", "um-attention-row"]):
        with gr.Column(elem_classes="um-attention-side"):
            plot_view(context, "learning-curves", plot_curves, [])
            gr.Markdown(context.t("twin_bends"), elem_classes=["um-lead", "um-attention-bends"])
        with gr.Column(elem_classes="um-attention-side"):
            browser_view("attention/twin", server_functions=[twin_story])


def plot_curves(words: Mapping[str, str]) -> Figure:
    """How both learned."""
    from viz.attention.training import plot_learning

    return plot_learning([(words[name], curves.read_curve(card(model_id))) for model_id, name in TWINS.items()], words)


@checked
def twin_story(asked: TwinQuestion) -> list[TwinPayload]:
    """The GPT and its twin that was trained without a mask: where their learning ended, how they go on with a text."""
    from models import decode
    from viz.attention.training import COLOURS

    def twin(model_id: str, name: TwinName, colour: str) -> TwinPayload:
        return {
            "name": name,
            "colour": colour,
            "loss_nats": float(curves.read_curve(card(model_id))["train_loss_nats"].iloc[-1]),
            "text": decode(asked["text"], model_id, [{"name": "greedy"}], CONTINUATION, 0).runs[0].text,
        }

    return [twin(*named, colour) for named, colour in zip(TWINS.items(), COLOURS, strict=False)]


def twin_is_there() -> bool:
    """True when both twins are bundled, with the account of their training."""
    bundled = {entry.id: entry for entry in cards() if entry.bundled}
    return all(name in bundled and curves.curve_file(bundled[name]).is_file() for name in TWINS)
