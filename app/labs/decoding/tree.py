"""All that a beam search looked at, beside searches of other widths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.labs.decoding.setup import Setup, Shown, stand_in
from app.plots import drawn
from models.strategies_table import STRATEGIES
from viz.decoding.cost import plot_search_work
from viz.decoding.tree import encode_tree

MAX_STEPS = 60
WIDTHS = (1, 2, 3, 4, 5, 6, 8, 10)
_BEAM: dict[str, object] = {"name": "beam", **STRATEGIES["beam"].presets["beam"]}


def look_at_tree(setup: Setup, words: Mapping[str, str], column: int, _: int) -> Iterator[Shown]:
    """The search of a column, or of one that stands in where none of them searches."""
    from models import decode

    if setup.fills:
        yield {"refused": "tree_fills", **setup.looked_at()}, *drawn(None)
        return
    found = setup.column(column, lambda kind: kind.grows_tree)
    chosen = stand_in(setup, found, _BEAM)
    width = int(str(chosen.get("num_beams", STRATEGIES["beam"].own["num_beams"].default)))
    widths = sorted({*WIDTHS, width})
    shown, n_steps = widths.index(width), min(setup.n_steps, MAX_STEPS)
    searches = [{**chosen, "num_beams": n} for n in widths]
    decoding = decode(setup.text, setup.model_id, searches, n_steps, setup.seed)
    around = setup.looked_at(found)
    tree = {**encode_tree(decoding, shown), **around, "n_steps": n_steps, "cut_short": n_steps < setup.n_steps}
    work = plot_search_work(decoding, shown, setup.family, words, text=setup.text, model=around["model"])
    yield tree, *drawn(work)
