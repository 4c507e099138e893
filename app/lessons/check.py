"""What is wrong with lessons: what they say of the page and of the models is held against both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from app.lessons.panel import answer, state_of
from app.lessons.reading import Lesson, LessonError, Step, read_lesson
from app.state import LANGUAGES, Setting
from models.errors import InputError

SCRIPTS = Path(__file__).parent.parent.parent / "assets" / "js"


def check_folder(folder: Path) -> list[str]:
    """A line for everything that is wrong with the lessons of a folder, which has a folder for each language."""
    names = {language: {path.stem for path in (folder / language).glob("*.md")} for language in LANGUAGES}
    everything = set().union(*names.values())
    if not everything:
        return [f"{folder}: no lessons; they lie in {', '.join(f'{language}/<id>.md' for language in LANGUAGES)}"]
    found = [
        f"{language}/{name}.md: missing; the lesson is there in another language"
        for language in LANGUAGES
        for name in sorted(everything - names[language])
    ]
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.md")):
            found += [f"{language}/{path.name}: {told}" for told in check_lesson(path, language)]
    return found


def check_lesson(path: Path, language: str) -> list[str]:
    """What is wrong with one lesson."""
    try:
        lesson = read_lesson(path)
    except LessonError as error:
        return [str(error)]
    return [*_wrong_labs(lesson), *(told for step in lesson.steps for told in _wrong_step(step, language))]


def _wrong_labs(lesson: Lesson) -> Iterator[str]:
    from app.labs import LABS

    known = {lab.id for lab in LABS}
    yield from (f"there is no lab {lab!r}" for lab in lesson.labs if lab not in known)


def _wrong_step(step: Step, language: str) -> Iterator[str]:
    settings = known_settings()
    if step.light and not is_part(step.light, settings[language]):
        yield f"line {step.line}: there is no part {step.light!r} to be lit"
    try:
        state_of(step, language, settings[language])
        measured = answer(step, language, settings)
    except (LessonError, InputError) as error:
        yield str(error) if str(error).startswith("line ") else f"line {step.line}: {error}"
        return
    yield from (f"line {step.line}: the claim {claim!r} does not hold" for claim in measured["broken"])


@cache
def known_settings() -> dict[str, tuple[Setting, ...]]:
    """All that the page's links can hold, by the language of the first values."""
    from app.shell import build

    settings: dict[str, tuple[Setting, ...]] = {}
    build(settings)
    return settings


def is_part(name: str, settings: Sequence[Setting]) -> bool:
    """Whether a view, or a section as `lab.section`, is called so."""
    lab, _, section = name.partition(".")
    if section:
        return any(one.name == f"{lab}.section" and section in one.choices for one in settings)
    return (SCRIPTS / f"{name}.js").is_file() or f'"{name}"' in "".join(
        path.read_text(encoding="utf-8") for path in SCRIPTS.glob(f"{name.split('/')[0]}/*.js")
    )
