from __future__ import annotations

import gradio as gr
import pytest

from app.labs.memory.lab import on_directions, on_gates, on_influence, on_weights
from models.errors import InputError

TEXT = "The cat sat on the mat."


def test_a_part_that_is_closed_computes_nothing() -> None:
    assert on_directions("gates", TEXT, "nobody") == gr.skip()
    assert list(on_influence("gates", TEXT, "nobody", "nobody")) == [gr.skip()]


def test_influence_comes_model_by_model(tiny_models) -> None:
    steps = list(on_influence("influence", TEXT, "tiny-gpt2", "tiny-lstm"))
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
