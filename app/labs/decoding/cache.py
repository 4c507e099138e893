"""The time of each step with and without a memory, and the memory's weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.context import LabContext
from app.i18n import section_strings
from app.labs.decoding.page import Page
from app.labs.decoding.setup import Setup, framed, set_up
from app.plots import drawn, plot_place
from viz.decoding.cache import cost_table, encode_cost, plot_cost

FRAME_SECONDS = 0.5  # Plotly draws the whole figure anew
Shown = tuple[Any, Any, Any]  # of the view, the figure, and what stands below it


def build(context: LabContext, page: Page) -> None:
    """What the memory weighs, and below it the times."""
    view = page.view("decoding/cache")
    context.refresh(on_cache, page.controls, [view, *plot_place("decoding-cache")], in_language=True)


def on_cache(*values: Any) -> Iterator[Shown]:
    """The lab's controls, then the page's language."""
    *controls, language = values
    yield from look_at_memory(set_up(*controls), section_strings(language, "decoding"))


def look_at_memory(setup: Setup, words: Mapping[str, str]) -> Iterator[Shown]:
    """All that is measured so far, as often as a page can draw it."""
    from models.decoding.remembering import measure_memory

    if setup.fills:
        yield {"refused": "cache_fills", **setup.looked_from()}, *drawn(None)
        return
    n_steps, looked_from = max(2, setup.n_steps), setup.looked_from()
    said = {"colour": f"{setup.family}-fill", "text": setup.text, "model": looked_from["model"]}
    for cost in framed(measure_memory(setup.text, setup.model_id, n_steps), FRAME_SECONDS):
        figure = plot_cost(cost, words, **said)
        yield {**encode_cost(cost, n_steps), **looked_from}, *drawn(figure, cost_table(cost, words))
