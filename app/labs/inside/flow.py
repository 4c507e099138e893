"""The flow: from text to next token in one picture, and from there into any tensor and any number."""

from __future__ import annotations

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.labs.inside.opened import cell, part, tensor
from app.labs.inside.reading import TELLING, mask_token_of
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from models.inside.kinds import END, KINDS, START
from models.inside.steps import STEPS
from viz.inside.flow import encode_flow
from viz.inside.payloads import FlowPayload, FlowProps, StepRow

N_EXPECTED = 8
MOST_APPENDED = 20  # tokens in a row, before a person is asked again


def build(context: LabContext, model: Control) -> None:
    props: FlowProps = {"steps": [_row(name) for name in STEPS], "telling": TELLING, "most_appended": MOST_APPENDED}
    view = browser_view(
        "inside/flow", context.example.get("flow"), events=("append",), server_functions=[part, tensor, cell], **props
    )
    for name in ("part", "tensor", "head", "position", "cell"):
        context.setting(name, None, "")
    context.take(view.append, "text", context.chosen.text)
    context.refresh(on_flow, [context.chosen, model], view)


def _row(name: str) -> StepRow:
    step = STEPS[name]
    return {"name": name, "part": step.part, "axes": list(step.axes), "lens": step.lens, "depth": step.depth}


def on_flow(chosen: Chosen, choice: str) -> FlowPayload:
    """The whole way of the text through the model that is meant."""
    from models import activations
    from models.inside.candidates import answer_position
    from models.inside.expected import expected_tokens

    model = card(model_of(chosen, choice))
    found = activations(chosen.text, model.id)
    hidden = mask_token_of(model)
    return encode_flow(
        found,
        {"text": chosen.text, "model": model.id},
        title=model.title,
        out=KINDS[found.kind].out if found.kind else "resid_post",
        ends=(START, END),
        top=expected_tokens(found, N_EXPECTED),
        position=answer_position(model.id, found.tokens),
        mask_token=hidden,
        encoder_only=model.facts.reads == "source",
    )
