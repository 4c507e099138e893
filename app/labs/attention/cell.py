"""One cell of attention, from query and key to the weight and the output."""

from __future__ import annotations

from app.context import LabContext
from app.labs.attention.asked import place_of, traced
from app.questions import checked
from app.views import browser_view
from models.errors import InputError
from viz.attention.cell import encode_row
from viz.attention.payloads import CellPayload, CellQuestion


def build(_: LabContext) -> None:
    browser_view("attention/cell", server_functions=[cell_row])


@checked
def cell_row(asked: CellQuestion) -> CellPayload:
    """Everything that one query's row of a head is computed from."""
    from models import layer_vectors

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    attention, query = found.attention[stack], asked["query"]
    n_queries = attention.pattern.shape[2]
    if not 0 <= query < n_queries:
        raise InputError("out_of_range", name="query", value=query, limit=f"0 … {n_queries - 1}")
    return encode_row(attention, layer_vectors(found, stack, layer), layer, head, query)
