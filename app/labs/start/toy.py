"""Three families finish a sentence: the next word from those that write, a blank at its end from those that fill."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import message
from app.questions import checked
from models.catalog import card
from models.errors import InputError
from models.limits import check_text
from viz.payloads import Likely
from viz.start.payloads import Finished, NotFinished, ToyPayload, ToyQuestion

FIRST_TEXTS = {"en": "Once upon a time, there was a little", "zh": "从前，有一只小"}
MOST_CHARACTERS = 400  # of the toy's one line
MOST_MODELS = 3
N_SHOWN = 5
_STOPS = {"zh": "。"}


@checked
def finish(asked: ToyQuestion) -> ToyPayload:
    """What each of some models expects after a text."""
    models = {card(model_id).family: model_id for model_id in asked["models"][:MOST_MODELS]}
    return on_text(check_text(asked["text"], limit=MOST_CHARACTERS), models)


def on_text(text: str, models: Mapping[str, str]) -> ToyPayload:
    """What each model expects.

    Args:
        models: ids by family.
    """
    return {"text": text, "finished": {family: _finished(text, model_id) for family, model_id in models.items()}}


def _finished(text: str, model_id: str) -> Finished | NotFinished:
    from models import load_tokenizer, predict

    model = card(model_id)
    read = text
    try:
        if model.facts.is_masked:
            mask = load_tokenizer(model_id).mask_token
            blank = mask if model.languages == ("zh",) else f" {mask}"
            read = text if mask in text else f"{text.rstrip()}{blank}{_STOPS.get(model.languages[0], '.')}"
        top = predict(read, model_id, N_SHOWN)[0].top
    except InputError as error:
        return {"read": read, "error": message(error)}
    likely: list[Likely] = [{"token": one.token, "prob": one.prob} for one in top]
    return {"read": read, "top": likely}
