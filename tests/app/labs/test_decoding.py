from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from app.labs.decoding import (
    DEFAULT_STRATEGIES,
    MAX_COLUMNS,
    on_change,
    read_strategies,
    spell_strategies,
)
from models import decode
from models.decoding.strategies import STRATEGIES
from models.errors import InputError
from viz.payload import encode_array

PROMPT = "The animal didn't cross the street"
SPELLED = spell_strategies(DEFAULT_STRATEGIES)


def write(strategies: str = SPELLED, writer: str = "gpt", n_steps: int = 6, seed: int = 3, text: str = PROMPT) -> list:
    return list(on_change(text, "tiny-gpt2", "tiny-lstm", writer, n_steps, seed, strategies))


@pytest.mark.parametrize(
    "strategies",
    [
        DEFAULT_STRATEGIES,
        [{"name": "beam", "num_beams": 3, "length_penalty": -0.5}],
        [{"name": "sample", "temperature": 1e-05, "top_p": 0.123456789, "no_repeat_ngram_size": 2}],
    ],
)
def test_what_is_spelled_is_read(strategies: list[dict[str, object]]) -> None:
    assert read_strategies(spell_strategies(strategies)) == list(strategies)


def test_a_link_escapes_nothing_but_the_space() -> None:
    assert set(SPELLED) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._ ")


def test_whole_numbers_stay_whole() -> None:
    (strategy,) = read_strategies("sample-top_k-40-temperature-1.0")
    assert isinstance(strategy["top_k"], int)
    assert isinstance(strategy["temperature"], float)


@pytest.mark.parametrize("writer", ["gpt", "lstm"])
def test_columns_grow_by_a_token_at_each_step(tiny_models: Path, monkeypatch: pytest.MonkeyPatch, writer: str) -> None:
    monkeypatch.setattr("app.labs.decoding.FRAME_SECONDS", 0)
    states = write("greedy sample-top_k-5", writer)
    assert {state["family"] for state in states} == {writer}
    for step, state in enumerate(states[:-1], 1):
        assert max(len(run["tokens"]) for run in state["runs"]) == step
    assert all(run["stopped"] for run in states[-1]["runs"])
    assert any(run["stopped"] is None for run in states[0]["runs"])


def test_steps_that_follow_fast_are_shown_together_and_the_end_always(
    tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.labs.decoding.FRAME_SECONDS", 60)
    first, last = write("greedy")
    assert len(first["runs"][0]["tokens"]) == 1
    assert last["runs"][0]["stopped"]


def test_columns_hold_what_decode_writes(tiny_models: Path) -> None:
    last = write()[-1]
    decoding = decode(PROMPT, "tiny-gpt2", DEFAULT_STRATEGIES, 6, 3)
    assert last["settings"]["strategies"] == list(DEFAULT_STRATEGIES)
    for shown, run in zip(last["runs"], decoding.runs, strict=True):
        assert shown["numbers"]["id"] == encode_array(np.array([token.id for token in run.tokens]))
        assert shown["text"] == run.text
        assert shown["sum_logprob"] == pytest.approx(run.sum_logprob, abs=1e-5)
        assert shown["mean_surprisal_bits"] == pytest.approx(-run.sum_logprob / math.log(2) / len(run.tokens))


def test_another_seed_changes_the_sampled_columns_alone(tiny_models: Path) -> None:
    one, other, again = (write("greedy beam-num_beams-3 sample", seed=seed)[-1]["runs"] for seed in (3, 4, 3))
    assert one == again
    assert one[:2] == other[:2]
    assert one[2]["tokens"] != other[2]["tokens"]


def test_an_empty_prompt_starts_from_the_start_token(tiny_models: Path) -> None:
    assert len(write("greedy", text="", n_steps=2)[-1]["runs"][0]["tokens"]) > 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"strategies": ""}, "out_of_range"),
        ({"strategies": " ".join(["greedy"] * (MAX_COLUMNS + 1))}, "out_of_range"),
        ({"strategies": "magic"}, "unknown_strategy"),
        ({"strategies": "</script><img-onerror-1>"}, "unknown_strategy"),
        ({"strategies": "greedy-top_k-4"}, "unknown_option"),
        ({"strategies": "sample-top_p-1.5"}, "out_of_range"),
        ({"strategies": "sample-top_p-1.2.3"}, "out_of_range"),
        ({"strategies": "beam-num_beams-99"}, "out_of_range"),
        ({"n_steps": 0}, "out_of_range"),
        ({"n_steps": None}, "out_of_range"),
        ({"seed": -1}, "out_of_range"),
        ({"seed": None}, "out_of_range"),
        ({"text": "street " * 400}, "too_many_tokens"),
    ],
)
def test_what_cannot_be_done_is_named(tiny_models: Path, given: dict, code: str) -> None:
    with pytest.raises(InputError) as refused:
        write(**given)
    assert refused.value.code == code


def test_every_word_for_a_strategy_is_there() -> None:
    """The heads of the columns name every kind and option that a link can hold."""
    from app.i18n import strings

    words = strings("en")
    for name, kind in STRATEGIES.items():
        assert f"decoding.kind_{name}" in words
        for option in kind.options:
            assert {f"decoding.{option}", f"decoding.{option}_is"} <= words.keys()
