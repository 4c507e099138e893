"""The time of each step with and without a cache, and what the cache holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.labs.decoding.setup import Setup, Shown, framed
from app.plots import drawn
from viz.decoding.cache import cost_table, encode_cost
from viz.decoding.cost import plot_step_times

FRAME_SECONDS = 0.5  # Plotly draws the whole figure anew
MEASURED_STEPS = 128  # at least: what reading again costs shows on a longer text


def look_at_cache(setup: Setup, words: Mapping[str, str]) -> Iterator[Shown]:
    """All that is measured so far, as often as a page can draw it."""
    from models.decoding.cache_cost import measure_cache

    if setup.fills:
        yield {"refused": "cache_fills", **setup.looked_at()}, *drawn(None)
        return
    n_steps, around = max(MEASURED_STEPS, setup.n_steps), setup.looked_at()
    for cost in framed(measure_cache(setup.text, setup.model_id, n_steps), FRAME_SECONDS):
        figure = plot_step_times(cost, setup.family, words, text=setup.text, model=around["model"])
        yield {**encode_cost(cost, n_steps), **around}, *drawn(figure, cost_table(cost, words))
