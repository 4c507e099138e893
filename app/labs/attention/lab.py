"""Who looks at whom: any two models side by side, with their own masks or others; below, what there is to try."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.attention import bertviz, cell, heads, mask, panel, twin
from app.sections import Section
from app.state import PlaygroundState
from app.views import browser_view

SIDES = {"left": "gpt", "right": "bert"}  # and the family that each shows at first
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


def example(state: PlaygroundState) -> dict[str, Any]:
    """Both panels with the models' own masks."""
    return {side: panel.on_change(state.chosen, family, "native") for side, family in SIDES.items()}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    picked = browser_view("attention/examples", options=PRESETS)
    picked.change(None, picked, context.chosen.text, js="(picked) => picked.text", api_visibility="private")
    with gr.Row(elem_classes=["um-row", "um-attention-row"]):
        for side, family in SIDES.items():
            panel.build(context, side, family)
    context.setting("scale", None, "head")
    context.sections(
        Section("mask", mask.build),
        Section("cell", cell.build),
        Section("heads", heads.build),
        Section("bertviz", bertviz.build),
        *([Section("twin", twin.build)] if twin.twin_is_there() else []),
        doors=True,
    )


LAB = Lab("attention", "attention.title", ("gpt", "bert"), build, example)
