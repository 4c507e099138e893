"""A strategy and how its text ended, as the browser reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from viz.decoding.payloads import Option, Stopped, Strategy


def encode_strategy(strategy: Mapping[str, object]) -> Strategy:
    """The options as they were given.

    Raises:
        TypeError: a value that no option has.
    """
    return {name: _encode_option(name, value) for name, value in strategy.items()}


def _encode_option(name: str, value: object) -> Option:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(step): int(token) for step, token in value.items()}
    raise TypeError(f"{name} is {value!r}, which no option of a strategy can be")


def encode_stopped(stopped: str | None) -> Stopped | None:
    """Why a text ended; None while it is being written.

    Raises:
        ValueError: a reason that the browser has no words for.
    """
    if stopped is None:
        return None
    known: tuple[Stopped, ...] = get_args(Stopped)
    return known[known.index(stopped)]
