"""One panel: a model, a mask, all heads and the opened one."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import LabContext
from app.labs.attention.asked import Asked, place_of, predictions_of, traced
from app.views import browser_view
from models.catalog import card, cards
from models.errors import InputError
from viz.attention.maps import encode_attention, encode_map
from viz.attention.payloads import AttentionPanel, AttentionRequest, MapPayload, NoAttention

FAMILIES = ("gpt", "bert", "lstm")
KINDS = ("head", "average", "maximum", "rollout", "value")
MASKS = ("native", "causal", "full", "window:3", "window:8", "prefix:3", "padding:2")


def build(context: LabContext, side: str, family: str) -> None:
    """One panel under the choice of its model and mask."""
    chosen = [(str(context.t(f"above_{name}")), name) for name in FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed and entry.facts.has_attention]
    masks = [(str(context.t(f"choice_{mask.replace(':', '_')}")), mask) for mask in MASKS]
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
    request: AttentionRequest = {"text": text, "model": model_id, "mask": mask}
    return {
        **encode_attention(traced(request)),
        "title": chosen.title,
        "request": request,
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
    attention, kind = found.attention[stack], asked.get("kind", "head")
    if kind not in KINDS or (kind == "rollout" and stack == "cross"):
        raise InputError("out_of_range", name="kind", value=str(kind)[:80], limit=", ".join(KINDS))
    if kind == "value":
        value = layer_vectors(found, stack, layer).value[head]
        pattern = aggregates.value_weighted(attention.pattern[layer, head], value)
    elif kind == "rollout":
        pattern = aggregates.rollout(attention.pattern[: layer + 1])[layer]
    elif kind == "head":
        pattern = attention.pattern[layer, head]
    else:
        reduce = {"average": aggregates.average_heads, "maximum": aggregates.strongest_heads}[kind]
        pattern = reduce(attention.pattern[layer : layer + 1])[0]
    return encode_map(attention, layer, head, kind, pattern)
