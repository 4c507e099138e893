"""Who looks at whom: any two models side by side, with their own masks or others; below, what there is to try."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.attention.sections import SECTIONS, SERVER_FUNCTIONS, predictions_of, traced, twin_is_there
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card, cards
from viz.attention.maps import encode_attention
from viz.attention.payloads import AttentionPanel, AttentionRequest, NoAttention

SIDES = {"left": "gpt", "right": "bert"}  # and the family that each shows at first
FAMILIES = ("gpt", "bert", "lstm")
MASKS = ("native", "causal", "full", "window:3", "window:8", "prefix:3", "padding:2")
# What to try, by the string that names it: the text, and the token to look at. The bundled models read English.
PRESETS = {
    "tired": ("The animal didn't cross the street because it was too tired.", "it"),
    "wide": ("The animal didn't cross the street because it was too wide.", "it"),
    "he_owes": ("He owes me a million", "me"),
    "i_owe": ("I owe him a million", "him"),
    "repeat": ("Once there was a man named Grobin. Everyone loved Gro", "Gro"),
    "dog": ("my dog is [MASK]", "[MASK]"),
    "bank": ("She sat on the bank of the river and thought of her money in the bank.", "bank"),
}


def on_change(text: str, choice: str, mask: str, gpt: str, bert: str, lstm: str) -> AttentionPanel | NoAttention:
    """Everything that one panel shows.

    Args:
        choice: a family, for the model that is chosen for it above, or a model of its own: `=<id>`.
        mask: as `models.masks` reads it.
        gpt, bert, lstm: the models that are chosen above.
    """
    model_id = choice[1:] if choice.startswith("=") else dict(zip(FAMILIES, (gpt, bert, lstm), strict=True))[choice]
    chosen = card(model_id)
    if not chosen.facts.has_attention:
        return {"title": chosen.title, "family": chosen.family, "lab": _lab_of(chosen.family)}
    request: AttentionRequest = {"text": text, "model": model_id, "mask": mask}
    return {
        **encode_attention(traced(request)),
        "title": chosen.title,
        "request": request,
        "predictions": predictions_of(text, model_id, mask, compared=mask != "native"),
    }


def _lab_of(family: str) -> str | None:
    """The lab that is about one family before all others, if there is one."""
    from app.labs import LABS

    return next((lab.id for lab in LABS if lab.needs[0] == family), None)


def example(state: PlaygroundState) -> dict[str, Any]:
    """Both panels with the models' own masks."""
    chosen = (state.gpt, state.bert, state.lstm)
    return {side: on_change(state.text, family, "native", *chosen) for side, family in SIDES.items()}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    picked = browser_view("attention", part="presets", options=PRESETS)
    with gr.Row(elem_classes=["um-row", "um-attention-row"]):
        sides = {side: build_side(context, side, family) for side, family in SIDES.items()}
    sections = [name for name in SECTIONS if name != "twin" or twin_is_there()]
    browser_view("attention", part="sections", sections=sections, server_functions=SERVER_FUNCTIONS)

    picked.change(None, picked, context.text, js="(picked) => picked.text", api_visibility="private")
    above = [context.gpt, context.bert, context.lstm]
    for choice, mask, panel in sides.values():
        context.refresh(on_change, [context.text, choice, mask, *above], panel)
    for name, default in (("scale", "head"), ("section", ""), ("mask", "full"), ("silenced", ""), ("bertviz", "head")):
        context.setting(name, None, default)


def build_side(context: LabContext, side: str, family: str) -> tuple[gr.Dropdown, gr.Dropdown, gr.HTML]:
    """One panel under the choice of its model and mask."""
    above = [(str(context.t(f"above_{name}")), name) for name in FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed and entry.facts.has_attention]
    masks = [(str(context.t(f"choice_{mask.replace(':', '_')}")), mask) for mask in MASKS]
    quiet: dict[str, Any] = {"filterable": False, "min_width": 0, "elem_classes": "um-attention-pick"}
    with gr.Column(elem_classes="um-attention-side"):
        with gr.Row(elem_classes="um-attention-picks"):
            choice = gr.Dropdown(above + others, value=family, label=context.t("model"), **quiet)
            mask = gr.Dropdown(masks, value="native", label=context.t("mask"), **quiet)
        stored = context.example.get(side)
        panel = browser_view("attention", stored, part="panel", side=side, server_functions=SERVER_FUNCTIONS[:1])
    context.setting(side, choice, family)
    context.setting(f"{side}_mask", mask, "native")
    for name in ("head", "view", "cell"):
        context.setting(f"{side}_{name}", None, "")
    return choice, mask, panel


LAB = Lab("attention", "attention.title", ("gpt", "bert"), build, example)
