"""What decoding costs, drawn by Plotly: time a step with and without a memory, and the work of wider searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from models.records import Decoding, MemoryCost
from viz.decoding.tree import rows_read
from viz.palette import NEUTRAL
from viz.plotly_style import family_colour, figure_of, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def plot_step_times(cost: MemoryCost, family: str, words: Mapping[str, str]) -> Figure:
    """Milliseconds of every step, counted from 1, with the memory and without.

    Args:
        words: `with_memory`, `without_memory`, `step`, `time`.
    """
    lines = [
        line(_steps(times), times, words[name], colour, markers=True, unit="ms")
        for name, times, colour in (
            ("with_memory", cost.with_ms, family_colour(family)),
            ("without_memory", cost.without_ms, NEUTRAL),
        )
    ]
    return figure_of(lines, x=words["step"], y=words["time"])


def plot_search_work(decoding: Decoding, shown: int, family: str, words: Mapping[str, str]) -> Figure:
    """How many continuations beam searches of several widths gave a probability, up to and with each step.

    Args:
        shown: which of them is drawn in the family's colour.
        words: `width`, which names a search of `{n}` beams, `step`, `work`.
    """
    lines = []
    for i, run in enumerate(decoding.runs):
        rows = rows_read(decoding.beam_trees[i])
        d_vocab = run.n_scored // sum(rows)
        scored = [float(n * d_vocab) for n in accumulate(rows)]
        name = words["width"].format(n=run.strategy["num_beams"])
        lines.append(line(_steps(scored), scored, name, family_colour(family) if i == shown else NEUTRAL))
    return figure_of(lines, x=words["step"], y=words["work"])


def _steps(values: Sequence[float]) -> list[float]:
    return [float(step) for step in range(1, len(values) + 1)]
