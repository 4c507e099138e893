"""One cell of attention, from query and key to the weight and the output."""

from __future__ import annotations

from app.context import LabContext
from app.labs.attention.asked import Asked, place_of, traced
from app.views import browser_view
from models.errors import InputError
from viz.attention.cell import encode_row
from viz.attention.payloads import CellPayload


def build(_: LabContext) -> None:
    browser_view("attention/cell", server_functions=[cell_row])


def cell_row(asked: Asked) -> CellPayload:
    """Everything that one query's row of a head is computed from.

    Args:
        asked: `{text, model, mask, stack, layer, head, query}`.
    """
    from models import layer_vectors

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    attention, query = found.attention[stack], asked["query"]
    n_queries = attention.pattern.shape[2]
    if isinstance(query, bool) or not (isinstance(query, int) and 0 <= query < n_queries):
        raise InputError("out_of_range", name="query", value=str(query)[:80], limit=f"0 … {n_queries - 1}")
    return encode_row(attention, layer_vectors(found, stack, layer), layer, head, query)
