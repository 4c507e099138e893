"""What the decoding lab shows more closely: one step, a beam's tree, many samples, the memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.labs.decoding.links import read_look
from models.errors import InputError
from models.families import FAMILIES
from models.records import Family
from viz.decoding.cache import encode_cost
from viz.decoding.payloads import Look, LookAtCache, LookAtSamples, LookAtStep, LookAtTree, LookedFrom, LookRefused
from viz.decoding.samples import encode_samples
from viz.decoding.step import encode_step
from viz.decoding.strategy import encode_strategy
from viz.decoding.tree import encode_tree

Strategy = Mapping[str, object]
Item = TypeVar("Item")
FRAME_SECONDS = 0.05  # steps that follow faster are drawn together: a page drawn for each would not answer
TREE_STEPS = 60
TREE_WIDTHS = (1, 2, 3, 4, 5, 6, 8, 10)
DEFAULT_SAMPLES = 12
MAX_SAMPLES = 32


@dataclass(frozen=True)
class Setup:
    """Who writes what, and how: all that the columns are made from."""

    text: str
    model_id: str
    family: Family
    n_steps: int
    seed: int
    strategies: Sequence[Strategy]

    def first(self, column: int, names: Sequence[str]) -> Strategy | None:
        """The strategy of a column if its name is one of `names`, else the first of such a name."""
        fitting = [strategy for strategy in self.strategies if strategy["name"] in names]
        asked = self.strategies[column] if column < len(self.strategies) else None
        return asked if asked in fitting else next(iter(fitting), None)


def framed(items: Iterable[Item], seconds: float) -> Iterator[Item]:
    """The items, of those that follow faster than `seconds` only the latest; the last always."""
    shown_at, unseen = -seconds, []
    for item in items:
        unseen = [item]
        if time.monotonic() - shown_at >= seconds:
            yield item
            shown_at, unseen = time.monotonic(), []
    yield from unseen


def look(setup: Setup, spelled: str) -> Iterator[Look | None]:
    """What a link's `look` asks for, growing; None for nothing.

    Raises:
        InputError: as the models' functions; `out_of_range` for a column or a number of samples.
    """
    name, numbers = read_look(spelled)
    if name not in LOOKS:
        yield None
        return
    yield from LOOKS[name](setup, *(numbers + [0, 0])[:2])


def looked_from(setup: Setup) -> LookedFrom:
    """What every look says of the columns around it."""
    return {"family": setup.family, "strategies": [encode_strategy(strategy) for strategy in setup.strategies]}


def look_at_one_step(setup: Setup, column: int, place: int) -> Iterator[LookAtStep]:
    """The probabilities of one place of a column."""
    from models.decoding.distribution import look_at_step

    if column >= len(setup.strategies):
        raise InputError("out_of_range", name="column", value=column + 1, limit=f"1 … {len(setup.strategies)}")
    strategy = setup.strategies[column]
    found = look_at_step(setup.text, setup.model_id, strategy, place, setup.n_steps, setup.seed)
    yield {**encode_step(found, column), **looked_from(setup)}


def look_at_tree(setup: Setup, column: int, _: int) -> Iterator[LookAtTree | LookRefused]:
    """All that a beam column's search looked at, beside searches of other widths."""
    from models import decode

    if FAMILIES[setup.family].fills_blanks:
        yield {"look": "tree", "refused": "fills", **looked_from(setup)}
        return
    chosen = setup.first(column, ("beam",)) or {"name": "beam", "num_beams": 5}
    width = int(str(chosen.get("num_beams", 5)))
    widths = sorted({*TREE_WIDTHS, width})
    searches = [{**chosen, "num_beams": n} for n in widths]
    n_steps = min(setup.n_steps, TREE_STEPS)
    decoding = decode(setup.text, setup.model_id, searches, n_steps, setup.seed)
    tree = encode_tree(decoding, widths.index(width))
    yield {**tree, **looked_from(setup), "n_steps": n_steps, "cut_short": n_steps < setup.n_steps}


def look_at_samples(setup: Setup, column: int, n_samples: int) -> Iterator[LookAtSamples]:
    """A sampled column again and again, each time with numbers of its own."""
    from models import decode_steps
    from models.decoding.metrics import diversity

    n_samples = n_samples or DEFAULT_SAMPLES
    if not 2 <= n_samples <= MAX_SAMPLES:
        raise InputError("out_of_range", name="samples", value=n_samples, limit=f"2 … {MAX_SAMPLES}")
    chosen = sampled(setup, column)
    draws = [{**chosen, "draw": draw} for draw in range(n_samples)]
    steps = decode_steps(setup.text, setup.model_id, draws, setup.n_steps, setup.seed)
    for decoding in framed(steps, FRAME_SECONDS):
        shown = encode_samples(decoding, chosen, diversity(decoding.runs))
        yield {**shown, **looked_from(setup), "column": column, "n_steps": setup.n_steps}


def sampled(setup: Setup, column: int) -> Strategy:
    """The column's strategy if it draws, else the first that does, else the plainest that does."""
    if not FAMILIES[setup.family].fills_blanks:
        return setup.first(column, ("sample",)) or {"name": "sample"}
    chosen = setup.first(column, ("most_confident", "left_to_right")) or {"name": "left_to_right"}
    return chosen if chosen.get("temperature") else {**chosen, "temperature": 1.0}


def look_at_memory(setup: Setup, _: int, __: int) -> Iterator[LookAtCache | LookRefused]:
    """The time of each step with and without a memory, and the memory's weight."""
    from models.decoding.remembering import measure_memory

    if FAMILIES[setup.family].fills_blanks:
        yield {"look": "cache", "refused": "fills", **looked_from(setup)}
        return
    n_steps = max(2, setup.n_steps)
    for cost in framed(measure_memory(setup.text, setup.model_id, n_steps), FRAME_SECONDS):
        yield {**encode_cost(cost, n_steps), **looked_from(setup)}


LOOKS: Mapping[str, Callable[[Setup, int, int], Iterator[Look]]] = {
    "step": look_at_one_step,
    "tree": look_at_tree,
    "samples": look_at_samples,
    "cache": look_at_memory,
}
