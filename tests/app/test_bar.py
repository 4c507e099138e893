"""The model bar counts tokens, and says why it cannot."""

from __future__ import annotations

from pathlib import Path

from app.bar import EXAMPLES, cut_text, models_by_family, on_counts
from app.state import CHOSEN_FAMILIES, Chosen
from models import decode, tokenize
from models.catalog import HUB_MODELS


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


def test_every_family_lists_only_its_own(tiny_models: Path) -> None:
    for family, known in models_by_family().items():
        assert {entry.family for entry in known} <= {family}
        sources = [entry.source for entry in known]
        assert sources == sorted(sources, key=["bundled", "local", "hub"].index)


def test_examples_are_different_texts() -> None:
    assert len(set(EXAMPLES.values())) == len(EXAMPLES)


def test_a_text_that_ends_in_a_space_is_told_of_models_that_write(tiny_models: Path) -> None:
    def told(text: str) -> list[bool]:
        return [count["ends_open"] for count in on_counts(Chosen(text, "tiny-gpt2", "tiny-bert", "tiny-lstm")).values()]

    assert told("The cat ") == [True, False, True]
    assert told("The cat") == told("  ") == [False] * 3


def test_a_text_is_cut_to_what_can_be_read_and_written_on(tiny_models: Path) -> None:
    cut = cut_text({"text": "the cat sat " * 60, "model": "tiny-gpt2"})
    assert len(tokenize(cut, "tiny-gpt2")) < 64
    assert decode(cut, "tiny-gpt2", [{"name": "greedy"}], 1).runs[0].tokens
