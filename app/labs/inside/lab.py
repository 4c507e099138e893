"""Inside a model: the whole way from text to next token, every number its own."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.inside import backward, contributions, flow, functions, lens, patch
from app.labs.inside.model import build_choice
from app.sections import Section
from app.state import CHOSEN_FAMILIES, PlaygroundState


def example(state: PlaygroundState) -> dict[str, Any]:
    """The flow alone: the other sections compute when they are opened."""
    return {"flow": flow.on_flow(state.chosen, CHOSEN_FAMILIES[0])}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    model = build_choice(context)
    context.sections(
        Section("flow", partial(flow.build, model=model)),
        Section("lens", partial(lens.build, model=model)),
        Section("contributions", partial(contributions.build, model=model)),
        Section("patch", partial(patch.build, model=model)),
        Section("backward", partial(backward.build, model=model)),
        Section("activations", partial(functions.build, model=model)),
    )


LAB = Lab("inside", "inside.title", CHOSEN_FAMILIES, build, example)
