"""The answers that a question has room for: nothing else is taken from a student, or shown."""

from __future__ import annotations

import math
from collections.abc import Mapping

from models.errors import InputError
from viz.payloads import GuessPayload, LessonOption
from viz.shell.payloads import TallyRow

UNKNOWN = ""  # what somebody answers who does not know
MAX_BINS = 12


def options_of(guess: GuessPayload) -> list[LessonOption]:
    """The answers in the question's order: its choices, the tokens of its text, or the bins of its numbers."""
    if guess["kind"] == "number":
        return [{"name": _name(low), "label": label} for low, label in _bins(guess)]
    if guess["kind"] == "token":
        return [{"name": token, "label": token} for token in dict.fromkeys(map(str.strip, guess["tokens"])) if token]
    return guess["options"]


def read_guess(guess: GuessPayload, said: str | float | None) -> str:
    """The name of the option that an answer is one of.

    Raises:
        InputError: `not_an_answer`.
    """
    if said is None:
        return UNKNOWN
    if guess["kind"] == "number":
        if not isinstance(said, str) and guess["low"] <= said <= guess["high"]:  # false for what is no number
            return _name(max(low for low, _ in _bins(guess) if low <= said))
    elif isinstance(said, str) and any(said == option["name"] for option in options_of(guess)):
        return said
    raise InputError("not_an_answer", value=said[:40] if isinstance(said, str) else said)


def rows_of(guess: GuessPayload, tally: Mapping[str, int]) -> list[TallyRow]:
    """A row for each option, and one for those who do not know."""
    rows: list[TallyRow] = [{**option, "n": tally.get(option["name"], 0)} for option in options_of(guess)]
    return [*rows, {"name": UNKNOWN, "label": "", "n": tally.get(UNKNOWN, 0)}]


def _bins(guess: GuessPayload) -> list[tuple[float, str]]:
    """Where each bin begins, and what it is called: as wide as a round number, and at most a dozen."""
    low, high = guess["low"], guess["high"]
    is_whole = float(low).is_integer() and high - low >= 10
    width = _round_width((high - low) / MAX_BINS)
    width = max(width, 1.0) if is_whole else width
    starts = [low, *(n * width for n in range(math.floor(low / width) + 1, math.floor(high / width) + 1))]
    ends = [*(start - (1 if is_whole else 0) for start in starts[1:]), high]
    return [(start, _label(start, end, guess["unit"])) for start, end in zip(starts, ends, strict=True)]


def _round_width(least: float) -> float:
    """The least of 1, 2, 5, 10, 20, … (and 0.5, 0.2, …) that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-9))


def _label(low: float, high: float, unit: str) -> str:
    return f"{low:g}{f'–{high:g}' if high > low else ''} {unit}".strip()


def _name(low: float) -> str:
    return f"{low:g}"
