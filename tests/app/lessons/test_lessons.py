"""Every lesson, in both languages, is true of the bundled models; and what is wrong with one is found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from app.lessons.check import check_folder, check_lesson, known_settings
from app.lessons.panel import encode_lesson
from app.lessons.shelf import FOLDER, OWN, find_lesson, lesson_files, list_lessons
from app.state import LANGUAGES
from models.errors import InputError

LESSONS = [
    pytest.param(path, language, id=f"{language}-{path.stem}")
    for language in LANGUAGES
    for path in lesson_files(language).values()
]


@pytest.mark.bundled
@pytest.mark.parametrize(("path", "language"), LESSONS)
def test_a_lesson_is_true(path: Path, language: str) -> None:
    assert check_lesson(path, language) == []


def test_every_lesson_is_there_in_every_language() -> None:
    english, chinese = (list_lessons(language) for language in LANGUAGES)
    assert [(one.id, one.order, one.minutes) for one in english] == [
        (one.id, one.order, one.minutes) for one in chinese
    ]
    assert "look_ahead" in {lesson.id for lesson in english}


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("labs: attention", "labs: attention, kitchen", "there is no lab 'kitchen'"),
        ("light: attention/side", "light: attention/nowhere", "no part 'attention/nowhere'"),
        ("attention.left_head: 4.1", "attention.left_foot: 4.1", "no link can say attention.left_foot"),
        ("claim: most == 0", "claim: most > 0", "the claim 'most > 0' does not hold"),
        ("weight_ahead(gpt, text)", "weight_behind(gpt, text)", "no function 'weight_behind'"),
        ('"before" if', '"beforehand" if', "'beforehand', which is none of the options"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_said(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    text = (FOLDER / "en/look_ahead.md").read_text(encoding="utf-8")
    first = text[: [match.start() for match in re.finditer("^## ", text, re.MULTILINE)][1]]
    assert was in first
    path = tmp_path / "look_ahead.md"
    path.write_text(first.replace(was, becomes), encoding="utf-8")
    assert any(told in line for line in check_lesson(path, "en"))


def test_a_missing_translation_is_said(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/one.md").write_text("", encoding="utf-8")
    assert "en/one.md: missing; the lesson is there in another language" in check_folder(tmp_path)
    assert check_folder(tmp_path / "zh")[0].endswith("en/<id>.md, zh/<id>.md")


def test_a_teachers_own_lessons_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    shutil.copy(FOLDER / "en/kite.md", tmp_path / "en/mine.md")
    (tmp_path / "en/broken.md").write_text("nothing", encoding="utf-8")
    monkeypatch.setenv(OWN, str(tmp_path))
    assert {"mine", "kite"} <= {lesson.id for lesson in list_lessons("en")}
    with pytest.raises(InputError, match="begins with its header"):
        find_lesson("broken", "en")
    with pytest.raises(InputError, match="no lesson 'gone'"):
        find_lesson("gone", "en")


def test_the_panel_gets_links_and_no_answers() -> None:
    lesson = encode_lesson("look_ahead", "zh", known_settings())
    assert "lesson=look_ahead.1" in lesson["steps"][0]["query"]
    assert "defaults=zh" in lesson["steps"][0]["query"]
    assert "notes" not in str(lesson)
    assert "weight_ahead" not in str(lesson)
