"""The panel beside the labs: a lesson's steps, and what the models answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from app.lessons.expressions import evaluate
from app.lessons.measures import MEASURES
from app.lessons.reading import LessonError, Step, filled
from app.lessons.shelf import find_lesson, list_lessons
from app.questions import checked
from app.state import PlaygroundState, Setting, default_state, from_query, to_query
from app.views import browser_view
from models.errors import InputError
from viz.payloads import GuessPayload, LessonPayload, LessonQuestion, LessonStep, LessonStepQuestion, MeasuredStep

Settings = Mapping[str, Sequence[Setting]]


def build_panel(settings: Settings) -> gr.HTML:
    """Lay the panel out; it stays empty until a link or a person opens a lesson.

    Args:
        settings: all that links hold, by language; read when a lesson is opened, so that it may be filled later.
    """

    @checked
    def open_lesson(asked: LessonQuestion) -> LessonPayload:
        """A lesson's questions, without their answers."""
        return encode_lesson(asked["lesson"], asked["language"], settings)

    @checked
    def measure_step(asked: LessonStepQuestion) -> MeasuredStep:
        """What the models answer to a step's question."""
        language = asked["language"]
        lesson = find_lesson(asked["lesson"], language)
        if not 1 <= asked["step"] <= len(lesson.steps):
            raise InputError("no_step", value=asked["step"], limit=len(lesson.steps))
        try:
            return answer(lesson.steps[asked["step"] - 1], language, settings)
        except LessonError as error:
            raise InputError("broken_lesson", value=lesson.id, reason=str(error)) from error

    return browser_view("shell/lesson", server_functions=[open_lesson, measure_step])


def encode_lesson(lesson_id: str, language: str, settings: Settings) -> LessonPayload:
    """A lesson as the panel shows it; what is for the teacher alone stays here."""
    lesson = find_lesson(lesson_id, language)
    following = [other for other in list_lessons(language) if (other.order, other.id) > (lesson.order, lesson.id)]
    return {
        "id": lesson.id,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "steps": [_step(lesson_id, n, step, language, settings) for n, step in enumerate(lesson.steps, 1)],
        "next": {"id": following[0].id, "title": following[0].title} if following else None,
    }


def _step(lesson_id: str, n: int, step: Step, language: str, settings: Settings) -> LessonStep:
    state = state_of(step, language, settings[language])
    shown = replace(state, lang=language, lesson=f"{lesson_id}.{n}")
    return {
        "question": step.question,
        "told": list(step.told),
        "query": to_query(shown, settings[language]),
        "light": step.light,
        "guess": guess_of(step, names_of(state)),
    }


def guess_of(step: Step, names: Mapping[str, str]) -> GuessPayload:
    """What a step asks.

    Args:
        names: as `names_of` gives them.
    """
    guess = step.guess
    tokens: list[str] = []
    if guess.kind == "token":
        from models import tokenize

        tokens = [one.text for one in tokenize(names["text"], names.get(guess.model, guess.model)) if not one.special]
    return {
        "kind": guess.kind,
        "options": [{"name": name, "label": label} for name, label in guess.options.items()],
        "tokens": tokens,
        "low": guess.low,
        "high": guess.high,
        "near": guess.near,
        "unit": guess.unit,
    }


def state_of(step: Step, language: str, settings: Sequence[Setting]) -> PlaygroundState:
    """The page that a step speaks of.

    Raises:
        LessonError: names what no link can say.
    """
    state, ignored = from_query(urlencode({"lab": default_state(settings).lab, **step.link}), settings)
    if ignored:
        raise LessonError(f"no link can say {', '.join(f'{key}: {step.link.get(key)}' for key in ignored)}", step.line)
    return replace(state, defaults=language)


def names_of(state: PlaygroundState) -> dict[str, str]:
    """What a step's expressions may speak of."""
    return {"text": state.text, **state.chosen.models}


def answer(step: Step, language: str, settings: Settings) -> MeasuredStep:
    """Everything that a step measures.

    Raises:
        LessonError: an expression that cannot be evaluated, or an answer that the guess has no room for.
    """
    known: dict[str, Any] = dict(names_of(state_of(step, language, settings[language])))
    for name, expression in step.measures.items():
        known[name] = evaluate(expression, MEASURES, known)
    found = evaluate(step.answer, MEASURES, known)
    if step.guess.kind == "choice" and found not in step.guess.options:
        raise LessonError(f"the answer is {found!r}, which is none of the options", step.line)
    return {
        "answer": found if isinstance(found, str) else float(found),
        "shows": filled(step.shows, known),
        "takeaway": filled(step.takeaway, known),
        "now": filled(step.now, known),
        "broken": [claim for claim in step.claims if evaluate(claim, MEASURES, known) is not True],
    }
