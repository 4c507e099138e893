"""One step of one column: all that there was to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from app.labs.decoding.setup import Setup
from models.errors import InputError
from viz.decoding.payloads import LookAtStep
from viz.decoding.step import encode_step


def look_at_one_step(setup: Setup, column: int, place: int) -> Iterator[LookAtStep]:
    """The probabilities of one place of a column.

    Raises:
        InputError: `out_of_range` for a column or a place that is not there.
    """
    from models.decoding.distribution import look_at_step

    if column >= len(setup.strategies):
        raise InputError("out_of_range", name="column", value=column + 1, limit=f"1 … {len(setup.strategies)}")
    strategy = setup.strategies[column]
    found = look_at_step(setup.text, setup.model_id, strategy, place, setup.n_steps, setup.seed)
    yield {**encode_step(found), **setup.looked_at(column)}
