"""Expressions of lessons compute what Python would, and can do nothing else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.expressions import evaluate, parse
from app.lessons.reading import LessonError

FUNCTIONS = {"double": lambda value, times=2: value * times}
NAMES = {"x": 3, "word": "kite"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("double(x) + 1", 7),
        ("double(x, times=4) / 2 - -1", 7),
        ("'a' if 1 < x <= 3 and not x == 4 else 'b'", "a"),
        ("word != 'kite' or x >= 4", False),
    ],
)
def test_an_expression_has_its_value(written: str, value: object) -> None:
    assert evaluate(written, FUNCTIONS, NAMES) == value


@pytest.mark.parametrize(
    "written",
    [
        "__import__('os')",
        "x.__class__",
        "(lambda: 1)()",
        "[1, 2]",
        "double(*x)",
        "double(**x)",
        "'a' * 1000000000",
        "9 ** 9 ** 9",
        "f'{x}'",
        "y",
        "1 +",
        "x := 2",
        "b'a'",
        "double()",
        "1 / 0",
        "'a' < 1",
        "(" * 300 + "1" + ")" * 300,
        "1" + " + 1" * 400,
        "-" * 100 + "1",
    ],
)
def test_all_else_is_refused(written: str) -> None:
    with pytest.raises(LessonError):
        evaluate(written, FUNCTIONS, NAMES)


@given(text=st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    with suppress(LessonError):
        parse(text, FUNCTIONS, NAMES)
