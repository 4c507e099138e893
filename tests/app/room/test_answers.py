"""A student's answer is one of the question's, nothing else; a number falls into a bin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.room.answers import MAX_BINS, options_of, read_guess, rows_of
from app.room.pace import Pace
from models.errors import InputError
from viz.payloads import GuessPayload

EMPTY: GuessPayload = {"kind": "", "options": [], "tokens": [], "low": 0, "high": 0, "near": 0, "unit": ""}
CHOICE: GuessPayload = {
    **EMPTY,
    "kind": "choice",
    "options": [{"name": n, "label": n.title()} for n in ("kite", "ball")],
}
TOKEN: GuessPayload = {**EMPTY, "kind": "token", "tokens": ["The", " cat", " sat", " the", " cat"]}


def number(low: float, high: float) -> GuessPayload:
    return {**EMPTY, "kind": "number", "low": low, "high": high, "unit": "%"}


@pytest.mark.parametrize(
    ("guess", "wrong"),
    [
        (CHOICE, "<b>kite</b>"),
        (CHOICE, "Kite"),
        (CHOICE, 1.0),
        (CHOICE, ""),
        (TOKEN, "dog"),
        (TOKEN, 0.0),
        (number(0, 100), "50"),
        (number(0, 100), -1.0),
        (number(0, 100), 100.5),
        (number(0, 100), float("nan")),
        (number(0, 100), float("inf")),
    ],
)
def test_what_is_no_answer_is_refused(guess: GuessPayload, wrong: str | float) -> None:
    with pytest.raises(InputError) as refused:
        read_guess(guess, wrong)
    assert refused.value.code == "not_an_answer"


def test_answers_are_counted_in_the_questions_order() -> None:
    assert read_guess(CHOICE, "ball") == "ball"
    assert read_guess(TOKEN, "cat") == "cat"
    assert read_guess(CHOICE, None) == ""
    rows = rows_of(CHOICE, {"ball": 2, "": 1, "of another question": 9})
    assert [(row["name"], row["label"], row["n"]) for row in rows] == [
        ("kite", "Kite", 0),
        ("ball", "Ball", 2),
        ("", "", 1),
    ]
    assert [option["name"] for option in options_of(TOKEN)] == ["The", "cat", "sat", "the"]


def test_a_number_falls_into_a_bin_that_says_its_bounds() -> None:
    labels = [option["label"] for option in options_of(number(0, 100))]
    assert labels == [*(f"{low}–{low + 9} %" for low in range(0, 100, 10)), "100 %"]
    assert read_guess(number(0, 100), 49.0) == "40"
    assert [option["label"] for option in options_of(number(1, 40))][:2] == ["1–4 %", "5–9 %"]
    assert [option["label"] for option in options_of(number(1, 12))] == [f"{n} %" for n in range(1, 13)]
    assert read_guess(number(0, 2), 0.55) == "0.4"


@given(st.floats(-1000, 1000), st.floats(0.1, 10_000), st.floats(0, 1))
def test_every_number_in_range_has_its_bin(low: float, span: float, share: float) -> None:
    guess = number(low, low + span)
    names = [option["name"] for option in options_of(guess)]
    assert 1 <= len(names) <= MAX_BINS + 2
    assert read_guess(guess, min(low + share * span, low + span)) in names


def test_somebody_who_asks_too_fast_waits() -> None:
    now = 0.0
    pace = Pace(burst=2, per_second=0.5, clock=lambda: now)
    pace.spend("a")
    pace.spend("a")
    with pytest.raises(InputError, match="wait"):
        pace.spend("a")
    pace.spend("b")  # another is not held up
    now = 2.0
    pace.spend("a")
    with pytest.raises(InputError):
        pace.check("a")
