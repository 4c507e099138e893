"""Runs that are given some of their tokens, and go on from there by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import decode
from models.decoding.strategies import parse_strategies
from models.errors import InputError
from models.registry import load

PROMPT = "The animal didn't cross the street"
SINGLE = ({"name": "greedy"}, {"name": "sample"}, {"name": "sample", "top_k": 5, "temperature": 0.7})
WIDE = ({"name": "beam", "num_beams": 4}, {"name": "contrastive"})


@pytest.fixture(autouse=True)
def endless(tiny_models: Path) -> None:
    load("tiny-gpt2").model.generation_config.eos_token_id = None


@pytest.mark.parametrize("strategy", SINGLE)
def test_a_run_is_the_same_up_to_the_token_that_is_forced(strategy: dict[str, object]) -> None:
    free, forced = decode(PROMPT, "tiny-gpt2", [strategy, {**strategy, "force": {"4": 33}}], 12, seed=5).runs
    assert forced.tokens[:4] == free.tokens[:4]
    assert forced.tokens[4].id == 33
    assert forced.tokens[4].n_kept == 1
    assert forced.tokens[4].entropy_bits == free.tokens[4].entropy_bits


@pytest.mark.parametrize("strategy", SINGLE)
def test_what_follows_is_what_follows_that_prompt(strategy: dict[str, object]) -> None:
    """Forcing a whole beginning and asking for its continuation are the same, but for the luck of the steps."""
    beginning = dict(enumerate([40, 41, 42]))
    run = decode(PROMPT, "tiny-gpt2", [{**strategy, "force": beginning}], 10, seed=5).runs[0]
    assert [token.id for token in run.tokens[:3]] == [40, 41, 42]
    again = {**strategy, "force": {step: token.id for step, token in enumerate(run.tokens[:6])}}
    same = decode(PROMPT, "tiny-gpt2", [again], 10, seed=5).runs[0]
    assert [token.id for token in same.tokens] == [token.id for token in run.tokens]


@pytest.mark.parametrize("strategy", WIDE)
def test_searches_start_anew_behind_what_is_forced(strategy: dict[str, object]) -> None:
    run = decode(PROMPT, "tiny-gpt2", [{**strategy, "force": {0: 40, 1: 41}}], 8).runs[0]
    assert [token.id for token in run.tokens[:2]] == [40, 41]
    assert len(run.tokens) == 8


def test_end_of_text_can_be_forced() -> None:
    model = load("tiny-gpt2").model
    model.generation_config.eos_token_id = 0
    strategies = [{**strategy, "force": {"0": 40, "1": 0}} for strategy in (*SINGLE, *WIDE)]
    runs = decode(PROMPT, "tiny-gpt2", strategies, 8).runs
    model.generation_config.eos_token_id = None
    assert {(len(run.tokens), run.stopped) for run in runs} == {(2, "end_of_text")}


@pytest.mark.parametrize("force", [3, [1], {"x": 1}, {"1": -1}, {"-1": 1}, {"1": None}, {"1": 2.5}, {1.5: 2}])
def test_what_is_no_step_or_token_is_named(force: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_strategies([{"name": "greedy", "force": force}])
    assert caught.value.code == "out_of_range"


def test_a_token_that_the_model_has_not_is_named() -> None:
    with pytest.raises(InputError, match="force is 99999; allowed: 0 … "):
        decode(PROMPT, "tiny-gpt2", [{"name": "greedy", "force": {"0": 99999}}])
