"""Decoding strategies: what each is called, which options it takes, and who carries it out.

Names and meanings are those of transformers' `generate`. A strategy is one line of `STRATEGIES` (of
`FILLINGS` for masked models), an option that filters or reshapes the distribution one line of
`FILTERS`.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from transformers import (
    LogitsProcessor,
    MinPLogitsWarper,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
    TypicalLogitsWarper,
)

from models.decoding.beam import Beam
from models.decoding.contrastive import Contrastive
from models.decoding.filling import LeftToRight, MostConfident
from models.decoding.sampling import Greedy, Sample
from models.decoding.writer import Task, Writer
from models.errors import InputError

MAX_STRATEGIES = 32
MAX_WIDTH = 10
MAX_ROWS = 48
COLDEST = 1e-6  # below it, softmax(logits / temperature) is the most probable token alone in float32

Number = int | float


@dataclass(frozen=True)
class Option:
    """A number that a strategy can be given.

    Attributes:
        default: its value when it is not given; for a filter, the value that changes nothing.
        low, high: its range.
        whole: it has no fraction.
        above: `low` itself is out of range.
    """

    default: Number
    low: Number
    high: Number = math.inf
    whole: bool = False
    above: bool = False

    @property
    def limit(self) -> str:
        """The range, in signs that need no translation."""
        if self.whole:
            return f"{self.low}, {self.low + 1} …" + (f" {self.high}" if self.high < math.inf else "")
        return f"{'>' if self.above else '≥'} {self.low:g}, ≤ {self.high:g}"

    def read(self, name: str, value: object) -> Any:
        """The value as an int or a float.

        Raises:
            InputError: `out_of_range`: no number, outside the range, or a fraction where there is none.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            is_above = self.low < value if self.above else self.low <= value  # NaN is above nothing
            if is_above and value <= self.high and (not self.whole or value == value // 1):
                return int(value) if self.whole else float(value)
        raise InputError("out_of_range", name=name, value=reprlib.repr(value), limit=self.limit)


FORCE = "force"  # the option `{step: token id}`, which every strategy has
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
class Filter:
    """An option that one of transformers' processors carries out."""

    option: Option
    processor: Callable[[Any], LogitsProcessor]


# In the order in which `generate` applies them.
FILTERS: Mapping[str, Filter] = {
    "repetition_penalty": Filter(Option(1.0, 0.01, 100), RepetitionPenaltyLogitsProcessor),
    "no_repeat_ngram_size": Filter(Option(0, 0, whole=True), NoRepeatNGramLogitsProcessor),
    "temperature": Filter(Option(1.0, 0, 100), TemperatureLogitsWarper),
    "top_k": Filter(Option(0, 0, whole=True), TopKLogitsWarper),
    "top_p": Filter(Option(1.0, 0, 1, above=True), TopPLogitsWarper),
    "min_p": Filter(Option(0.0, 0, 1), MinPLogitsWarper),
    "typical_p": Filter(Option(1.0, 0, 1, above=True), TypicalLogitsWarper),
}
_REPETITION = ("repetition_penalty", "no_repeat_ngram_size")
_CUTS = ("top_k", "top_p", "min_p", "typical_p")
_DRAW = {"draw": Option(0, 0, 2**32, whole=True)}  # which of the seed's sequences of random numbers


@dataclass(frozen=True)
class Kind:
    """A kind of strategy.

    Attributes:
        writer: carries it out; called with the task, the processors and its own options.
        filters: the `FILTERS` that it can be combined with.
        own: the options that the writer itself needs.
        width: the own option that is its number of rows; without one it has 1.
    """

    writer: Callable[..., Writer]
    filters: tuple[str, ...]
    own: Mapping[str, Option]
    width: str | None = None

    @property
    def options(self) -> Mapping[str, Option]:
        return {**self.own, **{name: FILTERS[name].option for name in self.filters}}


_LENGTH_PENALTY = Option(1.0, -5, 5)
STRATEGIES: Mapping[str, Kind] = {
    "greedy": Kind(Greedy, _REPETITION, {}),
    "beam": Kind(
        Beam,
        _REPETITION,
        {"num_beams": Option(5, 1, MAX_WIDTH, whole=True), "length_penalty": _LENGTH_PENALTY},
        width="num_beams",
    ),
    "sample": Kind(Sample, tuple(FILTERS), _DRAW),
    "contrastive": Kind(
        Contrastive,
        _REPETITION,
        {"top_k": Option(4, 1, MAX_WIDTH, whole=True), "penalty_alpha": Option(0.6, 0, 1)},
        width="top_k",
    ),
}
# Of masked models, which write by filling blanks; a temperature of 0 takes the most probable token.
_COLD = {"temperature": Option(0.0, 0, 100)}
FILLINGS: Mapping[str, Kind] = {
    "most_confident": Kind(MostConfident, _CUTS, _COLD | _DRAW),
    "left_to_right": Kind(LeftToRight, _CUTS, _COLD | _DRAW),
}


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
            name: FILTERS[name].processor(self.values[name])
            for name in self.kind.filters
            if self.values.get(name, FILTERS[name].option.default) != FILTERS[name].option.default
        }

    def writer(self, task: Task) -> Writer:
        own = self._own
        task = replace(task, forced=self.forced, draw=own.pop("draw", 0))
        return self.kind.writer(task, list(self.processors().values()), **own)


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
    if kind.writer is Sample and values.get("temperature", 1.0) < COLDEST:
        kind = STRATEGIES["greedy"]
    return Strategy(dict(given), kind, values, forced)


def _short(value: object) -> object:
    """Something unknown, for a message that quotes it."""
    return value[:40] if isinstance(value, str) else reprlib.repr(value)
