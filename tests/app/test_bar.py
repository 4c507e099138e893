"""The model bar counts tokens, and says why it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bar import EXAMPLES, describe, models_by_family, on_advice, on_counts
from app.i18n import strings
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXTS, LANGUAGES, Chosen
from models import tokenize
from models.catalog import HUB_MODELS, ModelCard, cards


def test_counts_are_the_tokenizers_own(tiny_models: Path) -> None:
    text = "The animal didn't cross."
    ids = ("tiny-gpt2", "tiny-bert", "tiny-llama")
    counts = on_counts(Chosen(text, *ids))
    assert [counts[family]["n_tokens"] for family in CHOSEN_FAMILIES] == [
        len(tokenize(text, model_id)) for model_id in ids
    ]
    assert [counts[family]["limit"] for family in CHOSEN_FAMILIES] == [64, 64, 64]


def test_one_model_that_cannot_be_loaded_does_not_hide_the_others(tiny_models: Path) -> None:
    counts = on_counts(Chosen("hello", HUB_MODELS[0].id, "tiny-bert", "nothing"))
    assert HUB_MODELS[0].title in counts["gpt"]["error"]["en"]
    assert counts["bert"]["n_tokens"] >= 1
    assert "'nothing'" in counts["lstm"]["error"]["zh"]


def test_an_empty_text_has_no_count(tiny_models: Path) -> None:
    counts = on_counts(Chosen("", "tiny-gpt2", "tiny-bert", "tiny-gpt2"))
    assert all(count["error"]["en"].startswith("There is no text") for count in counts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_family_lists_only_its_own_and_its_readers_first(tiny_models: Path, language: str) -> None:
    for family, known in models_by_family(language).items():
        assert {entry.family for entry in known} <= {family}
        places = [(language not in entry.languages, ["bundled", "local", "hub"].index(entry.source)) for entry in known]
        assert places == sorted(places)
        assert language in known[0].languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_different_texts(language: str) -> None:
    texts = EXAMPLES[language].values()
    assert len(set(texts)) == len(texts)
    assert DEFAULT_TEXTS[language] in texts


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


# What the strings `about_read_<language>` call stories, fairy tales, novels, dialogues and encyclopedia articles.
READ = {
    "en": ("tinystories", "fairytales", "grimm", "andersen", "pratham", "african_storybook", "fairy_books", "novels"),
    "zh": (
        *("stories", "fairytales", "african_storybook", "novels", "everyday"),
        *("dialogues", "encyclopedia", "sentences", "idioms"),
    ),
}
LISTED = [entry for entry in cards() if entry.bundled and entry.listed]


@pytest.mark.bundled
@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry.id)
def test_a_bundled_model_is_told_as_its_files_are(entry: ModelCard) -> None:
    told = describe(entry)
    config = json.loads((Path(entry.path) / "config.json").read_text(encoding="utf-8"))
    card = json.loads((Path(entry.path) / "card.json").read_text(encoding="utf-8"))
    assert told["vocab_size"] == config["vocab_size"]
    assert told["n_read"] == card["training"]["n_tokens"]
    (language,) = told["languages"]
    for spoken in ("en", "zh"):
        words = strings(spoken)
        assert {f"shell.ours_{language}", f"shell.about_read_{language}"} <= words.keys()
        assert f"shell.about_ours_{entry.family}" in words
    assert all(source["source"].startswith(READ[language]) for source in card["data"])


def test_a_model_of_which_nobody_said_more_is_told_by_its_sizes() -> None:
    told = describe(HUB_MODELS[0])
    assert told["n_params"] == HUB_MODELS[0].n_params
    assert (told["languages"], told["vocab_size"], told["n_read"]) == ([], None, None)
