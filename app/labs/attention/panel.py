"""One panel: a model, a mask, all heads and the opened one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.context import Control, LabContext
from app.labs.attention import presets
from app.labs.attention.asked import encode_traced, place_of, predictions_of, traced
from app.questions import checked
from app.state import CHOSEN_FAMILIES, Chosen
from app.views import browser_view
from models.catalog import card, cards
from models.errors import InputError
from models.limits import MAX_CHARACTERS
from models.masks import offered_masks
from viz.attention.maps import encode_map, kinds_of
from viz.attention.payloads import AttentionPanel, MapKind, MapPayload, MapQuestion, NoAttention

if TYPE_CHECKING:
    from torch import Tensor


def build(context: LabContext, side: str, family: str) -> list[Control]:
    """One panel under the choice of its model, mask and text.

    Returns:
        The controls of these three.
    """
    chosen = [(context.choice(f"above_{name}"), name) for name in CHOSEN_FAMILIES]
    others = [(entry.title, f"={entry.id}") for entry in cards() if entry.listed and entry.facts.has_attention]
    masks = [(context.choice(f"choice_{mask.replace(':', '_')}"), mask) for mask in offered_masks()]
    quiet: dict[str, Any] = {"filterable": False, "min_width": 0, "elem_classes": "um-attention-pick"}
    with gr.Column(elem_classes="um-attention-side"):
        with gr.Row(elem_classes="um-attention-picks"):
            choice = gr.Dropdown(chosen + others, value=family, label=context.t("model"), **quiet)
            mask = gr.Dropdown(masks, value="native", label=context.t("mask"), **quiet)
            text = gr.Textbox(
                "",
                label=context.t("text"),
                placeholder=context.t("text_above"),
                max_lines=1,
                max_length=MAX_CHARACTERS,
                min_width=0,
                elem_classes=["um-attention-pick", "um-attention-text"],
            )
        stored = context.example.get(side)
        panel = browser_view("attention/side", stored, side=side, server_functions=[exact_map])
    context.setting(side, choice, family)
    context.setting(f"{side}_mask", mask, "native")
    context.setting(f"{side}_text", text, "")
    for name in ("head", "view", "cell"):
        context.setting(f"{side}_{name}", None, "")
    context.refresh(on_change, [context.chosen, choice, mask, text], panel)
    return [choice, mask, text]


def on_change(chosen: Chosen, choice: str, mask: str, own_text: str = "") -> AttentionPanel | NoAttention:
    """Everything that one panel shows.

    Args:
        choice: a family, for the model that is chosen for it above, or a model of its own: `=<id>`.
        mask: as `models.masks` reads it.
        own_text: in place of the one above, unless it is blank.
    """
    text = own_text if own_text.strip() else chosen.text
    model_id = choice[1:] if choice.startswith("=") else chosen[choice]
    model = card(model_id)
    if not model.facts.has_attention:
        return {"title": model.title, "family": model.family}
    look = presets.look_at(model_id, text) if mask == "native" else None
    return {
        **encode_traced(text, model_id, mask, look),
        "title": model.title,
        "tells": look is not None,
        "predictions": predictions_of(text, model_id, mask, compared=mask != "native"),
    }


@checked
def exact_map(asked: MapQuestion) -> MapPayload:
    """One map of a trace that is usually still in the cache, cell for cell."""
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
