"""The residual stream through the depth of two models."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from models.catalog import card
from viz.norms.depth import encode_depth
from viz.norms.payloads import DepthPayload, DepthQuestion


def build(_: LabContext) -> None:
    browser_view("norms/depth", server_functions=[depth])


@checked
def depth(asked: DepthQuestion) -> list[DepthPayload]:
    """The residual stream of the chosen GPT and BERT on one text."""
    from models import trace_stream

    chosen = [card(model) for model in asked["models"][:2]]
    streams = [trace_stream(asked["text"], entry.id) for entry in chosen]
    return [
        encode_depth(stream, entry.title, entry.d_model, entry.facts.norm_place)
        for stream, entry in zip(streams, chosen, strict=True)
    ]
