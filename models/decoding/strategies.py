"""Strategies that were asked for: checked against their tables, and put to work."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from typing import Any

import transformers
from transformers import LogitsProcessor

from models.decoding.writer import Task, Writer
from models.errors import InputError
from models.limits import MAX_ROWS, MAX_STRATEGIES
from models.strategies_table import DRAW, FILTERS, FORCE, STRATEGIES, Kind, Option

COLDEST = 1e-6  # below it, softmax(logits / temperature) is the most probable token alone in float32
MAX_ID = 2**31 - 1


def read_forced(value: object) -> dict[int, int]:
    """Tokens that a run is given, by step counted from 0.

    Raises:
        InputError: `out_of_range` for anything but a mapping of steps to token ids.
    """
    if not isinstance(value, Mapping):
        raise InputError("out_of_range", name=FORCE, value=_short(value), limit="{step: id, …}")
    return {_STEP.read("step", _whole(step)): _TOKEN_ID.read(FORCE, _whole(token)) for step, token in value.items()}


def _whole(value: object) -> object:
    """JSON has no numbers as keys: `"3"` is 3."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 12 else value


_STEP = Option(0, 0, whole=True)
_TOKEN_ID = Option(0, 0, MAX_ID, whole=True)


@dataclass(frozen=True)
class Strategy:
    """A checked strategy.

    Attributes:
        given: the options as they were given, with the name.
        kind: what carries it out.
        values: of the options that were given.
        forced: tokens that are given, by step.
    """

    given: Mapping[str, object]
    kind: Kind
    values: Mapping[str, Any]
    forced: Mapping[int, int] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        return int(self._own[self.kind.width]) if self.kind.width else 1

    @property
    def _own(self) -> dict[str, Any]:
        return {name: self.values.get(name, option.default) for name, option in self.kind.own.items()}

    def processors(self) -> dict[str, LogitsProcessor]:
        """What filters the distribution before a token is chosen, as `generate` would, by option, in order."""
        return {
            name: processor(name, self.values[name])
            for name in self.kind.filters
            if self.values.get(name, FILTERS[name].option.default) != FILTERS[name].option.default
        }

    def writer(self, task: Task) -> Writer:
        own = self._own
        task = replace(task, forced=self.forced, draw=own.pop(DRAW, 0))
        write: Callable[..., Writer] = resolve_name(self.kind.writer)
        return write(task, list(self.processors().values()), **own)


def processor(name: str, value: Any) -> LogitsProcessor:
    """What carries out one of the `FILTERS`."""
    made: LogitsProcessor = getattr(transformers, FILTERS[name].processor)(value)
    return made


def parse_strategies(given: object, known: Mapping[str, Kind] = STRATEGIES) -> tuple[Strategy, ...]:
    """Check what was asked for: a list of `{"name": ..., option: value, ...}`.

    An option whose value is None counts as not given. A temperature of 0 is greedy decoding. The option
    `force`, `{step: token id}`, is open to every strategy.

    Args:
        known: `STRATEGIES`, or `FILLINGS` for a masked model.

    Raises:
        InputError: `unknown_strategy`, `unknown_option`, or `out_of_range` for a value, for more than
            `MAX_STRATEGIES`, or for more than `MAX_ROWS` rows in all.
    """
    if not isinstance(given, list | tuple):
        raise InputError("unknown_strategy", value=_short(given), known=", ".join(known))
    _check_count("strategies", len(given), MAX_STRATEGIES)
    strategies = tuple(_parse(one, known) for one in given)
    _check_count("rows (beams and candidates included)", sum(s.n_rows for s in strategies), MAX_ROWS)
    return strategies


def _check_count(name: str, count: int, limit: int) -> None:
    Option(1, 1, limit, whole=True).read(name, count)


def _parse(given: object, known: Mapping[str, Kind]) -> Strategy:
    name = given.get("name") if isinstance(given, Mapping) else given
    if not isinstance(given, Mapping) or not isinstance(name, str) or name not in known:
        raise InputError("unknown_strategy", value=_short(name), known=", ".join(known))
    kind = known[name]
    values, forced = {}, {}
    for option, value in given.items():
        if option == "name" or value is None:
            continue
        if option == FORCE:
            forced = read_forced(value)
        elif option in kind.options:
            values[option] = kind.options[option].read(option, value)
        else:
            raise InputError("unknown_option", strategy=name, value=_short(option), known=", ".join(kind.options))
    if kind.at_zero and values.get("temperature", 1.0) < COLDEST:
        kind = known[kind.at_zero]
    return Strategy(dict(given), kind, values, forced)


def _short(value: object) -> object:
    """Something unknown, for a message that quotes it."""
    return value[:40] if isinstance(value, str) else reprlib.repr(value)
