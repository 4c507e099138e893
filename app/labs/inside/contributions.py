"""Who said so? A logit, or the difference of two, as the sum of what each part of the model added."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.labs.inside.reading import RIVALS, told_text
from app.questions import checked
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from viz.inside.answers.contributions import encode_contributions, encode_neurons, encode_split
from viz.inside.answers.payloads import (
    ContributionsPayload,
    NeuronPayload,
    NeuronsQuestion,
    SplitPayload,
    SplitQuestion,
)

N_CANDIDATES = 10


def build(context: LabContext, model: Control) -> None:
    view = browser_view("inside/contributions", server_functions=[split, layer_neurons])
    for name in ("why", "rather", "at", "neurons"):
        context.setting(name, None, "")
    context.refresh(on_contributions, [context.chosen, model], view)


def on_contributions(chosen: Chosen, choice: str) -> ContributionsPayload:
    """The answer's logit, less that of the second candidate."""
    from models.inside.contributions import likely_words

    model = card(model_of(chosen, choice))
    text = told_text(chosen.text, model)
    (best, *_), _ = likely_words(text, model.id, None, N_CANDIDATES)
    answer, other = RIVALS.get(text, (None, None))
    found = split({"text": text, "model": model.id, "token": "", "other": answer if best == other else other})
    return encode_contributions(found, {"text": text, "model": model.id}, model.title, is_telling=text != chosen.text)


@checked
def split(asked: SplitQuestion) -> SplitPayload:
    """What each part adds, of the candidates and at the position that are asked about."""
    from models import contributions
    from models.inside.contributions import likely_words

    text, model, position = asked["text"], asked["model"], asked.get("position")
    words, place = likely_words(text, model, position, N_CANDIDATES)
    token, other = asked["token"], asked["other"]
    if other is None:  # the strongest rival of what the model expects
        other = next((word for word in words if word != (token or words[0])), "")
    found = contributions(text, model, token, other, place)
    return encode_split(found, words, other)


@checked
def layer_neurons(asked: NeuronsQuestion) -> list[NeuronPayload]:
    """The neurons of one MLP that add most."""
    from models import neurons

    position = asked.get("position")
    return encode_neurons(
        neurons(asked["text"], asked["model"], asked["layer"], asked["token"], asked["other"] or "", position)
    )
