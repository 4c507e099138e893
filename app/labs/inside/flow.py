"""The flow: from text to next token in one picture, and from there into any tensor and any number."""

from __future__ import annotations

from collections.abc import Sequence

from app.context import Control, LabContext
from app.labs.inside.model import model_of
from app.labs.inside.opened import cell, part, tensor
from app.state import Chosen
from app.views import browser_view
from models.catalog import card
from models.inside.kinds import END, KINDS, START
from models.inside.steps import STEPS
from models.records import Token
from viz.inside.flow import encode_flow
from viz.inside.payloads import FlowPayload, FlowProps, StepRow
from viz.payloads import Message

N_EXPECTED = 8
# Attention fetches the answer, in the last blocks, from where it was read before.
TELLING: Message = {
    "en": "Lily had a red kite. She played with her red",
    "zh": "小兔子最喜欢吃胡萝卜。妈妈给它买了很多胡萝卜。小兔子高兴地吃起了",
}
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
    from models import activations, load_tokenizer
    from models.inside.expected import expected_tokens

    model = card(model_of(chosen, choice))
    found = activations(chosen.text, model.id)
    hidden = str(load_tokenizer(model.id).mask_token) if model.facts.is_masked else None
    masked = [place for place, token in enumerate(found.tokens) if token.piece == hidden]
    return encode_flow(
        found,
        {"text": chosen.text, "model": model.id},
        title=model.title,
        out=KINDS[found.kind].out if found.kind else "resid_post",
        ends=(START, END),
        top=expected_tokens(found, N_EXPECTED),
        position=masked[0] if masked else _last_own(found.tokens),
        mask_token=hidden,
    )


def _last_own(tokens: Sequence[Token]) -> int:
    """The last position that the text itself has, before a `[SEP]`."""
    return max((place for place, token in enumerate(tokens) if token.start is not None), default=len(tokens) - 1)
