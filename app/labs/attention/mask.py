"""The mask as a tool: the same weights, allowed to see more or less."""

from __future__ import annotations

from app.context import LabContext
from app.labs.attention.asked import compare_scores, predictions_of, traced
from app.labs.attention.panel import exact_map
from app.questions import checked
from app.views import browser_view
from viz.attention.maps import encode_attention
from viz.attention.payloads import AttentionRequest, MaskComparison


def build(context: LabContext) -> None:
    browser_view("attention/mask", server_functions=[compare_masks, compare_scores, exact_map])
    context.setting("mask", None, "full")


@checked
def compare_masks(asked: AttentionRequest) -> MaskComparison:
    """A model's own pass and one under another mask, with what each expects."""
    text, model, mask = asked["text"], asked["model"], asked["mask"]
    own, changed = traced({**asked, "mask": "native"}), traced(asked)
    return {
        "before": {**encode_attention(own), "request": {"text": text, "model": model, "mask": "native"}},
        "after": {**encode_attention(changed), "request": {"text": text, "model": model, "mask": mask}},
        "predictions": predictions_of(text, model, mask, compared=True),
    }
