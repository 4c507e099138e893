"""How text becomes tokens, what a model makes of them first, and how a tokenizer is made."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.tokens import bpe, cost, inputs, rows, vectors
from app.sections import Section
from app.state import CHOSEN_FAMILIES, PlaygroundState
from app.views import browser_view


def example(state: PlaygroundState) -> dict[str, Any]:
    """The rows alone: the other sections compute when they are opened."""
    return {"tokens": rows.on_text(state.chosen, "", rows.FIRST[state.defaults])}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    second = gr.Textbox("", visible="hidden")  # typed beside the rows
    context.setting("second", second, "")
    first = rows.FIRST[context.language]
    shown = gr.CheckboxGroup(list(rows.OFFERED), value=first, visible="hidden")  # added beside the rows
    context.setting("rows", shown, first)
    source = browser_view("tokens/source", context.example.get("tokens"), visible="hidden")
    context.refresh(rows.on_text, [context.chosen, second, shown], source)
    context.sections(
        Section("rows", partial(rows.build, second=second, shown=shown)),
        Section("cost", cost.build),
        Section("inputs", inputs.build),
        Section("bpe", bpe.build),
        Section("vectors", vectors.build),
    )


LAB = Lab("tokens", "tokens.title", CHOSEN_FAMILIES, build, example)
