"""All that a beam search looked at, beside searches of other widths."""

from __future__ import annotations

from collections.abc import Iterator

from app.labs.decoding.setup import Setup, stand_in
from models.strategies_table import STRATEGIES
from viz.decoding.payloads import LookAtTree, LookRefused
from viz.decoding.tree import encode_tree

MAX_STEPS = 60
WIDTHS = (1, 2, 3, 4, 5, 6, 8, 10)
_BEAM: dict[str, object] = {"name": "beam", **STRATEGIES["beam"].presets["beam"]}


def look_at_tree(setup: Setup, column: int, _: int) -> Iterator[LookAtTree | LookRefused]:
    """The search of a column, or of one that stands in where none of them searches."""
    from models import decode

    if setup.fills:
        yield {"refused": "tree_fills", **setup.looked_from()}
        return
    found = setup.column(column, lambda kind: kind.grows_tree)
    chosen = stand_in(setup, found, _BEAM)
    width = int(str(chosen.get("num_beams", STRATEGIES["beam"].own["num_beams"].default)))
    widths = sorted({*WIDTHS, width})
    n_steps = min(setup.n_steps, MAX_STEPS)
    searches = [{**chosen, "num_beams": n} for n in widths]
    decoding = decode(setup.text, setup.model_id, searches, n_steps, setup.seed)
    tree = encode_tree(decoding, widths.index(width))
    yield {**tree, **setup.looked_at(found), "n_steps": n_steps, "cut_short": n_steps < setup.n_steps}
