"""Two kinds of norm side by side on the batch."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.views import browser_view, follow


def build(context: LabContext, groups: gr.Number) -> None:
    view = browser_view("norms/side", events=("groups_choice",))
    follow(view.groups_choice, groups)
    context.setting("left", None, "layer")
    context.setting("right", None, "batch")
