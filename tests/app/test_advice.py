"""Who has not read a text is named, and who has is offered."""

from __future__ import annotations

import pytest

from app.advice import on_advice
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXTS, Chosen
from models.catalog import HUB_MODELS

CHOSEN = {"en": ("gpt", "bert", "lstm"), "zh": ("gpt-zh", "bert-zh", "lstm-zh")}


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "other"), [("en", "zh"), ("zh", "en")])
def test_a_text_that_no_chosen_model_has_read_is_offered_the_siblings_that_have(language: str, other: str) -> None:
    assert on_advice(Chosen(DEFAULT_TEXTS[language], *CHOSEN[language])) is None
    advice = on_advice(Chosen(DEFAULT_TEXTS[other], *CHOSEN[language]))
    assert advice is not None
    assert advice["families"] == list(CHOSEN_FAMILIES)
    assert tuple(model["id"] for model in advice["models"].values()) == CHOSEN[other]
    assert on_advice(Chosen(DEFAULT_TEXTS[other], *CHOSEN[other])) is None


@pytest.mark.bundled
def test_only_the_models_that_have_not_read_it_are_named() -> None:
    advice = on_advice(Chosen(DEFAULT_TEXTS["zh"], "gpt", "bert-zh", HUB_MODELS[0].id))
    assert advice is not None
    assert {family: model["id"] for family, model in advice["models"].items()} == {"gpt": "gpt-zh", "lstm": "lstm-zh"}


@pytest.mark.bundled
@pytest.mark.parametrize("text", ["今日はいい天気です", "Привет", "안녕하세요"])
def test_a_script_that_nobody_has_read_has_no_siblings_to_offer(text: str) -> None:
    advice = on_advice(Chosen(text, *CHOSEN["zh"]))
    assert advice is not None
    assert (advice["models"], advice["text"]) == ({}, None)


@pytest.mark.bundled
def test_traditional_characters_are_offered_in_simplified_ones() -> None:
    advice = on_advice(Chosen("小貓沒有過馬路。", *CHOSEN["zh"]))
    assert advice is not None
    assert (advice["script"], advice["text"]) == ("traditional", "小猫没有过马路。")
    assert on_advice(Chosen("小猫没有过马路。", *CHOSEN["zh"])) is None


@pytest.mark.bundled
def test_numbers_and_emoji_need_no_advice() -> None:
    assert on_advice(Chosen("1 + 2 = 3 🦊", *CHOSEN["zh"])) is None
    assert on_advice(Chosen("", *CHOSEN["en"])) is None
