from __future__ import annotations

import gradio as gr
import pytest

from app.i18n import section_strings
from app.labs.memory.gates import on_gates
from app.labs.memory.influence import distance_figure, fading_figure, on_influence
from app.labs.memory.reach_text import KITE, KITE_ZH, measured_text, on_choice, on_text
from app.labs.memory.weights import on_weights
from app.state import DEFAULT_TEXT, DEFAULT_TEXTS
from models import predict
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


def test_the_telling_text_stands_in_for_the_first_one_alone() -> None:
    assert measured_text(DEFAULT_TEXT, "telling") == KITE
    assert measured_text(DEFAULT_TEXT, "above") == DEFAULT_TEXT
    assert measured_text(TEXT, "telling") == measured_text(TEXT, "above") == TEXT
    assert measured_text(DEFAULT_TEXTS["zh"], "telling") == KITE_ZH
    assert on_choice("我自己的话。", gr.EventData(None, {"which": "telling"}))[0] == KITE_ZH


@pytest.mark.parametrize(
    ("above", "which", "shown"),
    [(DEFAULT_TEXT, "telling", DEFAULT_TEXT), (DEFAULT_TEXT, "above", DEFAULT_TEXT), (TEXT, "telling", KITE)],
)
def test_a_persons_choice_is_what_is_measured(above: str, which: str, shown: str) -> None:
    text, chosen = on_choice(above, gr.EventData(None, {"which": which}))
    assert (text, chosen) == (shown, which)
    assert measured_text(text, chosen) == (DEFAULT_TEXT if which == "above" else KITE)


def test_what_is_expected_after_the_measured_text_is_said(tiny_models) -> None:
    found = on_text(TEXT, "telling", "tiny-gpt2", "tiny-lstm")
    assert (found["text"], found["is_telling"], found["claimed"]) == (TEXT, False, None)
    assert [one["family"] for one in found["expected"]] == ["gpt", "lstm"]
    first = predict(TEXT, "tiny-gpt2", 1)[0].top[0]
    assert found["expected"][0]["top"][0] == {"token": first.token, "prob": first.prob}


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
