"""The model bar counts tokens, and says why it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bar import EXAMPLES, _title, cut_text, describe, models_by_family, on_counts, on_refused
from app.i18n import strings
from app.shell import build
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXTS, LANGUAGES, Chosen
from models import decode, tokenize
from models.catalog import HUB_MODELS, ModelCard, cards
from tests.models.own_folders import BROKEN, UNFIT, save_as


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
    assert [counts[family].get("usable") for family in CHOSEN_FAMILIES] == [False, None, False]


def test_an_empty_text_has_no_count(tiny_models: Path) -> None:
    counts = on_counts(Chosen("", "tiny-gpt2", "tiny-bert", "tiny-gpt2"))
    assert all(count["error"]["en"].startswith("There is no text") for count in counts.values())
    assert all(count["usable"] for count in counts.values())


def test_the_page_opens_with_every_folder_listed_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pointer", "cut-config", "adapter"):
        BROKEN[name][0](save_as(tmp_path, name))
    UNFIT["layer"][0](save_as(tmp_path, "layer"))
    save_as(tmp_path, "gpt")
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path))
    page = build()
    shown = [block.value for block in page.blocks.values() if "shell/refused" in str(getattr(block, "js_on_load", ""))]
    assert [[folder["name"] for folder in value] for value in shown] == [["adapter", "cut-config", "pointer"]]
    told = {folder["name"]: folder["reason"] for folder in on_refused()}
    assert told.keys() == {"adapter", "cut-config", "pointer", "layer"}
    assert "transformer.h.1." in told["layer"]["en"]
    assert "Git LFS" in told["pointer"]["zh"]
    assert [entry.id for entry in models_by_family()["gpt"] if entry.source == "local"] == ["local/gpt", "layer"]
    counts = on_counts(Chosen("hello", "layer", "adapter", "local/gpt"))
    assert [counts[family].get("usable") for family in CHOSEN_FAMILIES] == [False, False, None]


def test_an_arrow_says_what_has_to_be_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = HUB_MODELS[0]
    assert _title(entry) == "distilgpt2 ↓ 353 MB"
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: "/somewhere/model.safetensors")
    assert _title(entry) == "distilgpt2"


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
    assert (told["languages"], told["vocab_size"], told["n_read"]) == (["en"], None, None)


def test_a_text_that_ends_in_a_space_is_told_of_models_that_write(tiny_models: Path) -> None:
    def told(text: str) -> list[bool]:
        return [count["ends_open"] for count in on_counts(Chosen(text, "tiny-gpt2", "tiny-bert", "tiny-lstm")).values()]

    assert told("The cat ") == [True, False, True]
    assert told("The cat") == told("  ") == [False] * 3


def test_a_text_is_cut_to_what_can_be_read_and_written_on(tiny_models: Path) -> None:
    cut = cut_text({"text": "the cat sat " * 60, "model": "tiny-gpt2"})
    assert len(tokenize(cut, "tiny-gpt2")) < 64
    assert decode(cut, "tiny-gpt2", [{"name": "greedy"}], 1).runs[0].tokens
