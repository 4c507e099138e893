"""Decoding strategies as tables: what each is called, which options it takes, who carries it out. Light: no torch.

Names and meanings are those of transformers' `generate`. A strategy is one row of `STRATEGIES` (of
`FILLINGS` for masked models) and one class of `models.decoding`; an option that filters or reshapes the
distribution is one row of `FILTERS`. The page reads these tables and knows nothing else of strategies.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import InputError

MAX_WIDTH = 10
FORCE = "force"  # the option `{step: token id}`, which every strategy has
DRAW = "draw"  # the option that says which of the seed's sequences of random numbers is drawn from

Number = int | float


@dataclass(frozen=True)
class Option:
    """A number that a strategy can be given.

    Attributes:
        default: its value when it is not given; for a filter, the value that changes nothing.
        low, high: its range.
        whole: it has no fraction.
        above: `low` itself is out of range.
        begin: what it is at first when somebody adds it; None for one that is always at work.
    """

    default: Number
    low: Number
    high: Number = math.inf
    whole: bool = False
    above: bool = False
    begin: Number | None = None

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


@dataclass(frozen=True)
class Filter:
    """An option that one of transformers' logits processors carries out, named by its class."""

    option: Option
    processor: str


# In the order in which `generate` applies them.
FILTERS: Mapping[str, Filter] = {
    "repetition_penalty": Filter(Option(1.0, 0.01, 100, begin=1.2), "RepetitionPenaltyLogitsProcessor"),
    "no_repeat_ngram_size": Filter(Option(0, 0, whole=True, begin=3), "NoRepeatNGramLogitsProcessor"),
    "temperature": Filter(Option(1.0, 0, 100, begin=0.8), "TemperatureLogitsWarper"),
    "top_k": Filter(Option(0, 0, whole=True, begin=40), "TopKLogitsWarper"),
    "top_p": Filter(Option(1.0, 0, 1, above=True, begin=0.9), "TopPLogitsWarper"),
    "min_p": Filter(Option(0.0, 0, 1, begin=0.05), "MinPLogitsWarper"),
    "typical_p": Filter(Option(1.0, 0, 1, above=True, begin=0.9), "TypicalLogitsWarper"),
}
_REPETITION = ("repetition_penalty", "no_repeat_ngram_size")
_CUTS = ("top_k", "top_p", "min_p", "typical_p")
_DRAWS = {DRAW: Option(0, 0, 2**32, whole=True)}


@dataclass(frozen=True)
class Kind:
    """A kind of strategy.

    Attributes:
        writer: the class that carries it out, as `module:Class`; called with the task, the processors and its
            own options.
        filters: the `FILTERS` that it can be combined with.
        own: the options that the writer itself needs.
        width: the own option that is its number of rows; without one it has 1. What is written then depends
            on more than the tokens before it.
        at_zero: the kind that it is at a temperature of 0.
        grows_tree: it looks at several candidates at each step, which can be seen as a tree.
        shown: the options that its column shows at all times; the others can be added.
        presets: ways to begin a column of it: options by name, the kind's own name first.
        tells: which of the page's sentences says how a token was chosen; `drawn` stands in for it where a
            random number decided.
        at_once: it chooses everything from one reading, in which nothing was written yet.
        hint: which of the page's words stand where its column shows no option.
    """

    writer: str
    filters: tuple[str, ...]
    own: Mapping[str, Option]
    width: str | None = None
    at_zero: str | None = None
    grows_tree: bool = False
    shown: tuple[str, ...] = ()
    presets: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    tells: str = "likeliest"
    at_once: bool = False
    hint: str | None = None

    @property
    def options(self) -> Mapping[str, Option]:
        return {**self.own, **{name: FILTERS[name].option for name in self.filters}}

    @property
    def draws(self) -> bool:
        """True where random numbers can decide."""
        return DRAW in self.own


STRATEGIES: Mapping[str, Kind] = {
    "greedy": Kind(
        "models.decoding.sampling:Greedy",
        _REPETITION,
        {},
        presets={"greedy": {}, "no_repeat": {"no_repeat_ngram_size": 3}},
        hint="always_likeliest",
    ),
    "beam": Kind(
        "models.decoding.beam:Beam",
        _REPETITION,
        {"num_beams": Option(5, 1, MAX_WIDTH, whole=True), "length_penalty": Option(1.0, -5, 5)},
        width="num_beams",
        grows_tree=True,
        shown=("num_beams", "length_penalty"),
        presets={"beam": {"num_beams": 5}},
        tells="beam",
    ),
    "sample": Kind(
        "models.decoding.sampling:Sample",
        tuple(FILTERS),
        _DRAWS,
        at_zero="greedy",
        shown=("temperature", "top_k", "top_p"),
        presets={
            "sample": {},
            "temperature": {"temperature": 0.7},
            "top_k": {"top_k": 40},
            "top_p": {"top_p": 0.9},
            "min_p": {"min_p": 0.05},
            "typical_p": {"typical_p": 0.9},
        },
    ),
    "contrastive": Kind(
        "models.decoding.contrastive:Contrastive",
        _REPETITION,
        {"top_k": Option(4, 1, MAX_WIDTH, whole=True), "penalty_alpha": Option(0.6, 0, 1)},
        width="top_k",
        shown=("top_k", "penalty_alpha"),
        presets={"contrastive": {"top_k": 4, "penalty_alpha": 0.6}},
        tells="contrastive",
    ),
}
# Of masked models, which write by filling blanks; a temperature of 0 takes the most probable token.
_COLD = {"temperature": Option(0.0, 0, 100, begin=0.8)}
FILLINGS: Mapping[str, Kind] = {
    "most_confident": Kind(
        "models.decoding.filling:MostConfident",
        _CUTS,
        _COLD | _DRAWS,
        shown=("temperature", "top_k"),
        presets={"most_confident": {}},
    ),
    "left_to_right": Kind(
        "models.decoding.filling:LeftToRight",
        _CUTS,
        _COLD | _DRAWS,
        shown=("temperature", "top_k"),
        presets={"left_to_right": {}, "drawn_blanks": {"temperature": 0.8}},
    ),
    "at_once": Kind(
        "models.decoding.filling:AtOnce",
        _CUTS,
        _COLD | _DRAWS,
        shown=("temperature", "top_k"),
        presets={"at_once": {}},
        at_once=True,
    ),
}


def kinds_of(fills_blanks: bool) -> Mapping[str, Kind]:
    """The strategies of models that fill blanks, or of those that write on."""
    return FILLINGS if fills_blanks else STRATEGIES
