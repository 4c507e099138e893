"""What a view's script hears from the server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr
import pytest

from app.i18n import strings
from app.views import browser_view
from models.errors import InputError

Answer = Callable[[int], dict[str, Any]]


def exact(layer: int) -> int:
    if layer > 5:
        raise InputError("out_of_range", name="layer", value=layer, limit="0 … 5")
    return 10 // layer


@pytest.fixture
def answer() -> Answer:
    with gr.Blocks():
        view = browser_view("attention", server_functions=[exact])
    return view.exact


def test_a_script_hears_the_value(answer: Answer) -> None:
    assert answer(5) == {"value": 2}


def test_bad_input_is_told_in_both_languages(answer: Answer) -> None:
    told = answer(7)["error"]
    assert set(told) == {"en", "zh"}
    assert all("layer" in text and "7" in text and "0 … 5" in text for text in told.values())


def test_our_own_mistakes_are_logged_and_not_shown(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        told = answer(0)["error"]
    assert told == {language: strings(language)["shell.unexpected_error"] for language in ("en", "zh")}
    assert "ZeroDivisionError" in caplog.text
