"""Norms: the same real activations through layer norm, batch norm and their kin, side by side."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.labs.norms import batch, depth, experiments, side, training
from app.sections import Section
from app.state import CHOSEN_FAMILIES, PlaygroundState


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"norms": batch.on_batch(state.chosen, "gpt", batch.DEFAULT_SENTENCES[state.defaults], "", batch.MAX_GROUPS)}


def build(context: LabContext) -> None:
    groups = gr.Number(batch.MAX_GROUPS, minimum=1, maximum=100_000, visible="hidden")  # chosen beside the group norm
    context.sections(
        Section("side", partial(side.build, groups=groups)),
        Section("experiments", experiments.build),
        Section("depth", depth.build),
        *([Section("training", training.build)] if training.twins() else []),
        shared=partial(batch.build, context, groups),
    )


LAB = Lab("norms", "norms.title", CHOSEN_FAMILIES, build, example)
