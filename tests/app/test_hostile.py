"""Whatever is sent to an endpoint is answered, or refused in words that name what is wrong."""

from __future__ import annotations

import json
import math
import os
import time
from itertools import islice

import gradio as gr
import pytest

from app import api
from app.i18n import strings
from app.questions import read_arguments
from models.errors import MESSAGES, InputError
from models.text import tokenizers
from tests.hostile import TEXT, Request, fault_of, good_requests, requests

N_REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "300"))

pytestmark = pytest.mark.usefixtures("tiny_models")
MODELS = ("tiny-gpt2", "tiny-bert", "tiny-lstm")


def met(request: Request) -> tuple[str | None, str]:
    """The error that a caller gets, or None and the JSON of the answer."""
    try:
        answer = api._with_clear_errors(api.ENDPOINTS[request.endpoint])(*request.arguments.values())
    except gr.Error as error:
        return error.message, ""
    return None, json.dumps(answer)


@pytest.mark.parametrize("request_", tuple(good_requests(*MODELS)), ids=lambda request: request.endpoint)
def test_good_requests_are_answered(request_: Request) -> None:
    """Else the hostile ones may be refused for another reason."""
    error, answer = met(request_)
    assert error is None
    assert answer


def test_hostile_requests_are_answered_or_refused_in_words() -> None:
    faults = []
    for request in islice(requests(7, *MODELS), N_REQUESTS):
        start = time.perf_counter()
        error, answer = met(request)
        if fault := fault_of(request, error, answer, time.perf_counter() - start):
            faults.append((fault, repr(request)[:300]))
    assert not faults


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("score", (5, "tiny-gpt2"), "text is 5; a text is expected"),
        ("score", (None, "tiny-gpt2"), "text is null; a text"),
        ("score", ("\ud800", "tiny-gpt2"), r'text is "\\\\ud800": half a character .* position 0'),
        ("tokenize", (TEXT, [[]]), r"tokenizers\[0\] is \[\]; a text"),
        ("tokenize", (TEXT, "tiny-gpt2"), r'tokenizers is "tiny-gpt2"; a list is expected, such as \["…"\]'),
        ("predict", (TEXT, "tiny-gpt2", "three"), 'k is "three"; a whole number'),
        ("predict", (TEXT, "tiny-gpt2", True), "k is true; a whole number"),
        ("predict", (TEXT, "tiny-gpt2", math.nan), "k is NaN; a whole number"),
        ("predict", (TEXT, "tiny-gpt2", 2.5), "k is 2.5; a whole number"),
        ("decode", (TEXT, "tiny-gpt2", [[]]), r"strategies\[0\] is \[\]; an object"),
        ("norms", ([TEXT, 3], "tiny-gpt2"), r"texts\[1\] is 3; a text"),
        ("lstm", (TEXT, "tiny-lstm", {}), r"layer is {}; a whole number"),
        ("lstm", (), "text is missing"),
    ],
)
def test_the_argument_the_value_and_what_is_expected_are_named(name: str, args: tuple, said: str) -> None:
    with pytest.raises(gr.Error, match=said):
        api._with_clear_errors(api.ENDPOINTS[name])(*args)


def test_whole_numbers_may_come_as_fractions_of_nothing() -> None:
    """JavaScript and some clients know no whole numbers."""
    assert read_arguments(api.predict, TEXT, "tiny-gpt2", 2.0)["k"] == 2


def test_refusals_are_said_in_chinese_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.gradio_compat.accepted_languages", lambda: "zh-CN,zh;q=0.9,en;q=0.8")
    with pytest.raises(gr.Error, match="k 的值是 null；应为整数"):
        api._with_clear_errors(api.predict)(TEXT, "tiny-gpt2", None)
    said = {code for code in MESSAGES if f"errors.{code}" in strings("zh")}
    assert said == set(MESSAGES)


def test_what_nobody_foresaw_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("inner")

    monkeypatch.setattr("models.score", fail, raising=False)
    with pytest.raises(gr.Error, match="our fault") as told:
        api._with_clear_errors(api.score)(TEXT, "tiny-gpt2")
    assert "inner" not in told.value.message


def test_long_values_are_cut_in_messages() -> None:
    with pytest.raises(InputError) as refused:
        read_arguments(api.predict, ["x" * 5_000])
    assert len(str(refused.value)) < 200


def test_answers_are_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.answers.MAX_NUMBERS", 100)
    for name, model in (("lstm", "tiny-lstm"), ("attention", "tiny-gpt2")):
        with pytest.raises(gr.Error, match="at most 100 are sent at once"):
            api._with_clear_errors(api.ENDPOINTS[name])(TEXT, model)


def test_a_long_text_lists_a_bounded_number_of_tokens_and_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = api.tokenize(TEXT, ["tiny-gpt2", "tiny-lstm", "char"])
    assert [row["n_listed"] for row in whole] == [row["n_tokens"] for row in whole]
    monkeypatch.setattr("app.token_lists.MAX_LISTED", 12)
    cut = api.tokenize(TEXT, ["tiny-gpt2", "tiny-lstm", "char"])
    assert [row["n_tokens"] for row in cut] == [row["n_tokens"] for row in whole]
    assert [row["tokens"] for row in cut] == [row["tokens"][:4] for row in whole]


def test_equal_tokenizers_read_a_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    columns = tokenizers.token_columns
    monkeypatch.setattr(tokenizers, "token_columns", lambda *given: read.append(1) or columns(*given))
    rows = api.tokenize("的" * 49_999 + "猫", ["tiny-gpt2", "tiny-lstm"])  # a text that no other test asks about
    assert len(read) == 1
    assert [row["n_tokens"] for row in rows] == [150_001] * 2
