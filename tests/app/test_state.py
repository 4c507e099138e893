"""A link holds what a page shows, and a hostile one breaks nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state import DEFAULT_TEXT, Setting, default_state, from_query, shared_settings, to_query

SETTINGS = (
    *shared_settings({"gpt": ["gpt", "big/gpt"], "bert": ["bert"], "lstm": []}, ["start", "tokens", "attention"]),
    Setting("attention.mask", "choice", "native", ("native", "full")),
    Setting("attention.layer", "choice", 0, (0, 1, 2)),
    Setting("attention.size", "number", 3, low=1, high=64),
    Setting("norms.only", "choices", ["layer"], ("layer", "batch", "rms")),
    Setting("norms.tied", "switch", False),
    Setting("attention.head", "text", None),
)

own_values = st.fixed_dictionaries(
    {},
    optional={
        "attention.mask": st.just("full"),
        "attention.layer": st.sampled_from([1, 2]),
        "attention.size": st.integers(4, 64) | st.floats(4, 64, width=16),
        "norms.only": st.lists(st.sampled_from(["layer", "batch", "rms"]), unique=True).filter(
            lambda v: v != ["layer"]
        ),
        "norms.tied": st.just(True),
        "attention.head": st.text(max_size=20),
    },
)


@given(
    text=st.text(),
    gpt=st.sampled_from(["gpt", "big/gpt"]),
    lab=st.sampled_from(["start", "tokens", "attention"]),
    own=own_values,
)
def test_a_link_gives_back_the_state(text: str, gpt: str, lab: str, own: dict[str, object]) -> None:
    state = replace(default_state(SETTINGS), text=text, gpt=gpt, lab=lab, lang="zh", settings=own)
    assert from_query(to_query(state, SETTINGS), SETTINGS) == (state, ())


def test_the_default_state_has_an_empty_link() -> None:
    assert to_query(default_state(SETTINGS), SETTINGS) == ""
    assert from_query("", SETTINGS) == (default_state(SETTINGS), ())


def test_a_link_that_says_something_and_no_lab_is_of_the_days_when_tokens_was_first() -> None:
    assert from_query("text=Hi", SETTINGS)[0].lab == "tokens"
    assert from_query("attention.mask=full&lang=zh", SETTINGS)[0].lab == "tokens"
    assert from_query("lang=zh&defaults=zh&utm_source=a", SETTINGS)[0].lab == "start"
    assert "lab=start" in to_query(replace(default_state(SETTINGS), text="Hi"), SETTINGS)


def test_the_first_model_of_a_family_is_the_default_and_a_family_may_be_empty() -> None:
    state = default_state(SETTINGS)
    assert (state.text, state.gpt, state.lstm, state.lab, state.lang) == (DEFAULT_TEXT, "gpt", "lstm", "start", None)


@pytest.mark.parametrize(
    "query",
    [
        "gpt=../../etc/passwd",
        "gpt=unknown/model",
        "lab=<script>",
        "lang=xx",
        "attention.size=65",
        "attention.size=0",
        "attention.size=nan",
        "attention.size=1e999",
        "attention.size=٣",
        "attention.layer=7",
        "norms.only=layer&norms.only=evil",
        "norms.tied=maybe",
        "attention.head=" + "x" * 2001,
        "text=" + "x" * 100_001,
        "attention.gone=1",
        "nolab.x=1",
    ],
)
def test_what_is_not_taken_is_left_out_and_told(query: str) -> None:
    state, ignored = from_query(query, SETTINGS)
    assert ignored == (query.partition("=")[0],)
    assert state == replace(default_state(SETTINGS), lab=state.lab)


def test_other_peoples_keys_do_not_count() -> None:
    assert from_query("?utm_source=a&__theme=dark&=&%FF=%FF", SETTINGS) == (default_state(SETTINGS), ())


@given(query=st.text())
def test_no_link_is_an_error(query: str) -> None:
    from_query(query, SETTINGS)


def test_a_list_may_be_empty() -> None:
    state, ignored = from_query("norms.only=", SETTINGS)
    assert (state.settings, ignored) == ({"norms.only": []}, ())
