"""What a script asks is what it should be, or is named with what it might be."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

import pytest

from app.questions import checked
from models.errors import InputError


class Inner(TypedDict):
    name: str


class Asked(TypedDict):
    n: int
    share: float
    kind: Literal["a", "b"]
    cells: list[tuple[int, int]]
    inner: Inner
    limit: NotRequired[int | None]
    on: NotRequired[bool]


class Wider(Asked):
    text: str


WHOLE = {"n": 2, "share": 1, "kind": "a", "cells": [[1, 2]], "inner": {"name": "x"}, "text": "t"}


@checked
def answer(asked: Wider) -> Wider:
    return asked


def test_a_question_arrives_as_its_types() -> None:
    assert answer({**WHOLE, "n": 2.0, "limit": None, "more": ["stays"]}) == {  # type: ignore[typeddict-item]
        **WHOLE,
        "cells": [(1, 2)],
        "share": 1.0,
        "limit": None,
        "more": ["stays"],
    }
    assert isinstance(answer({**WHOLE, "n": 2.0})["n"], int)  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": 1.5}, "n is 1.5; a whole number is expected, such as 3"),
        ({"n": True}, "n is true; a whole number is expected, such as 3"),
        ({"n": None}, "n is null; a whole number is expected, such as 3"),
        ({"share": "1"}, 'share is "1"; a number is expected, such as 0.5'),
        ({"share": False}, "share is false; a number is expected, such as 0.5"),
        ({"share": 10**400}, f"share is 1{'0' * 79}…; a number is expected, such as 0.5"),
        ({"kind": "c"}, 'kind is "c"; one of these is expected: a, b'),
        ({"kind": []}, "kind is []; one of these is expected: a, b"),
        ({"cells": [[1]]}, "cells[0] is [1]; a list is expected, such as [3, 3]"),
        ({"cells": "12"}, 'cells is "12"; a list is expected, such as [[3, 3]]'),
        ({"inner": 3}, "inner is 3; an object is expected, such as {name}"),
        ({"inner": {}}, 'name is null; a text is expected, such as "…"'),
        ({"limit": "1"}, 'limit is "1"; a whole number is expected, such as 3'),
        ({"on": 1}, "on is 1; true or false is expected"),
        ({"text": ["x" * 500]}, f'text is ["{"x" * 78}…; a text is expected, such as "…"'),
        ({"more": [["\ud83d"]]}, 'question is "\\ud83d": half a character (a lone surrogate) at position 0; remove it'),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as refused:
        answer({**WHOLE, **change})  # type: ignore[typeddict-item]
    assert str(refused.value) == f"{told}."


@pytest.mark.parametrize("asked", [None, [], "text", 3])
def test_what_is_no_question_is_refused(asked: Any) -> None:
    with pytest.raises(InputError, match="question is"):
        answer(asked)
