"""A lesson's file as a record: the one place that knows the format, which CONTRIBUTING.md tells to who writes one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

_HEADER = ("title", "about", "minutes", "labs", "order")
_SENTENCES = ("light", "answer", "shows", "takeaway", "now", "notes")
_NEEDED = ("guess", "answer", "shows", "takeaway")
_SHARED = ("text", "gpt", "bert", "lstm", "lab")
_FIELD = re.compile(r"([a-z][a-z_]*(?:\.[a-z_]+| [a-z]\w*)?):(?:\s+(.*))?")
_OPTION = re.compile(r"- ([a-z0-9_]+):\s+(.+)")
_PLACE = re.compile(r"\{(\w+)(?::([%0-9]))?\}")


class LessonError(Exception):
    """What is wrong with a lesson, and in which line of its file."""

    def __init__(self, told: str, line: int | None = None) -> None:
        super().__init__(told if line is None else f"line {line}: {told}")


@dataclass(frozen=True)
class Guess:
    """What a person is asked before the answer is measured.

    Attributes:
        options: of a choice, what each is called, by its name in the answer.
        low, high, unit: of a number.
        near: how far from the answer a number may lie to be right.
        model: whose tokens of the text there are to point at.
    """

    kind: Literal["choice", "number", "token"]
    options: Mapping[str, str] = field(default_factory=dict)
    low: float = 0
    high: float = 0
    unit: str = ""
    near: float = 0
    model: str = ""


@dataclass(frozen=True)
class Step:
    """One question.

    Attributes:
        question: its heading.
        told: paragraphs before the guess.
        link: what the page is set to, as links say it: `lab`, `text`, `attention.left_head`.
        light: the section or part that is meant, as `data-part` names it; empty for none.
        answer: the expression whose value the guess is held against.
        measures: expressions by the names that stand in the sentences' braces.
        claims: expressions that hold wherever the lesson is shown.
        shows, takeaway, now: what was measured, in words; the sentence to keep; what to try next.
        notes: for a teacher alone.
        line: of the file, where it begins.
    """

    question: str
    told: tuple[str, ...]
    link: Mapping[str, str]
    light: str
    guess: Guess
    answer: str
    measures: Mapping[str, str]
    claims: tuple[str, ...]
    shows: str
    takeaway: str
    now: str
    notes: str
    line: int

    def names(self) -> Iterator[str]:
        """The values that the step's sentences speak of."""
        for sentence in (self.shows, self.takeaway, self.now):
            yield from (place[1] for place in _PLACE.finditer(sentence))


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        id: of its file, how links name it.
        about: what one can say after it, in a sentence.
        labs: the ids of those that it speaks of.
        order: its place among the lessons.
    """

    id: str
    title: str
    about: str
    minutes: int
    labs: tuple[str, ...]
    order: int
    steps: tuple[Step, ...]


def read_header(path: Path) -> Lesson:
    """A lesson without its steps: what a list of lessons says of it.

    Raises:
        LessonError: names the line.
    """
    return _read(path, with_steps=False)


def read_lesson(path: Path) -> Lesson:
    """A whole lesson.

    Raises:
        LessonError: names the line, and what was expected.
    """
    return _read(path, with_steps=True)


def _read(path: Path, *, with_steps: bool) -> Lesson:
    lines = path.read_text(encoding="utf-8").splitlines()
    said, first = _header(lines)
    return Lesson(
        path.stem,
        said["title"],
        said["about"],
        _whole(said["minutes"], "minutes"),
        tuple(said["labs"].replace(",", " ").split()),
        _whole(said["order"], "order"),
        tuple(_steps(lines, first)) if with_steps else (),
    )


def _header(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """What stands between the first two lines of `---`, and the line after."""
    if not lines or lines[0].strip() != "---" or "---" not in map(str.strip, lines[1:]):
        raise LessonError("a lesson begins with its header, between two lines of ---", 1)
    end = [line.strip() for line in lines].index("---", 1)
    said = dict.fromkeys(_HEADER, "")
    for number, line in enumerate(lines[1:end], 2):
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in _HEADER:
            raise LessonError(f"{line!r} is none of {', '.join(_HEADER)}", number)
        said[name.strip()] = value.strip()
    if missing := [name for name, value in said.items() if not value]:
        raise LessonError(f"the header has no {missing[0]}", 1)
    return said, end + 1


def _whole(written: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", written):
        raise LessonError(f"{name} is a whole number, not {written!r}", 1)
    return int(written)


def _steps(lines: Sequence[str], first: int) -> Iterator[Step]:
    starts = [number for number in range(first, len(lines)) if lines[number].startswith("## ")]
    if not starts:
        raise LessonError("no step: a step begins with a line of ## and its question", first + 1)
    if stray := [number for number in range(first, starts[0]) if lines[number].strip()]:
        raise LessonError(f"{lines[stray[0]]!r} stands before the first step", stray[0] + 1)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _step(lines, start, end)


@dataclass
class _Draft:
    """What the lines of a step say."""

    told: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


def _step(lines: Sequence[str], start: int, end: int) -> Step:
    draft = _drafted(lines, start, end)
    said, line = draft.said, start + 1
    if missing := [name for name in _NEEDED if not said.get(name)]:
        raise LessonError(f"the step has no {missing[0]}", line)
    measures = {key.split(" ")[1]: value for key, value in said.items() if key.startswith("measure ")}
    link = {key: value.replace("\\n", "\n") for key, value in said.items() if key in _SHARED or "." in key}
    sentences = {name: said.get(name, "") for name in _SENTENCES}
    step = Step(
        question=lines[start][3:].strip(),
        told=tuple(draft.told),
        link=link,
        guess=_guess(said["guess"], said.get("near", "0"), draft.options, line),
        measures=measures,
        claims=tuple(draft.claims),
        line=line,
        **sentences,
    )
    if unknown := [name for name in step.names() if name not in measures]:
        raise LessonError(f"a sentence says {{{unknown[0]}}}, and nothing measures it", line)
    return step


def _drafted(lines: Sequence[str], start: int, end: int) -> _Draft:
    draft, paragraph, last = _Draft(), "", ""
    for number in range(start + 1, end):
        line = lines[number]
        if option := _OPTION.fullmatch(line.strip()):
            draft.options[option[1]] = option[2]
        elif said := _FIELD.fullmatch(line):
            last = said[1]
            _take(draft, last, (said[2] or "").strip(), number + 1)
        elif line.startswith(" ") and line.strip() and last:
            _go_on(draft, last, line.strip())
        elif line.strip():
            paragraph = f"{paragraph} {line.strip()}".strip()
            last = ""
            continue
        if paragraph:
            draft.told.append(paragraph)
            paragraph = ""
    return draft


def _take(draft: _Draft, name: str, value: str, number: int) -> None:
    known = name in (*_SENTENCES, *_SHARED, "guess", "near") or "." in name or name.startswith("measure ")
    if name == "claim":
        draft.claims.append(value)
    elif not known:
        raise LessonError(f"{name!r} is nothing that a step says", number)
    elif name in draft.said:
        raise LessonError(f"{name!r} is said twice in one step", number)
    else:
        draft.said[name] = value


def _go_on(draft: _Draft, name: str, more: str) -> None:
    """A line that is indented goes on with the field before it."""
    if name == "claim":
        draft.claims[-1] += f" {more}"
    else:
        draft.said[name] = f"{draft.said[name]} {more}".strip()


def _guess(written: str, near: str, options: Mapping[str, str], line: int) -> Guess:
    kind, _, more = written.partition(" ")
    try:
        if kind == "choice" and len(options) >= 2:
            return Guess("choice", options=options)
        if kind == "number":
            low, high, *unit = more.split(maxsplit=2)
            return Guess("number", low=float(low), high=float(high), unit="".join(unit), near=float(near))
        if kind == "token" and more:
            return Guess("token", model=more)
    except ValueError:
        pass
    raise LessonError(
        f"guess: {written!r} is none of `choice` with two lines of `- name: words` at least, "
        "`number LOW HIGH UNIT`, `token MODEL`",
        line,
    )


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """A sentence with what was measured in its braces: `{share:%}` as a percentage, `{loss:2}` with two decimals."""
    return _PLACE.sub(lambda place: written(values[place[1]], place[2]), sentence)


def written(value: object, form: str | None) -> str:
    """A value as sentences say it; a form is `%`, or the number of decimals.

    >>> written(0.4504, "%"), written(0.00123, "%"), written(2.345, "1"), written(12, None), written(" kite", None)
    ('45%', '0.12%', '2.3', '12', 'kite')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    if form == "%":
        percent = 100 * value
        return f"{percent:.2g}%" if 0 < abs(percent) < 1 else f"{percent:.0f}%"
    return f"{value:,}" if form is None and isinstance(value, int) else f"{value:,.{form or 2}f}"
