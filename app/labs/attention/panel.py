"""One panel: a model, a mask, all heads and the opened one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.context import LabContext
from app.labs.attention.asked import Asked, encode_traced, place_of, predictions_of, traced
from app.views import browser_view
from models.catalog import card, cards
from models.errors import InputError
from models.masks import offered_masks
from viz.attention.maps import encode_map, kinds_of
from viz.attention.payloads import AttentionPanel, MapKind, MapPayload, NoAttention

if TYPE_CHECKING:
    from torch import Tensor

FAMILIES = ("gpt", "bert", "lstm")


def build(context: LabContext, side: str, family: str) -> None:
    """One panel under the choice of its model and mask."""
    chosen = [(str(context.t(f"above_{name}")), name) for name in FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed and entry.facts.has_attention]
    masks = [(str(context.t(f"choice_{mask.replace(':', '_')}")), mask) for mask in offered_masks()]
    quiet: dict[str, Any] = {"filterable": False, "min_width": 0, "elem_classes": "um-attention-pick"}
    with gr.Column(elem_classes="um-attention-side"):
        with gr.Row(elem_classes="um-attention-picks"):
            choice = gr.Dropdown(chosen + others, value=family, label=context.t("model"), **quiet)
            mask = gr.Dropdown(masks, value="native", label=context.t("mask"), **quiet)
        stored = context.example.get(side)
        panel = browser_view("attention/side", stored, side=side, server_functions=[exact_map])
    context.setting(side, choice, family)
    context.setting(f"{side}_mask", mask, "native")
    for name in ("head", "view", "cell"):
        context.setting(f"{side}_{name}", None, "")
    above = [context.gpt, context.bert, context.lstm]
    context.refresh(on_change, [context.text, choice, mask, *above], panel)


def on_change(text: str, choice: str, mask: str, gpt: str, bert: str, lstm: str) -> AttentionPanel | NoAttention:
    """Everything that one panel shows.

    Args:
        choice: a family, for the model that is chosen for it above, or a model of its own: `=<id>`.
        mask: as `models.masks` reads it.
        gpt, bert, lstm: the models that are chosen above.
    """
    model_id = choice[1:] if choice.startswith("=") else dict(zip(FAMILIES, (gpt, bert, lstm), strict=True))[choice]
    chosen = card(model_id)
    if not chosen.facts.has_attention:
        return {"title": chosen.title, "family": chosen.family}
    return {
        **encode_traced(text, model_id, mask),
        "title": chosen.title,
        "predictions": predictions_of(text, model_id, mask, compared=mask != "native"),
    }


def exact_map(asked: Asked) -> MapPayload:
    """One map of a trace that is usually still in the cache, cell for cell.

    Args:
        asked: `{text, model, mask, stack, layer, head, kind}`; for `average`, `maximum` and `rollout`
            the head does not matter.
    """
    from models import layer_vectors
    from models.attention import aggregates

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    pattern, kind = found.attention[stack].pattern, asked.get("kind", "head")
    if kind not in kinds_of(stack):
        raise InputError("out_of_range", name="kind", value=str(kind)[:80], limit=", ".join(kinds_of(stack)))
    drawn: Mapping[MapKind, Callable[[], Tensor]] = {
        "head": lambda: pattern[layer, head],
        "value": lambda: aggregates.value_weighted(
            pattern[layer, head], layer_vectors(found, stack, layer).value[head]
        ),
        "average": lambda: aggregates.average_heads(pattern[layer : layer + 1])[0],
        "maximum": lambda: aggregates.strongest_heads(pattern[layer : layer + 1])[0],
        "rollout": lambda: aggregates.rollout(pattern[: layer + 1])[layer],
    }
    return encode_map(found, stack, layer, head, kind, drawn[kind]())
