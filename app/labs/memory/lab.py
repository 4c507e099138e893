"""The LSTM's memory: its gates on the text, how far back it reaches, both directions, and its weights."""

from __future__ import annotations

from typing import Any

from app.context import LabContext
from app.lab import Lab
from app.labs.memory import directions, gates, influence, weights
from app.sections import Section
from app.state import PlaygroundState


def example(state: PlaygroundState) -> dict[str, Any]:
    counted = weights.on_weights("lstm", **weights.DEFAULT_SIZES, both=False, biases="two")
    return {"gates": gates.on_gates(state.text, state.lstm), "weights": counted}


def build(context: LabContext) -> None:
    context.sections(
        Section("gates", gates.build),
        Section("influence", influence.build),
        Section("directions", directions.build),
        Section("weights", weights.build),
        formerly="part",
    )


LAB = Lab("memory", "memory.title", ("lstm", "gpt"), build, example)
