"""The mask as a tool: the same weights, allowed to see more or less."""

from __future__ import annotations

from app.context import LabContext
from app.labs.attention.asked import compare_scores, encode_traced, predictions_of
from app.labs.attention.panel import exact_map
from app.questions import checked
from app.views import browser_view
from models.masks import masks_table
from viz.attention.payloads import AttentionRequest, MaskComparison


def build(context: LabContext) -> None:
    """The model's own mask is what the others are compared with."""
    masks = {name: size for name, size in masks_table().items() if name != "native"}
    browser_view("attention/mask", masks=masks, server_functions=[compare_masks, compare_scores, exact_map])
    context.setting("mask", None, "full")


@checked
def compare_masks(asked: AttentionRequest) -> MaskComparison:
    """A model's own pass and one under another mask, with what each expects."""
    text, model, mask = asked["text"], asked["model"], asked["mask"]
    return {
        "before": encode_traced(text, model, "native"),
        "after": encode_traced(text, model, mask),
        "predictions": predictions_of(text, model, mask, compared=True),
    }
