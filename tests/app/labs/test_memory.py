from __future__ import annotations

import pytest

from app.i18n import section_strings
from app.labs.memory.gates import on_gates
from app.labs.memory.influence import distance_figure, fading_figure, on_influence
from app.labs.memory.weights import on_weights
from models.errors import InputError

TEXT = "The cat sat on the mat."


def test_influence_comes_model_by_model(tiny_models) -> None:
    steps = list(on_influence(TEXT, "tiny-gpt2", "tiny-lstm"))
    assert [len(step["models"]) for step in steps] == list(range(1, len(steps) + 1))
    assert [model["family"] for model in steps[-1]["models"]][:2] == ["lstm", "gpt"]
    assert steps[-1]["pending"] == []


def test_models_still_to_come_are_announced(tiny_models) -> None:
    steps = list(on_influence(TEXT, "tiny-gpt2", "tiny-lstm"))
    titles = [model["title"] for model in steps[-1]["models"]]
    for n, step in enumerate(steps, start=1):
        assert step["pending"] == titles[n:]


@pytest.mark.parametrize("position", ["", "2", "x", "-1", "²"])
def test_reach_is_drawn_at_the_position_that_a_link_says(tiny_models, position: str) -> None:
    words = section_strings("en", "memory")
    figure = distance_figure(TEXT, "tiny-gpt2", "tiny-lstm", "moved_bits", position, words)
    (dots,) = (trace for trace in figure.data if trace.mode == "markers")
    n_tokens = len(figure.data[0].x)
    assert len(dots.x) == n_tokens - (2 if position == "2" else 0)


def test_only_recurrent_models_fade(tiny_models) -> None:
    figure = fading_figure(TEXT, "tiny-gpt2", "tiny-lstm", section_strings("en", "memory"))
    assert not any("gpt" in trace.name.lower() for trace in figure.data)
    assert all(trace.y[0] == 1 for trace in figure.data)


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
