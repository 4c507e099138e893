"""Who looks at whom: GPT's triangle beside BERT's square, with their own masks and with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from viz.attention import encode_attention, encode_head
from viz.predictions import encode_predictions

SIDES = ("gpt", "bert")
MASKS = ("native", "causal", "full", "window", "prefix")
SIZED_MASKS = ("window", "prefix")
DEFAULT_SIZE = 3
MAX_SIZE = 64
N_CANDIDATES = 100  # of which few are shown; the others find their match under the other mask


def on_change(text: str, model_id: str, mask: str, size: float) -> dict[str, Any]:
    """Everything that one panel shows.

    Args:
        mask: one of `MASKS`.
        size: of a window or prefix, in tokens; not looked at for other masks.
    """
    from models import trace

    spec = mask_spec(mask, size)
    found = trace(text, model_id, spec, scores=True)
    return encode_attention(found) | {
        "title": card(model_id).title,
        "request": {"text": text, "model": model_id, "mask": spec},
        "predictions": compared_predictions(text, model_id, spec),
    }


def compared_predictions(text: str, model_id: str, spec: str) -> list[dict[str, Any]]:
    """What the model expects with its own mask, and with another; empty for a masked model without `[MASK]`."""
    from models import predict

    try:
        native = predict(text, model_id, N_CANDIDATES)
    except InputError as error:
        if error.code != "no_mask_token":
            raise
        return []
    return encode_predictions(native, None if spec == "native" else predict(text, model_id, N_CANDIDATES, spec))


def exact_head(asked: Mapping[str, Any]) -> dict[str, Any]:
    """One head of a trace that is usually still in the cache, cell for cell.

    Args:
        asked: `{text, model, mask, stack, layer, head}`: a panel's `request`, and which of its heads.
    """
    from models import trace

    stacks = trace(asked["text"], asked["model"], asked["mask"], scores=True).attention
    stack = asked["stack"]
    if stack not in stacks:
        raise InputError("out_of_range", name="stack", value=str(stack)[:80], limit=", ".join(stacks))
    attention = stacks[stack]
    for name, limit in (("layer", attention.n_layers), ("head", attention.n_heads)):
        if not (isinstance(asked[name], int) and 0 <= asked[name] < limit):
            raise InputError("out_of_range", name=name, value=str(asked[name])[:80], limit=f"0 … {limit - 1}")
    return encode_head(attention, asked["layer"], asked["head"])


def mask_spec(mask: str, size: float | None) -> str:
    """A mask as `models.masks` reads it.

    >>> mask_spec("window", 3), mask_spec("causal", 3)
    ('window:3', 'causal')
    """
    if mask not in SIZED_MASKS:
        return mask
    if size is None or not 1 <= size <= MAX_SIZE:
        raise InputError("out_of_range", name=mask, value=size, limit=f"1 … {MAX_SIZE}")
    return f"{mask}:{int(size)}"


def example(state: PlaygroundState) -> dict[str, Any]:
    """Both panels with the models' own masks."""
    return {side: on_change(state.text, getattr(state, side), "native", DEFAULT_SIZE) for side in SIDES}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    with gr.Row(elem_classes=["um-controls", "um-attention-controls"]):
        names = [(str(context.t(f"mask_{mask}")), mask) for mask in MASKS]
        mask = gr.Radio(names, value="native", label=context.t("mask"))
        size = gr.Slider(1, MAX_SIZE, DEFAULT_SIZE, step=1, label=context.t("size"), elem_classes="um-attention-size")
    with gr.Row(elem_classes=["um-row", "um-attention-row"]):
        panels = {
            side: browser_view("attention", context.example.get(side), server_functions=[exact_head], side=side)
            for side in SIDES
        }

    context.setting("mask", mask, "native")
    context.setting("size", size, DEFAULT_SIZE)
    context.setting("scale", None, "head")
    for side, panel in panels.items():
        context.setting(f"{side}_head", None, "")
        context.refresh(on_change, [context.text, getattr(context, side), mask, size], panel)


LAB = Lab("attention", "attention.title", SIDES, build, example)
