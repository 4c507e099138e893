"""What each model was trained to do, on the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from app.context import LabContext
from app.i18n import message
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from viz.html import readable
from viz.side_by_side.objectives import encode_targets
from viz.side_by_side.payloads import NoPair, ObjectivesPayload, PairPayload, TargetsPayload

if TYPE_CHECKING:
    from models.predictions.targets import Targets

MAX_DRAWN_SEED = 9_999
FIRST_SEED = 9  # on the first text its draw has all three: a mask, another token, and one that stays
SECOND = {"en": "It lay down under a tree.", "zh": "它躺在一棵大树下。"}  # by the language of the first texts
_DRAW = f"() => Math.floor(Math.random() * {MAX_DRAWN_SEED + 1})"


def build(context: LabContext) -> None:
    gr.Markdown(context.t("objectives_lead"), elem_classes="um-lead")
    with gr.Row(elem_classes="um-controls"):
        smoothing = gr.Slider(0, 0.5, 0.0, step=0.05, label=context.t("smoothing"))
        seed = gr.Number(FIRST_SEED, label=context.t("seed"), precision=0)
        again = gr.Button(context.t("draw_again"), size="sm", min_width=0, elem_classes="um-press")
    second = gr.Textbox(SECOND[context.language], label=context.t("second"), max_lines=3, elem_classes="um-side-second")
    picked = gr.Textbox("", visible="hidden")
    view = browser_view("side_by_side/objectives", events=("token_choice",))
    context.setting("target", picked, "")
    context.take(view.token_choice, "target", picked)
    context.setting("smoothing", smoothing, 0.0)
    context.setting("seed", seed, FIRST_SEED)
    context.setting("second", second, SECOND[context.language])
    again.click(None, None, seed, js=_DRAW, api_visibility="private")
    inputs = [context.chosen, seed, smoothing, second, picked]
    context.refresh(on_objectives, inputs, view)


def on_objectives(chosen: Chosen, seed: int, smoothing: float, second: str, picked: str = "") -> ObjectivesPayload:
    """Every training objective on the text.

    Args:
        picked: the token to be shown under every fate, as `place_of_pick` reads it.
    """
    from models.predictions.targets import masked_targets, next_token_targets

    causal = [
        encode_targets(
            next_token_targets(chosen.text, model_id, smoothing), card(model_id).title, card(model_id).family, smoothing
        )
        for model_id in (chosen.gpt, chosen.lstm)
    ]
    masked = masked_targets(chosen.text, chosen.bert, seed, smoothing)
    return {
        "smoothing": smoothing,
        "seed": seed,
        "causal": causal,
        "masked": encode_targets(masked, card(chosen.bert).title, "bert", smoothing),
        "picked": _picked(chosen, masked, place_of_pick(picked, masked), seed, smoothing),
        "pair": _judged_pair(chosen.text, second, chosen.bert),
    }


def place_of_pick(said: str, masked: Targets) -> int | None:
    """Which token is meant by `7.hairy`: position 7 while it reads so; else the first target, if there is one."""
    place, _, label = said.partition(".")
    if place.isdecimal() and int(place) < len(masked.tokens):
        token = masked.tokens[int(place)]
        if not token.special and readable(token.text, token.piece) == label:
            return int(place)
    return masked.terms[0].position if masked.terms else None


def _picked(chosen: Chosen, masked: Targets, place: int | None, seed: int, smoothing: float) -> TargetsPayload | None:
    from models.predictions.targets import chosen_target

    if place is None:
        return None
    found = chosen_target(chosen.text, chosen.bert, place, seed, smoothing)
    return encode_targets(found, card(masked.model_id).title, "bert", smoothing)


def _judged_pair(text: str, second: str, bert: str) -> PairPayload | NoPair:
    """Next-sentence prediction, or why there is none, which must not hide the other objectives."""
    from models.predictions.targets import judge_pair

    try:
        judged = judge_pair(text, second, bert)
    except InputError as error:
        return {"error": message(error)}
    return {"first": text, "second": second, "prob_follows": judged.prob_follows, "loss_nats": list(judged.loss_nats)}
