"""Why decoders need the mask: a GPT and its twin that was trained without one."""

from __future__ import annotations

from app import curves
from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from models.catalog import card, cards
from viz.attention.payloads import LearningCurve, TwinPayload, TwinQuestion

TWINS = ("gpt", "gpt-unmasked")
CONTINUATION = 40


def build(_: LabContext) -> None:
    browser_view("attention/twin", server_functions=[twin_story])


@checked
def twin_story(asked: TwinQuestion) -> dict[str, TwinPayload]:
    """The GPT and its twin that was trained without a mask: how they learned, and how they go on with a text."""
    from models import decode

    def twin(model_id: str) -> TwinPayload:
        written = decode(asked["text"], model_id, [{"name": "greedy"}], CONTINUATION, 0)
        return {"title": card(model_id).title, "curve": read_curve(model_id), "text": written.runs[0].text}

    return {model_id: twin(model_id) for model_id in TWINS}


def read_curve(model_id: str) -> LearningCurve:
    """A model's losses in nats while it was trained, by step."""
    curve = curves.read_curve(card(model_id))
    return {
        "step": curve["step"].astype(float).tolist(),
        "train_loss_nats": curve["train_loss_nats"].astype(float).tolist(),
        "held_out_loss_nats": curve["held_out_loss_nats"].astype(float).tolist(),
    }


def twin_is_there() -> bool:
    """True when both twins are bundled, with the account of their training."""
    bundled = {entry.id: entry for entry in cards() if entry.bundled}
    return all(name in bundled and curves.curve_file(bundled[name]).is_file() for name in TWINS)
