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
        ({"n": 1.5}, "n is 1.5; allowed: 0, 1, 2, …"),
        ({"n": True}, "n is True; allowed: 0, 1, 2, …"),
        ({"n": None}, "n is None; allowed: 0, 1, 2, …"),
        ({"share": "1"}, "share is 1; allowed: 0, 0.1, …"),
        ({"share": False}, "share is False; allowed: 0, 0.1, …"),
        ({"kind": "c"}, "kind is c; allowed: a, b"),
        ({"kind": []}, "kind is []; allowed: a, b"),
        ({"cells": [[1]]}, "cells[0] is [1]; allowed: [0, 1, 2, …, 0, 1, 2, …]"),
        ({"cells": "12"}, "cells is 12; allowed: [[0, 1, 2, …, 0, 1, 2, …]]"),
        ({"inner": 3}, "inner is 3; allowed: {name}"),
        ({"inner": {}}, 'name is None; allowed: "…"'),
        ({"limit": "1"}, "limit is 1; allowed: 0, 1, 2, … | null"),
        ({"on": 1}, "on is 1; allowed: true, false"),
        ({"text": ["x" * 500]}, f'text is {str(["x" * 500])[:80]}; allowed: "…"'),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as refused:
        answer({**WHOLE, **change})  # type: ignore[typeddict-item]
    assert refused.value.code == "out_of_range"
    assert str(refused.value) == f"{told}."


@pytest.mark.parametrize("asked", [None, [], "text", 3])
def test_what_is_no_question_is_refused(asked: Any) -> None:
    with pytest.raises(InputError, match="question is"):
        answer(asked)
