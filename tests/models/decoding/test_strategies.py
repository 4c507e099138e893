from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel

from models.decoding.strategies import parse_strategies
from models.errors import InputError
from models.limits import MAX_ROWS, MAX_STRATEGIES
from models.strategies_table import STRATEGIES

D_VOCAB = 60
OPTIONS = {
    "temperature": st.sampled_from([0.2, 0.7, 1.0, 1.9]),
    "top_k": st.integers(1, 80),
    "top_p": st.floats(0.05, 1.0),
    "min_p": st.floats(0.0, 1.0),
    "typical_p": st.floats(0.05, 1.0),
    "repetition_penalty": st.floats(0.5, 2.0),
    "no_repeat_ngram_size": st.integers(0, 3),
}


@pytest.fixture(scope="module")
def model() -> GPT2LMHeadModel:
    return GPT2LMHeadModel(GPT2Config(vocab_size=D_VOCAB, n_embd=4, n_layer=1, n_head=1))


@given(given_=st.fixed_dictionaries({}, optional=OPTIONS), seed=st.integers(0, 2**32))
def test_kept_tokens_are_those_of_generate(model: GPT2LMHeadModel, given_: dict[str, float], seed: int) -> None:
    """The same filters in the same order as `generate` puts them together, 50 times on 20 random logit vectors."""
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(20, D_VOCAB, generator=generator) * 3
    ids = torch.randint(D_VOCAB, (20, 12), generator=generator)
    config = GenerationConfig(do_sample=True, **{"top_k": 0, "top_p": 1.0, **given_})
    theirs = model._get_logits_processor(config, input_ids_seq_length=12)(ids, scores)
    ours = scores
    for processor in parse_strategies([{"name": "sample", **given_}])[0].processors().values():
        ours = processor(ids, ours)
    assert torch.equal(ours, theirs)


def test_no_options_filter_nothing() -> None:
    for name in STRATEGIES:
        assert parse_strategies([{"name": name}])[0].processors() == {}


def test_none_is_not_given() -> None:
    (strategy,) = parse_strategies([{"name": "sample", "top_p": None, "top_k": None}])
    assert strategy.processors() == {}


@pytest.mark.parametrize("temperature", [0, 0.0, 1e-30])
def test_temperature_0_is_greedy(temperature: float) -> None:
    given_ = {"name": "sample", "temperature": temperature, "top_p": 0.5, "repetition_penalty": 1.2}
    (strategy,) = parse_strategies([given_])
    assert strategy.kind is STRATEGIES["greedy"]
    assert strategy.given == given_
    assert len(strategy.processors()) == 1  # the penalty stays


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("sample", "top_p", 0),
        ("sample", "top_p", 1.01),
        ("sample", "top_p", math.nan),
        ("sample", "top_p", "0.9"),
        ("sample", "top_p", True),
        ("sample", "top_p", [0.9]),
        ("sample", "top_k", -1),
        ("sample", "top_k", 2.5),
        ("sample", "top_k", math.inf),
        ("sample", "temperature", -0.1),
        ("sample", "temperature", math.inf),
        ("sample", "temperature", 10**400),
        ("sample", "min_p", 1.5),
        ("sample", "typical_p", 0),
        ("sample", "repetition_penalty", 0),
        ("sample", "no_repeat_ngram_size", -2),
        ("beam", "num_beams", 0),
        ("beam", "num_beams", 11),
        ("beam", "length_penalty", 99),
        ("contrastive", "top_k", 0),
        ("contrastive", "penalty_alpha", 1.1),
    ],
)
def test_a_value_out_of_range_is_named_with_the_limit(name: str, option: str, value: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_strategies([{"name": name, option: value}])
    assert caught.value.code == "out_of_range"
    assert caught.value.values["name"] == option
    assert caught.value.values["limit"]


@pytest.mark.parametrize("given_", ["greedy", None, 3, {"name": "greedy"}, [None], ["greedy"], [{}],
                                    [{"name": "magic"}], [{"name": ["greedy"]}], [{"name": "<s>" * 999}]])  # fmt: skip
def test_an_unknown_strategy_is_named_with_the_known_ones(given_: object) -> None:
    with pytest.raises(InputError) as caught:
        parse_strategies(given_)
    assert caught.value.code == "unknown_strategy"
    assert caught.value.values["known"] == "greedy, beam, sample, contrastive"
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("given_", [{"name": "greedy", "temperature": 0.5}, {"name": "beam", "top_p": 0.9},
                                    {"name": "sample", "num_beams": 3}, {"name": "sample", 7: 3}])  # fmt: skip
def test_an_option_of_another_strategy_is_named_with_its_own(given_: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        parse_strategies([given_])
    assert caught.value.code == "unknown_option"
    assert caught.value.values["known"] == ", ".join(STRATEGIES[given_["name"]].options)


@pytest.mark.parametrize(
    "given_",
    [[], [{"name": "greedy"}] * (MAX_STRATEGIES + 1), [{"name": "beam", "num_beams": 10}] * (MAX_ROWS // 10 + 1)],
)
def test_the_batch_is_bounded(given_: list[dict[str, object]]) -> None:
    with pytest.raises(InputError, match=r"1, 2 … (32|48)"):
        parse_strategies(given_)
