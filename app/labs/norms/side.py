"""Two kinds of norm side by side on the batch."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.views import browser_view
from models.norms.slices import NORMS

SIDES = {"left": "layer", "right": "batch"}  # and the norm that each shows at first


def build(context: LabContext, groups: gr.Number) -> None:
    view = browser_view("norms/side", events=("groups_choice",), norms=list(NORMS), sides=SIDES)
    context.take(view.groups_choice, "choice", groups)
    for side, norm in SIDES.items():
        context.setting(side, None, norm)
