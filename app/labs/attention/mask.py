"""The mask as a tool: the same weights, allowed to see more or less."""

from __future__ import annotations

from typing import Any

from app.context import LabContext
from app.labs.attention.asked import Asked, compare_scores, predictions_of, traced
from app.labs.attention.panel import exact_map
from app.views import browser_view
from viz.attention.maps import encode_attention


def build(context: LabContext) -> None:
    browser_view("attention/mask", server_functions=[compare_masks, compare_scores, exact_map])
    context.setting("mask", None, "full")


def compare_masks(asked: Asked) -> dict[str, Any]:
    """A model's own pass and one under another mask, with what each expects.

    Args:
        asked: `{text, model, mask}`.
    """
    text, model, mask = asked["text"], asked["model"], asked["mask"]
    own, changed = traced({**asked, "mask": "native"}), traced(asked)
    request = {"text": text, "model": model}
    return {
        "before": encode_attention(own) | {"request": {**request, "mask": "native"}},
        "after": encode_attention(changed) | {"request": {**request, "mask": mask}},
        "predictions": predictions_of(text, model, mask, compared=True),
    }
