"""Which model the lab opens: one of those above, or any other that is here."""

from __future__ import annotations

import gradio as gr

from app.context import Control, LabContext
from app.state import CHOSEN_FAMILIES, Chosen
from models.catalog import cards


def build_choice(context: LabContext) -> Control:
    """The choice, which all sections share; `model_of` reads its value."""
    above = [(context.choice(f"above_{family}"), family) for family in CHOSEN_FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed]
    model = gr.Dropdown(
        above + others,
        value=CHOSEN_FAMILIES[0],
        label=context.t("model"),
        filterable=False,
        min_width=0,
        elem_classes="um-inside-model",
    )
    context.setting("model", model, CHOSEN_FAMILIES[0])
    return model


def model_of(chosen: Chosen, choice: str) -> str:
    """The id of the model that is meant.

    Args:
        choice: a family, for the model that is chosen for it above, or a model of its own: `=<id>`.
    """
    return choice[1:] if choice.startswith("=") else chosen[choice]
