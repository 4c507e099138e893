"""One panel: a model, a mask, all heads and the opened one."""

from __future__ import annotations

from typing import Any, get_args

import gradio as gr

from app.context import LabContext
from app.labs.attention.asked import place_of, predictions_of, traced
from app.questions import checked
from app.state import CHOSEN_FAMILIES, Chosen
from app.views import browser_view
from models.catalog import card, cards
from models.errors import InputError
from viz.attention.maps import encode_attention, encode_map
from viz.attention.payloads import AttentionPanel, AttentionRequest, MapKind, MapPayload, MapQuestion, NoAttention

KINDS: tuple[MapKind, ...] = get_args(MapKind)
MASKS = ("native", "causal", "full", "window:3", "window:8", "prefix:3", "padding:2")


def build(context: LabContext, side: str, family: str) -> None:
    """One panel under the choice of its model and mask."""
    chosen = [(context.choice(f"above_{name}"), name) for name in CHOSEN_FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed and entry.facts.has_attention]
    masks = [(context.choice(f"choice_{mask.replace(':', '_')}"), mask) for mask in MASKS]
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
    context.refresh(on_change, [context.chosen, choice, mask], panel)


def on_change(chosen: Chosen, choice: str, mask: str) -> AttentionPanel | NoAttention:
    """Everything that one panel shows.

    Args:
        choice: a family, for the model that is chosen for it above, or a model of its own: `=<id>`.
        mask: as `models.masks` reads it.
    """
    model_id = choice[1:] if choice.startswith("=") else chosen[choice]
    model = card(model_id)
    if not model.facts.has_attention:
        return {"title": model.title, "family": model.family}
    request: AttentionRequest = {"text": chosen.text, "model": model_id, "mask": mask}
    return {
        **encode_attention(traced(request)),
        "title": model.title,
        "request": request,
        "predictions": predictions_of(chosen.text, model_id, mask, compared=mask != "native"),
    }


@checked
def exact_map(asked: MapQuestion) -> MapPayload:
    """One map of a trace that is usually still in the cache, cell for cell."""
    from models import layer_vectors
    from models.attention import aggregates

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    attention, kind = found.attention[stack], asked.get("kind", "head")
    if kind == "rollout" and stack == "cross":
        others = ", ".join(other for other in KINDS if other != kind)
        raise InputError("out_of_range", name="kind", value=kind, limit=others)
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
    return encode_map(found, stack, layer, head, kind, pattern)
