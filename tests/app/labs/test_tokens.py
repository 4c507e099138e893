"""The tokens lab shows what the tokenizers give."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.labs.tokens import example, on_text
from app.state import PlaygroundState
from models import tokenize
from models.errors import InputError

IDS = ("tiny-gpt2", "tiny-bert", "tiny-llama")


def test_every_model_has_a_row_with_all_its_tokens(tiny_models: Path) -> None:
    text = "She didn't cross 字 🦊 the street."
    rows = on_text(text, *IDS)["rows"]
    for row, model_id in zip(rows, IDS, strict=True):
        tokens = tokenize(text, model_id)
        assert [chip["id"] for chip in row["chips"]] == [token.id for token in tokens]
        assert row["counts"]["n_tokens"] == len(tokens)


def test_bad_text_is_refused(tiny_models: Path) -> None:
    with pytest.raises(InputError) as refusal:
        on_text("", *IDS)
    assert refusal.value.code == "empty_text"


def test_the_example_is_what_the_lab_shows(tiny_models: Path) -> None:
    state = PlaygroundState(gpt=IDS[0], bert=IDS[1], lstm=IDS[2])
    assert example(state) == {"tokens": on_text(state.text, *IDS)}
