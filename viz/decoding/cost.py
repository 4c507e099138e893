"""What decoding costs, drawn by Plotly: time a step with and without a cache, and the work of wider searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models.records import CacheCost, Decoding, Family
from viz.decoding.tree import scored_by_step
from viz.figures import line, style
from viz.palette import family_colour

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_OTHERS = "line-strong"


def plot_step_times(
    cost: CacheCost, family: Family, words: Mapping[str, str], *, text: str = "", model: str = ""
) -> Figure:
    """Milliseconds of every step, counted from 1, with the cache and without.

    Args:
        words: the lab's, in the reader's language.
        text, model: what was written on, and by whom.
    """
    from plotly.graph_objects import Figure

    lines = [
        line(_steps(cost.with_ms), cost.with_ms, words["with_memory"], family_colour(family)),
        line(_steps(cost.without_ms), cost.without_ms, words["without_memory"], _OTHERS),
    ]
    figure = style(Figure(lines), title=words["time_per_step"], text=text, model=model, note=words["time_note"])
    figure.update_xaxes(title_text=words["step"])
    figure.update_yaxes(title_text=words["time_y"], rangemode="tozero")
    return figure


def plot_search_work(
    decoding: Decoding, shown: int, family: Family, words: Mapping[str, str], *, text: str = "", model: str = ""
) -> Figure:
    """How many continuations beam searches of several widths gave a probability, up to and with each step.

    Args:
        shown: which of them is drawn in the family's colour.
        words: the lab's, in the reader's language.
        text, model: what was written on, and by whom.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for i, run in enumerate(decoding.runs):
        scored = scored_by_step(run, decoding.beam_trees[i])
        colour = family_colour(family) if i == shown else _OTHERS
        name = f"{words['num_beams']} {run.strategy['num_beams']}"
        figure.add_trace(line(_steps(scored), scored, name, colour, mode="lines"))
    style(figure, title=words["work"], text=text, model=model)
    figure.update_xaxes(title_text=words["step"])
    figure.update_yaxes(title_text=words["n_scored"], rangemode="tozero")
    return figure


def _steps(values: Sequence[float]) -> list[int]:
    return list(range(1, len(values) + 1))
