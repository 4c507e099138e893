"""Where lessons lie: those that come with the page, and a teacher's own."""

from __future__ import annotations

import os
from pathlib import Path

from app.lessons.reading import Lesson, LessonError, read_header, read_lesson
from models.errors import InputError

FOLDER = Path(__file__).parent.parent.parent / "assets" / "lessons"
OWN = "UNMASKED_LESSONS"  # names a folder of more lessons, with a folder for each language


def lesson_files(language: str) -> dict[str, Path]:
    """Every lesson's file by its id; one of a teacher's own takes the place of one of ours."""
    folders = [FOLDER, *([Path(os.environ[OWN])] if os.environ.get(OWN) else [])]
    return {path.stem: path for folder in folders for path in sorted((folder / language).glob("*.md"))}


def list_lessons(language: str) -> list[Lesson]:
    """The headers of all lessons that can be read, in their order; steps are read when a lesson is opened."""
    found = []
    for path in lesson_files(language).values():
        try:
            found.append(read_header(path))
        except LessonError:  # `python -m app.lessons check` says what is wrong with it
            continue
    return sorted(found, key=lambda lesson: (lesson.order, lesson.id))


def find_lesson(lesson: str, language: str) -> Lesson:
    """A whole lesson.

    Raises:
        InputError: `no_lesson`, or `broken_lesson` with what is wrong with its file.
    """
    files = lesson_files(language)
    if lesson not in files:
        raise InputError("no_lesson", value=lesson[:60], known=", ".join(files) or "–")
    try:
        return read_lesson(files[lesson])
    except LessonError as error:
        raise InputError("broken_lesson", value=lesson, reason=str(error)) from error
