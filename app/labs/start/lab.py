"""The front page: three families finish a sentence, lessons to start with, and the labs by question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from app.bar import describe
from app.context import LabContext
from app.gradio_compat import first_value
from app.lab import Lab
from app.labs.start.toy import FIRST_TEXTS, finish, on_text
from app.lessons.shelf import list_lessons
from app.state import CHOSEN_FAMILIES, LANGUAGES, PlaygroundState
from app.views import browser_view
from models.catalog import card
from viz.payloads import LessonCard
from viz.start.payloads import LabQuestion

# The labs by question: the string of the question, and where its answer is.
QUESTIONS: Mapping[str, dict[str, str]] = {
    "what_is_read": {"lab": "tokens"},
    "bank_twice": {"lab": "tokens", "tokens.section": "vectors"},
    "inside": {"lab": "inside"},
    "who_looks": {"lab": "attention"},
    "look_ahead": {"lab": "attention", "attention.section": "twin"},
    "next_word": {"lab": "decoding"},
    "what_norm": {"lab": "norms"},
    "what_kept": {"lab": "memory"},
    "how_far": {"lab": "memory", "memory.section": "influence"},
    "how_differ": {"lab": "side_by_side"},
    "how_trained": {"lab": "side_by_side", "side_by_side.section": "objectives"},
}


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"toy": on_text(FIRST_TEXTS[state.defaults], state.chosen.models)}


def build(context: LabContext) -> None:
    language = context.language
    chosen = {family: first_value(getattr(context.chosen, family)) for family in CHOSEN_FAMILIES}
    browser_view(
        "start/start",
        context.example.get("toy"),
        models=[describe(card(model)) for model in chosen.values() if model],
        first_text=FIRST_TEXTS[language],
        lessons={spoken: lesson_cards(spoken) for spoken in LANGUAGES},
        questions=lab_questions(),
        server_functions=[finish],
    )


def lesson_cards(language: str) -> list[LessonCard]:
    """What the front page says of each lesson."""
    return [
        {"id": lesson.id, "title": lesson.title, "about": lesson.about, "minutes": lesson.minutes}
        for lesson in list_lessons(language)
    ]


def lab_questions() -> list[LabQuestion]:
    """Each question with the link that leads to its answer."""
    return [{"name": name, "query": urlencode(place)} for name, place in QUESTIONS.items()]


LAB = Lab("start", "start.title", (), build, example)
