"""Model work that scripts ask for directly, as `server.<function>(...)`: in turn, like all other model work."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from app.context import N_WORKERS

Args = ParamSpec("Args")
Result = TypeVar("Result")
_slots = BoundedSemaphore(N_WORKERS)


def in_turn(function: Callable[Args, Result]) -> Callable[Args, Result]:
    """At most `N_WORKERS` at a time: more threads of a model are slower, not faster."""

    @wraps(function)
    def run(*args: Args.args, **options: Args.kwargs) -> Result:
        with _slots:
            return function(*args, **options)

    return run
