"""What the attention lab's scripts ask for: which pass, which head of it, and what follows for the text.

Questions are objects of a script; the answers are JSON-safe and say nothing in words.
"""

from __future__ import annotations

from typing import cast

from app.claims import Look
from app.i18n import message
from app.questions import checked
from models.catalog import card
from models.errors import InputError
from models.records import Trace
from viz.attention.maps import encode_attention
from viz.attention.payloads import (
    AttentionRequest,
    HeadQuestion,
    NoScores,
    PredictionPayload,
    ScorePayload,
    SilenceQuestion,
    TracedPayload,
)
from viz.attention.predictions import encode_predictions, encode_scores

N_CANDIDATES = 100  # of which few are shown; the others find their match under the other mask
LONG = 384  # tokens; beyond, a score for each cell of every head would weigh too much
MAX_PSEUDO_TOKENS = 128  # a masked model is asked for each token in turn


def traced(asked: AttentionRequest) -> Trace:
    """The trace that is asked for; the scores of a long text stay where they are."""
    from models import trace
    from models.passes import prepare

    text, model = asked["text"], asked["model"]
    found: Trace = trace(text, model, asked["mask"], scores=len(prepare(text, model).ids) <= LONG)
    return found


def encode_traced(text: str, model: str, mask: str, look: Look | None = None) -> TracedPayload:
    """A pass as the page draws it, with what it takes to ask for more of it.

    Args:
        look: what to show of it first.
    """
    from models import load
    from models.observe import EDITED_STACKS
    from models.ways import way_of

    request: AttentionRequest = {"text": text, "model": model, "mask": mask}
    found = traced(request)
    drawn = encode_attention(found, None if look is None else (look.head, look.places(found.tokens)))
    read_only = way_of(load(model).model).kind == "shown"
    edited = [stack for stack in drawn["stacks"] if stack in EDITED_STACKS and not read_only]
    about = {"request": request, "is_masked": card(model).facts.is_masked, "edited": edited, "read_only": read_only}
    payload = cast(TracedPayload, {**drawn, **about})
    try:
        load(model).check_head()
    except InputError as error:
        payload["no_head"] = message(error)
    return payload


def place_of(found: Trace, asked: HeadQuestion) -> tuple[str, int, int]:
    """The stack, layer and head that are asked for, if they are there."""
    from models.attention.vectors import check_place

    check_place(found, asked["stack"], asked["layer"], asked["head"])
    return asked["stack"], asked["layer"], asked["head"]


def heads_of(asked: SilenceQuestion) -> frozenset[tuple[int, int]]:
    """The heads to silence."""
    return frozenset(asked.get("silenced", ()))


def predictions_of(
    text: str,
    model_id: str,
    mask: str,
    *,
    silenced: frozenset[tuple[int, int]] = frozenset(),
    compared: bool = False,
) -> list[PredictionPayload]:
    """What the model expects; empty for a masked model whose text has no `[MASK]`, and without an output layer.

    Args:
        silenced: compare with the same pass without these heads.
        compared: compare the model's own mask with `mask`.
    """
    from models import predict

    try:
        before = predict(text, model_id, N_CANDIDATES, "native" if compared else mask)
    except InputError as error:
        if error.code not in ("no_mask_token", "no_head"):
            raise
        return []
    if not (silenced or compared):
        return encode_predictions(before)
    return encode_predictions(before, predict(text, model_id, N_CANDIDATES, mask, silenced=silenced))


@checked
def compare_scores(asked: SilenceQuestion) -> ScorePayload | NoScores:
    """Each token's surprisal and the text's bits, as the model is and with a change.

    With silenced heads the comparison is with the same mask, else with the model's own.
    """
    from models import score
    from models.passes import prepare

    text, model, mask, silenced = asked["text"], asked["model"], asked["mask"], heads_of(asked)
    facts = card(model).facts
    if not facts.scores:
        return {"missing": "no_score"}
    if facts.is_masked and len(prepare(text, model).ids) > MAX_PSEUDO_TOKENS:
        return {"missing": "too_long", "limit": MAX_PSEUDO_TOKENS}
    before = score(text, model, mask if silenced else "native")
    return encode_scores(before, score(text, model, mask, silenced=silenced))
