"""When did it know? What the model would say if it stopped after each block."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.labs.inside.reading import mask_token_of, told_text
from app.questions import checked
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from viz.inside.answers.lens import encode_lens, encode_place
from viz.inside.answers.payloads import LensPayload, LensPlacePayload, LensQuestion


def build(context: LabContext, model: Control) -> None:
    view = browser_view("inside/lens", events=("put",), server_functions=[lens_place])
    for name in ("lens", "shade"):
        context.setting(name, None, "")
    context.take(view.put, "text", context.chosen.text)
    context.refresh(on_lens, [context.chosen, model], view)


def on_lens(chosen: Chosen, choice: str) -> LensPayload:
    """The prediction after each block at each position."""
    from models import lens
    from models.inside.candidates import answer_position

    model = card(model_of(chosen, choice))
    text = told_text(chosen.text, model)
    found = lens(text, model.id)
    hidden = mask_token_of(model)
    return encode_lens(
        found,
        {"text": text, "model": model.id},
        title=model.title,
        is_telling=text != chosen.text,
        is_recurrent=model.facts.state is not None,
        mask_token=hidden,
        position=answer_position(model.id, found.tokens),
    )


@checked
def lens_place(asked: LensQuestion) -> LensPlacePayload:
    """The candidates of one station at one position."""
    from models import lens

    found = lens(asked["text"], asked["model"])
    for name, count in (("station", len(found.stations)), ("position", len(found.tokens))):
        value = asked[name]  # type: ignore[literal-required]
        if not 0 <= value < count:
            raise InputError("out_of_range", name=name, value=value, limit=f"0 … {count - 1}")
    return encode_place(found, asked["station"], asked["position"])
