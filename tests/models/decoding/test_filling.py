"""Masked models write by filling blanks."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from models import decode, decode_steps, predict
from models.decoding.distribution import look_at_step
from models.errors import InputError
from models.records import DecodingRun
from models.registry import load, load_tokenizer

PROMPT = "The animal didn't cross the street"
ORDERS = ("most_confident", "left_to_right", "at_once")
OWN = "The [MASK] didn't cross the [MASK] because it was [MASK]."


@pytest.fixture(autouse=True)
def catalog(tiny_models: Path) -> None:
    """The tiny models are in the catalog."""


def fill_plainly(order: str, n_blanks: int, prompt: str = PROMPT) -> list[tuple[int, int, float]]:
    """One blank after another, the whole text read anew each time: place, id and log-probability."""
    loaded = load("tiny-bert")
    blank = loaded.tokenizer.mask_token_id
    ids = loaded.tokenizer(prompt).input_ids
    if blank not in ids:
        ids = [*ids[:-1], *[blank] * n_blanks, ids[-1]]
    places = [place for place, token_id in enumerate(ids) if token_id == blank]
    open_, written = list(range(len(places))), []
    first = None
    while open_:
        with torch.no_grad():
            log_probs = loaded.model(torch.tensor([ids])).logits[0].log_softmax(-1)[places]
        first = log_probs if first is None else first
        log_probs = first if order == "at_once" else log_probs
        place = open_[0] if order != "most_confident" else max(open_, key=lambda p: log_probs[p].max().item())
        best, token_id = log_probs[place].max(-1)
        ids[places[place]] = int(token_id)
        open_.remove(place)
        written.append((place, int(token_id), best.item()))
    return written


def steps_of(run: DecodingRun) -> list[tuple[int, int, float]]:
    assert run.places is not None
    return [
        (place, token.id, pytest.approx(token.logprob, abs=1e-4))
        for place, token in zip(run.places, run.tokens, strict=True)
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_follows_the_definition(order: str) -> None:
    together = decode(PROMPT, "tiny-bert", [{"name": name} for name in ORDERS], 9).runs[ORDERS.index(order)]
    assert fill_plainly(order, 9) == steps_of(together)
    assert together.stopped == "max_new_tokens"


@pytest.mark.parametrize("order", ORDERS)
def test_a_texts_own_blanks_are_filled_and_no_others(order: str) -> None:
    found = decode(OWN, "tiny-bert", [{"name": name} for name in ORDERS], 9)
    run = found.runs[ORDERS.index(order)]
    assert fill_plainly(order, 0, OWN) == steps_of(run)
    assert (found.n_own_blanks, run.stopped, len(run.tokens)) == (3, "blanks_filled", 3)
    tokenizer = load_tokenizer("tiny-bert")
    ids = tokenizer(OWN).input_ids
    filled = dict(zip(run.places or (), (token.id for token in run.tokens), strict=True))
    blanks = iter(range(3))
    whole = [filled[next(blanks)] if token_id == tokenizer.mask_token_id else token_id for token_id in ids]
    assert run.text == tokenizer.decode(whole[1:-1])


def test_one_by_one_and_at_once_agree_on_the_first_blank_alone() -> None:
    marginal = {prediction.position: prediction.top[0] for prediction in predict(OWN, "tiny-bert", 1)}
    one_by_one, at_once = decode(OWN, "tiny-bert", [{"name": "left_to_right"}, {"name": "at_once"}]).runs
    assert [token.id for token in at_once.tokens] == [marginal[place].id for place in sorted(marginal)]
    assert [math.exp(token.logprob) for token in at_once.tokens] == pytest.approx(
        [marginal[place].prob for place in sorted(marginal)], rel=1e-4
    )
    assert one_by_one.tokens[0] == at_once.tokens[0]
    assert one_by_one.sum_logprob != pytest.approx(at_once.sum_logprob, abs=1e-3)


def test_a_text_as_long_as_the_context_can_have_blanks() -> None:
    tokenizer = load_tokenizer("tiny-bert")
    text = "[MASK] cat" + " [MASK]" * 60
    assert len(tokenizer(text).input_ids) == 64
    (run,) = decode(text, "tiny-bert", [{"name": "at_once"}], 5).runs
    assert len(run.tokens) == 61


@pytest.mark.parametrize("order", ORDERS)
def test_each_step_can_be_opened(order: str) -> None:
    (run,) = decode(OWN, "tiny-bert", [{"name": order}]).runs
    for place, token in zip(run.places or (), run.tokens, strict=True):
        step = look_at_step(OWN, "tiny-bert", {"name": order}, place, 9, 0)
        chosen = next(choice for choice in step.choices if choice.id == step.chosen)
        assert (step.chosen, step.n_written) == (token.id, 3)
        assert math.log(chosen.prob) == pytest.approx(token.logprob, abs=1e-4)


def test_every_blank_is_filled_once() -> None:
    *steps, last = decode_steps(PROMPT, "tiny-bert", [{"name": name} for name in ORDERS], 7)
    for run in last.runs:
        assert sorted(run.places) == list(range(7))
        assert "[MASK]" not in run.text
        assert run.n_scored == sum(range(1, 8)) * load("tiny-bert").model.config.vocab_size
    for n_filled, step in enumerate(steps, 1):
        assert [(len(run.tokens), run.text.count("[MASK]")) for run in step.runs] == [(n_filled, 7 - n_filled)] * len(
            ORDERS
        )


def test_blanks_are_drawn_when_there_is_a_temperature() -> None:
    warm = {"name": "left_to_right", "temperature": 1.5}
    first, other = (decode(PROMPT, "tiny-bert", [warm, {**warm, "top_k": 1}], 8, seed) for seed in (1, 2))
    assert first.runs[0].tokens != other.runs[0].tokens
    assert first.runs[1].tokens == other.runs[1].tokens == decode(
        PROMPT, "tiny-bert", [{"name": "left_to_right", "top_k": 1}], 8
    ).runs[0].tokens  # fmt: skip


def test_the_context_bounds_the_blanks() -> None:
    (run,) = decode("cat " * 20, "tiny-bert", [{"name": "most_confident"}], 200).runs
    n_prompt = len(load_tokenizer("tiny-bert")("cat " * 20).input_ids)
    assert (len(run.tokens), run.stopped) == (64 - n_prompt, "context_full")


def test_strategies_of_writers_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="most_confident, left_to_right, at_once"):
        decode(PROMPT, "tiny-bert", [{"name": "greedy"}])


def test_blanks_behind_no_prompt() -> None:
    assert len(decode("", "tiny-bert", [{"name": "most_confident"}], 3).runs[0].tokens) == 3
