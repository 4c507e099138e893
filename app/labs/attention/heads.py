"""What the heads do, and what follows when some fall silent."""

from __future__ import annotations

from app.context import LabContext
from app.labs.attention.asked import compare_scores, heads_of, place_of, predictions_of, traced
from app.questions import checked
from app.views import browser_view
from models.errors import InputError
from viz.attention.heads import encode_heads
from viz.attention.payloads import HeadTable, SilencedPayload, SilenceQuestion, StackQuestion


def build(context: LabContext) -> None:
    browser_view("attention/heads", server_functions=[head_table, compare_silenced, compare_scores])
    context.setting("silenced", None, "")


@checked
def head_table(asked: StackQuestion) -> HeadTable:
    """What every head does on this text, and on random tokens that are read twice."""
    from models import repeat_test
    from models.attention.heads import REPEATED, head_statistics

    found = traced(asked)
    stack, _, _ = place_of(found, {**asked, "layer": 0, "head": 0})
    if stack == "cross":
        raise InputError("out_of_range", name="stack", value=stack, limit="self, encoder, decoder")
    tokens = found.target_tokens if stack == "decoder" else found.tokens
    here = head_statistics(found.attention[stack].pattern, [token.id for token in tokens])
    test = repeat_test(asked["model"]) if stack == "self" else None
    return {**encode_heads(here, test), "n_repeated": REPEATED}


@checked
def compare_silenced(asked: SilenceQuestion) -> SilencedPayload:
    """What the model expects with and without some of its heads, under one mask."""
    return {"predictions": predictions_of(asked["text"], asked["model"], asked["mask"], silenced=heads_of(asked))}
