"""What if? Parts silenced, and vectors of another sentence carried over."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.labs.inside.reading import told_pair
from app.questions import checked
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from viz.inside.answers.patch import encode_patched, encode_silenced
from viz.inside.answers.payloads import (
    HushQuestion,
    PatchPayload,
    PatchQuestion,
    SilencePayload,
    WhatIfPayload,
)
from viz.inside.payloads import ReadRequest


def build(context: LabContext, model: Control) -> None:
    view = browser_view("inside/patch", server_functions=[carry, hush])
    for name in ("other", "site", "carried", "how"):
        context.setting(name, None, "")
    context.refresh(on_patch, [context.chosen, model], view)


def on_patch(chosen: Chosen, choice: str) -> WhatIfPayload:
    """Every part silent in turn, and the page's own pair of sentences; of a text of one's own, the second is asked."""
    model = card(model_of(chosen, choice))
    text, other = told_pair(chosen.text, model)
    request: ReadRequest = {"text": text, "model": model.id}
    return {
        "request": request,
        "title": model.title,
        "family": model.family,
        "is_telling": text != chosen.text,
        "other": other,
        "silenced": hush({**request, "how": "zero"}),
        "carried": carry({**request, "other": other, "site": "stream", "head": None}) if other else None,
    }


@checked
def carry(asked: PatchQuestion) -> PatchPayload:
    """One vector of the other sentence at each block and position."""
    from models import patch

    return encode_patched(patch(asked["text"], asked["other"], asked["model"], asked["site"], asked["head"]))


@checked
def hush(asked: HushQuestion) -> SilencePayload:
    """Each head, each MLP, each block silent in turn."""
    from models import silence

    return encode_silenced(silence(asked["text"], asked["model"], asked["how"]))
