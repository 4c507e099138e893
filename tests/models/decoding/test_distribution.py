from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models import decode
from models.decoding.distribution import Moment, look_at_step, open_up
from models.decoding.sampling import inverse_cdf, uniform
from models.decoding.strategies import parse_strategies
from models.errors import InputError
from models.records import StepDistribution

PROMPT = "The animal didn't cross the street"
STRATEGIES: tuple[dict[str, object], ...] = (
    {"name": "greedy"},
    {"name": "beam", "num_beams": 3},
    {"name": "sample"},
    {"name": "sample", "temperature": 0.7, "top_k": 20, "draw": 3},
    {"name": "sample", "top_p": 0.8, "repetition_penalty": 1.3},
    {"name": "sample", "min_p": 0.02, "typical_p": 0.9, "no_repeat_ngram_size": 2},
    {"name": "contrastive"},
)


@pytest.fixture(autouse=True)
def catalog(tiny_models: Path) -> None:
    """The tiny models are in the catalog."""


def assert_sums_to_one(found: StepDistribution) -> None:
    for index, field in enumerate(("prob", "reshaped_prob", "kept_prob"), 1):
        assert sum(getattr(choice, field) for choice in found.choices) + found.rest[index] == pytest.approx(1)
    assert len(found.choices) + found.rest[0] == found.d_vocab


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-lstm"])
def test_the_run_chose_what_the_step_shows(model_id: str, strategy: dict[str, object]) -> None:
    run = decode(PROMPT, model_id, [strategy], 8, seed=4).runs[0]
    for step, token in enumerate(run.tokens):
        found = look_at_step(PROMPT, model_id, strategy, step, 8, seed=4)
        assert_sums_to_one(found)
        chosen = next(choice for choice in found.choices if choice.id == found.chosen)
        assert (chosen.id, chosen.rank) == (token.id, token.rank)
        assert np.log(chosen.prob) == pytest.approx(token.logprob, abs=1e-4)
        assert found.entropy_bits == pytest.approx(token.entropy_bits, abs=1e-4)
        assert found.n_kept == token.n_kept
        if found.number is not None:
            assert chosen.begin - 1e-5 <= found.number <= chosen.begin + chosen.kept_prob + 1e-5
    assert (found.number is None) == (strategy["name"] != "sample")


def test_a_forced_token_is_the_only_one_left() -> None:
    found = look_at_step(PROMPT, "tiny-gpt2", {"name": "sample", "force": {"2": 77}}, 2, 8, seed=4)
    assert (found.chosen, found.n_kept) == (77, 1)
    assert {choice.cut_by for choice in found.choices if choice.id != 77} == {"force"}
    assert_sums_to_one(found)


@pytest.mark.parametrize("name", ["most_confident", "left_to_right"])
@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_a_blank_is_looked_at_as_it_was_when_it_was_filled(name: str, temperature: float) -> None:
    strategy = {"name": name, "temperature": temperature}
    run = decode(PROMPT, "tiny-bert", [strategy], 6, seed=4).runs[0]
    for place, token in zip(run.places, run.tokens, strict=True):
        found = look_at_step(PROMPT, "tiny-bert", strategy, place, 6, seed=4)
        chosen = next(choice for choice in found.choices if choice.id == token.id)
        assert (found.place, found.chosen) == (place, token.id)
        assert np.log(chosen.prob) == pytest.approx(token.logprob, abs=1e-4)
        assert_sums_to_one(found)


OPTIONS = (
    {"top_k": 7},
    {"top_p": 0.7},
    {"min_p": 0.1},
    {"typical_p": 0.6},
    {"temperature": 1.7, "top_p": 0.9},
    {"repetition_penalty": 1.8, "no_repeat_ngram_size": 1, "temperature": 0.6, "top_k": 30, "min_p": 0.01},
)


@pytest.mark.parametrize("options", OPTIONS)
def test_kept_sets_are_those_of_the_warpers_on_random_logits(options: dict[str, float]) -> None:
    """170 vectors for each set of options, 1,020 in all: survivors, who cut the others, where the number falls."""
    (strategy,) = parse_strategies([{"name": "sample", **options}])
    generator = torch.Generator().manual_seed(11)
    for seed in range(170):
        logits = torch.randn(60, generator=generator) * 3
        ids = torch.randint(60, (1, 9), generator=generator)
        theirs = logits[None]
        for processor in strategy.processors().values():
            theirs = processor(ids, theirs)
        chosen = inverse_cdf(theirs[0].numpy(), uniform(seed, 2))
        found = open_up(logits, ids, Moment(strategy, 2, 2, 3, (), chosen, seed), lambda ids: [str(i) for i in ids])
        for choice in found.choices:
            assert (choice.cut_by is None) == bool(theirs[0, choice.id].isfinite())
            assert choice.kept_prob == pytest.approx(theirs[0].double().softmax(-1)[choice.id].item())
            assert choice.cut_by is None or choice.cut_by in options
        assert found.n_kept == int(theirs.isfinite().sum())
        landed = next(choice for choice in found.choices if choice.id == chosen)
        assert landed.begin <= found.number < landed.begin + landed.kept_prob + 1e-9
        survivors = [choice for choice in found.choices if choice.cut_by is None]
        assert max(survivors, key=lambda choice: choice.kept_prob).begin == 0  # exactly: less would not be drawn
        assert all(0 <= choice.begin <= 1 - choice.kept_prob + 1e-6 for choice in survivors)
        assert_sums_to_one(found)


def test_temperatures_are_of_the_whole_vocabulary() -> None:
    found = look_at_step(PROMPT, "tiny-gpt2", {"name": "sample"}, 1, 4, seed=4)
    natural = found.by_temperature[found.temperatures.index(1.0)].tolist()
    assert natural == pytest.approx([choice.prob for choice in found.choices])
    assert (found.by_temperature.sum(-1) <= 1 + 1e-9).all()
    assert found.by_temperature[:, 0].tolist() == sorted(found.by_temperature[:, 0].tolist(), reverse=True)


def test_a_step_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="step is 8; allowed: 0 … 7"):
        look_at_step(PROMPT, "tiny-gpt2", {"name": "sample", "top_k": 3}, 8, 8, seed=4)
