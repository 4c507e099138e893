"""The front page: what the cards claim of the families, the toy, and where its links lead."""

from __future__ import annotations

import pytest

from app.labs.start.lab import QUESTIONS, lab_questions
from app.labs.start.toy import FIRST_TEXTS, finish, on_text
from app.lessons.check import known_settings
from app.state import LANGUAGES, from_query
from models.catalog import card
from models.errors import InputError


def test_every_question_leads_somewhere() -> None:
    settings = known_settings()["en"]
    for question in lab_questions():
        state, ignored = from_query(question["query"], settings)
        assert ignored == ()
        assert state.lab == QUESTIONS[question["name"]]["lab"]


@pytest.mark.bundled
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_toy_asks_each_family_in_its_own_way(language: str) -> None:
    ending = "" if language == "en" else "-zh"
    found = on_text(FIRST_TEXTS[language], {family: f"{family}{ending}" for family in ("gpt", "bert", "lstm")})
    reads = {family: one["read"] for family, one in found["finished"].items()}
    assert reads["gpt"] == reads["lstm"] == FIRST_TEXTS[language]
    assert reads["bert"] == FIRST_TEXTS[language] + (" [MASK]." if language == "en" else "[MASK]。")
    assert all("top" in one and len(one["top"]) == 5 for one in found["finished"].values())


@pytest.mark.bundled
def test_gpt_knows_no_capital() -> None:
    top = on_text("The capital of France is", {"gpt": "gpt"})["finished"]["gpt"]
    assert "top" in top
    assert "Paris" not in {one["token"].strip() for one in top["top"]}


def test_cards_say_what_the_models_are() -> None:
    assert card("lstm").context_length is None
    assert card("gpt").context_length == card("bert").context_length == 256


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="401 characters"):
        finish({"text": "a" * 401, "models": ["gpt"]})
