"""The same pass in BertViz's own views."""

from __future__ import annotations

from collections.abc import Mapping

from app.context import LabContext
from app.labs.attention.asked import place_of, traced
from app.questions import checked
from app.views import browser_view
from models.errors import InputError
from viz.attention.payloads import BertvizPage, BertvizQuestion, BertvizView

# Each with the stacks that it can show; None for all.
VIEWS: Mapping[BertvizView, tuple[str, ...] | None] = {"head": None, "model": None, "neuron": ("self",)}


def build(context: LabContext) -> None:
    browser_view("attention/bertviz", views=VIEWS, server_functions=[bertviz_page])
    context.setting("bertviz", None, "head")


@checked
def bertviz_page(asked: BertvizQuestion) -> BertvizPage:
    """One of BertViz's own views of a trace, as a page for a frame."""
    from models import layer_vectors
    from viz.attention.bertviz import bertviz_html, choose_part

    found, view = traced(asked), asked["view"]
    stack, layer, head = place_of(found, asked)
    if stack not in (VIEWS[view] or (stack,)):
        raise InputError("out_of_range", name="view", value=view, limit="head, model")
    part = choose_part(found, layer)
    vectors = [layer_vectors(found, stack, chosen) for chosen in part.layers] if view == "neuron" else []
    return bertviz_html(found, part, view, (layer, head), vectors)
