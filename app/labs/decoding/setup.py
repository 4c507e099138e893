"""Who writes what, and how: the decoding lab's controls, read once for the columns and for what looks closer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.labs.decoding.links import Strategies, Strategy, read_strategies
from app.state import Chosen
from models.catalog import card
from models.families import FAMILIES
from models.records import Family
from models.strategies_table import Kind, kinds_of
from viz.decoding.payloads import LookedAt, Written
from viz.decoding.strategy import encode_strategy

FRAME_SECONDS = 0.05  # steps that follow faster are drawn together: a page drawn for each would not answer
Shown = tuple[Any, Any, Any]  # a payload, a figure of Plotly's, and what stands below that
Item = TypeVar("Item")


@dataclass(frozen=True)
class Setup:
    """All that the columns are made from."""

    text: str
    model_id: str
    family: Family
    n_steps: int
    seed: int
    strategies: Strategies

    @property
    def fills(self) -> bool:
        """True where the writer fills blanks."""
        return FAMILIES[self.family].fills_blanks

    def column(self, asked: int, fits: Callable[[Kind], bool]) -> int | None:
        """The asked column if its kind of strategy fits, else the first that does."""
        kinds = [kinds_of(self.fills).get(str(strategy["name"])) for strategy in self.strategies]
        fitting = [i for i, kind in enumerate(kinds) if kind and fits(kind)]
        return asked if asked in fitting else next(iter(fitting), None)

    def written(self) -> Written:
        """What every payload says of the columns."""
        title = card(self.model_id).title
        return {"prompt": self.text, "model": title, "family": self.family, "fills": self.fills}

    def looked_at(self, column: int | None = None) -> LookedAt:
        """What every closer look says of the columns around it."""
        strategies = [encode_strategy(strategy) for strategy in self.strategies]
        return {**self.written(), "strategies": strategies, "column": column or 0}


def set_up(chosen: Chosen, writer: str, n_steps: int, seed: int, strategies: str, fillings: str) -> Setup:
    """The values of the lab's controls, in their order.

    Args:
        writer: the family whose model writes.
        strategies, fillings: as `spell_strategies` writes them; the fillings are BERT's.
    """
    spelled = fillings if FAMILIES[writer].fills_blanks else strategies
    return Setup(chosen.text, chosen[writer], writer, n_steps, seed, read_strategies(spelled))


def framed(items: Iterable[Item], seconds: float) -> Iterator[Item]:
    """The items, of those that follow faster than `seconds` only the latest; the last always."""
    shown_at, unseen = -seconds, list[Item]()
    for item in items:
        unseen = [item]
        if time.monotonic() - shown_at >= seconds:
            yield item
            shown_at, unseen = time.monotonic(), []
    yield from unseen


def stand_in(setup: Setup, column: int | None, otherwise: Strategy) -> Strategy:
    """The strategy of a column, or another where there is none that fits."""
    return otherwise if column is None else setup.strategies[column]


def two(numbers: Sequence[int]) -> tuple[int, int]:
    """The first two numbers of what a link looks at; 0 for those that it leaves out."""
    first, second, *_ = *numbers, 0, 0
    return first, second
