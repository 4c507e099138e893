"""Who looks at whom: any two models side by side, with their own masks or others; below, what there is to try."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.attention import bertviz, cell, heads, mask, panel, twin
from app.labs.attention.presets import MODELS, PRESETS
from app.sections import Section
from app.state import PlaygroundState
from app.views import browser_view

SIDES = {"left": "gpt", "right": "bert"}  # and the family that each shows at first
# A preset brings its text and the models that its hint speaks of, and each panel's model, mask and text.
_PICK = """({ text, models, left, right }) => [
  text, ...Object.values(models), ...[left, right].flatMap((side) => [side.model, "native", side.text])]"""


def example(state: PlaygroundState) -> dict[str, Any]:
    """Both panels with the models' own masks."""
    return {side: panel.on_change(state.chosen, family, "native") for side, family in SIDES.items()}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    models = MODELS[context.language]
    presets = {name: preset.encode(models) for name, preset in PRESETS[context.language].items()}
    picked = browser_view("attention/examples", presets=presets)
    context.setting("linked", None, "1")
    with gr.Row(elem_classes=["um-row", "um-attention-row"]):
        panels = [control for side, family in SIDES.items() for control in panel.build(context, side, family)]
    chosen = [context.chosen.text, *(getattr(context.chosen, family) for family in models), *panels]
    picked.change(None, picked, chosen, js=_PICK, api_visibility="private")
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
