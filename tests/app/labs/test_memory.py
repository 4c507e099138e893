from __future__ import annotations

import pytest

from app.labs.memory.gates import on_gates
from app.labs.memory.influence import on_influence
from app.labs.memory.weights import on_weights
from models.errors import InputError

TEXT = "The cat sat on the mat."


def test_influence_comes_model_by_model(tiny_models) -> None:
    steps = list(on_influence(TEXT, "tiny-gpt2", "tiny-lstm"))
    assert [len(step["models"]) for step in steps] == list(range(1, len(steps) + 1))
    assert [model["family"] for model in steps[-1]["models"]][:2] == ["lstm", "gpt"]
    assert {fading["family"] for fading in steps[-1]["fading"]} <= {"lstm", "rnn"}


@pytest.mark.parametrize("text", ["a", "The cat sat. " * 150, "[MASK]", "你好 👩‍🚀"])
def test_an_lstm_reads_short_and_long_texts(tiny_models, text: str) -> None:
    found = on_gates(text, "tiny-lstm")
    assert found["first"] + len(found["tokens"]) == found["n_tokens"]


def test_what_cannot_be_done_is_named(tiny_models) -> None:
    with pytest.raises(InputError) as caught:
        on_gates(TEXT, "tiny-gpt2")
    assert caught.value.code == "no_gates"
    with pytest.raises(InputError) as caught:
        on_weights("lstm", None, 4, 1, False, "two")  # a number field that was emptied
    assert caught.value.code == "out_of_range"
