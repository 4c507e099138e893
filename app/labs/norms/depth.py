"""The residual stream through the depth of two models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.context import LabContext
from app.views import browser_view
from models.catalog import card
from viz.norms.depth import encode_depth
from viz.norms.payloads import DepthPayload


def build(_: LabContext) -> None:
    browser_view("norms/depth", server_functions=[depth])


def depth(asked: Mapping[str, Any]) -> list[DepthPayload]:
    """The residual stream of the chosen GPT and BERT on one text.

    Args:
        asked: `{text, models}`.
    """
    from models import trace_stream

    chosen = [card(str(model)) for model in asked["models"][:2]]
    streams = [trace_stream(str(asked["text"]), entry.id) for entry in chosen]
    return [encode_depth(stream, entry.title, entry.d_model) for stream, entry in zip(streams, chosen, strict=True)]
