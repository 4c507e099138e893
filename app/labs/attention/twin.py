"""Why decoders need the mask: a GPT and its twin that was trained without one."""

from __future__ import annotations

from typing import Any

from app import curves
from app.context import LabContext
from app.labs.attention.asked import Asked
from app.views import browser_view
from models.catalog import card, cards

TWINS = ("gpt", "gpt-unmasked")
CONTINUATION = 40


def build(_: LabContext) -> None:
    browser_view("attention/twin", server_functions=[twin_story])


def twin_story(asked: Asked) -> dict[str, Any]:
    """The GPT and its twin that was trained without a mask: how they learned, and how they go on with a text.

    Args:
        asked: `{text}`.
    """
    from models import decode

    def twin(model_id: str) -> dict[str, Any]:
        written = decode(asked["text"], model_id, [{"name": "greedy"}], CONTINUATION, 0)
        return {"title": card(model_id).title, "curve": read_curve(model_id), "text": written.runs[0].text}

    return {model_id: twin(model_id) for model_id in TWINS}


def read_curve(model_id: str) -> dict[str, list[float]]:
    """A model's losses in nats while it was trained, by step."""
    curve = curves.read_curve(card(model_id))
    return {name: curve[name].astype(float).tolist() for name in ("step", "train_loss_nats", "held_out_loss_nats")}


def twin_is_there() -> bool:
    """True when both twins are bundled, with the account of their training."""
    bundled = {entry.id: entry for entry in cards() if entry.bundled}
    return all(name in bundled and curves.curve_file(bundled[name]).is_file() for name in TWINS)
