"""One text through GPT, BERT and LSTM: what each expects, what a change moves, what each was trained on."""

from __future__ import annotations

from typing import Any

from app.context import LabContext
from app.lab import Lab
from app.labs.side_by_side import objectives, reading
from app.sections import Section
from app.state import CHOSEN_FAMILIES, PlaygroundState


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"reading": reading.on_reading(state.chosen, "")}


def build(context: LabContext) -> None:
    context.sections(Section("reading", reading.build), Section("objectives", objectives.build), formerly="part")


LAB = Lab("side_by_side", "side_by_side.title", CHOSEN_FAMILIES, build, example)
