"""Activation functions over the real numbers that enter them."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.questions import checked
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from viz.inside.functions import encode_functions
from viz.inside.payloads import FunctionsPayload, FunctionsQuestion


def build(context: LabContext, model: Control) -> None:
    view = browser_view("inside/functions", server_functions=[functions])
    for name in ("layer", "site", "function"):
        context.setting(name, None, "")
    context.refresh(on_functions, [context.chosen, model], view)


def on_functions(chosen: Chosen, choice: str) -> FunctionsPayload:
    """The layer in which the model's own function is flat most often."""
    return _encoded(chosen.text, model_of(chosen, choice))


@checked
def functions(asked: FunctionsQuestion) -> FunctionsPayload:
    """The layer and the step that are asked for."""
    return _encoded(asked["text"], asked["model"], asked["layer"], asked["site"])


def _encoded(text: str, model: str, layer: int | None = None, site: str | None = None) -> FunctionsPayload:
    from models import pre_activations

    chosen = card(model)
    found = pre_activations(text, chosen.id, layer, site)
    return encode_functions(found, {"text": text, "model": chosen.id}, title=chosen.title, family=chosen.family)
