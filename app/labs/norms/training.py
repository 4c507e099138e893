"""The twins that differ in their norm alone: how they learned, and what they do with a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.context import LabContext
from app.curves import curve_file, read_curve
from app.plots import plot_view
from app.questions import checked
from app.views import browser_view
from models.catalog import ModelCard, cards
from models.limits import check_text
from viz.norms.payloads import ContinueQuestion, TwinContinuation, TwinFigures, TwinRow

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PLACES = ("before", "after", "rms", "batch", "none")
CONTINUATION = 40


def build(context: LabContext) -> None:
    """The twins' curves, and what they do live."""
    context.say_english_only("training_english")
    plot_view(context, "norms-training", training_figure, [])
    browser_view("norms/training", server_functions=[twin_table, continue_text])


def twins() -> dict[str, ModelCard]:
    """The bundled twins by where their norm stands, those with an account of their training."""
    known = {entry.id: entry for entry in cards() if entry.bundled}
    found = {place: known.get(f"norm-{place}") for place in PLACES}
    return {place: entry for place, entry in found.items() if entry and curve_file(entry).is_file()}


def training_figure(words: Mapping[str, str]) -> Figure:
    """Plotly's figure of the learning curves and gradients of all twins, with the lab's strings."""
    from viz.norms.training import plot_curves

    named = {name: words[f"curves_{name}"] for name in ("loss", "gradient", "step")}
    named |= {"title": words["section_training"]}
    named |= {place: words[f"twin_{place}"] for place in PLACES}
    return plot_curves({place: read_curve(entry) for place, entry in twins().items()}, named)


def twin_table(_: object = None) -> list[TwinRow]:
    """Every twin's last losses in nats and its held-out bits per byte, with batch norm's in training mode."""

    def row(place: str, entry: ModelCard) -> TwinRow:
        last = read_curve(entry).iloc[-1]
        told = json.loads((Path(entry.path) / "card.json").read_text(encoding="utf-8"))
        return {
            "place": place,
            "n_params": entry.n_params,
            "n_steps": int(last["step"]),
            "n_tokens": int(last["tokens"]),
            "train_loss_nats": _finite(last["train_loss_nats"]),
            "held_out_loss_nats": _finite(last["held_out_loss_nats"]),
            "figures": [_bits(figure) for figure in told.get("figures", [])],
        }

    return [row(place, entry) for place, entry in twins().items()]


@checked
def continue_text(asked: ContinueQuestion) -> list[TwinContinuation]:
    """What each twin writes after a text, greedily, and how surprising the text itself is to it.

    Args:
        asked: `{text}`.
    """
    from models import decode, score

    text = check_text(asked["text"])

    def row(place: str, entry: ModelCard) -> TwinContinuation:
        run = decode(text, entry.id, [{"name": "greedy"}], CONTINUATION, 0).runs[0]
        return {"place": place, "text": run.text, "bits_per_byte": score(text, entry.id).bits_per_byte}

    return [row(place, entry) for place, entry in twins().items()]


def _bits(figure: Mapping[str, Any]) -> TwinFigures:
    bits = figure["bits_per_byte"]
    found: TwinFigures = {
        "source": figure["source"],
        "n_stories": figure["n_stories"],
        "model": _finite(bits["model"]),
    }
    return {**found, "training_mode": _finite(bits["training_mode"])} if "training_mode" in bits else found


def _finite(value: float) -> float | None:
    """None for a loss that is no number any more: a training that blew up."""
    return float(value) if abs(float(value)) < float("inf") else None
