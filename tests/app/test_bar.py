"""The model bar counts tokens, and says why it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bar import EXAMPLES, _title, models_by_family, on_counts, on_refused
from app.shell import build
from app.state import CHOSEN_FAMILIES, Chosen
from models import tokenize
from models.catalog import HUB_MODELS
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


def test_every_family_lists_only_its_own(tiny_models: Path) -> None:
    for family, known in models_by_family().items():
        assert {entry.family for entry in known} <= {family}
        sources = [entry.source for entry in known]
        assert sources == sorted(sources, key=["bundled", "local", "hub"].index)


def test_examples_are_different_texts() -> None:
    assert len(set(EXAMPLES.values())) == len(EXAMPLES)
