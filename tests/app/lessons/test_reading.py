"""A lesson's file is read as it is written, and what is wrong with one is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.reading import LessonError, filled, read_header, read_lesson, written

LESSON = """---
title: A title
about: One sentence.
minutes: 3
labs: tokens, norms
order: 7
---

## How many?

Two lines
of one paragraph.

Another: with a colon.

lab: tokens
text: Hi
  there
tokens.batch: one\\ntwo
guess: number 0 10 tokens
near: 1
measure n: n_tokens(gpt, text)
claim: n > 0
claim: n <
  9
answer: n
shows: It is {n}.
takeaway: Count.
notes: For the teacher.
"""


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "one.md"
    path.write_text(text, encoding="utf-8")
    return read_lesson(path)


def test_a_lesson_is_read_as_it_is_written(tmp_path: Path) -> None:
    lesson = read(tmp_path, LESSON)
    assert (lesson.id, lesson.title, lesson.minutes, lesson.labs, lesson.order) == (  # type: ignore[attr-defined]
        "one",
        "A title",
        3,
        ("tokens", "norms"),
        7,
    )
    (step,) = lesson.steps  # type: ignore[attr-defined]
    assert step.question == "How many?"
    assert step.told == ("Two lines of one paragraph.", "Another: with a colon.")
    assert step.link == {"lab": "tokens", "text": "Hi there", "tokens.batch": "one\ntwo"}
    assert (step.guess.low, step.guess.high, step.guess.unit, step.guess.near) == (0, 10, "tokens", 1)
    assert step.measures == {"n": "n_tokens(gpt, text)"}
    assert step.claims == ("n > 0", "n < 9")
    assert step.notes == "For the teacher."
    assert read_header(tmp_path / "one.md").steps == ()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("---\ntitle", "title", "begins with its header"),
        ("minutes: 3", "minutes: three", "minutes is a whole number, not 'three'"),
        ("about: One sentence.\n", "", "the header has no about"),
        ("order: 7", "order: 7\ncolour: red", "'colour: red' is none of"),
        ("## How many?", "How many?", "no step"),
        ("answer: n\n", "", "line 9: the step has no answer"),
        ("answer: n\n", "answer: n\nanswer: 2\n", "'answer' is said twice"),
        ("near: 1", "nearly: 1", "line 21: 'nearly' is nothing that a step says"),
        ("number 0 10 tokens", "number few", "is none of `choice`"),
        ("number 0 10 tokens", "choice", "two lines of"),
        ("It is {n}.", "It is {m}.", "{m}, and nothing measures it"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    assert was in LESSON
    with pytest.raises(LessonError, match="line") as caught:
        read(tmp_path, LESSON.replace(was, becomes))
    assert told in str(caught.value)


@given(text=st.text())
def test_any_file_is_a_lesson_or_is_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("lesson") / "any.md"
    path.write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(LessonError):  # nobody writes one by chance
        read_lesson(path)


def test_values_are_written_for_readers() -> None:
    assert filled("{a:%} of {b}, {c:2}", {"a": 0.4504, "b": " kite", "c": 3.14159}) == "45% of kite, 3.14"
    assert [written(0.0012, "%"), written(0.0, "%"), written(4096, None)] == ["0.12%", "0%", "4,096"]
