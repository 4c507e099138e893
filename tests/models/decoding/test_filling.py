"""Masked models write by filling blanks."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from models import decode, decode_steps
from models.decoding.transcript import around_blanks
from models.errors import InputError
from models.records import DecodingRun
from models.registry import load, load_tokenizer

PROMPT = "The animal didn't cross the street"
ORDERS = ("most_confident", "left_to_right")


@pytest.fixture(autouse=True)
def catalog(tiny_models: Path) -> None:
    """The tiny models are in the catalog."""


def fill_plainly(order: str, n_blanks: int) -> list[tuple[int, int, float]]:
    """One blank after another, the whole text read anew each time: place, id and log-probability."""
    loaded = load("tiny-bert")
    before, after = around_blanks(loaded.tokenizer, loaded.tokenizer(PROMPT).input_ids)
    ids = [*before, *[loaded.tokenizer.mask_token_id] * n_blanks, *after]
    open_, written = list(range(n_blanks)), []
    while open_:
        with torch.no_grad():
            log_probs = loaded.model(torch.tensor([ids])).logits[0].log_softmax(-1)[len(before) :]
        place = open_[0] if order == "left_to_right" else max(open_, key=lambda p: log_probs[p].max().item())
        best, token_id = log_probs[place].max(-1)
        ids[len(before) + place] = int(token_id)
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


def test_every_blank_is_filled_once() -> None:
    *steps, last = decode_steps(PROMPT, "tiny-bert", [{"name": name} for name in ORDERS], 7)
    for run in last.runs:
        assert sorted(run.places) == list(range(7))
        assert "[MASK]" not in run.text
        assert run.n_scored == sum(range(1, 8)) * load("tiny-bert").model.config.vocab_size
    for n_filled, step in enumerate(steps, 1):
        assert [(len(run.tokens), run.text.count("[MASK]")) for run in step.runs] == [(n_filled, 7 - n_filled)] * 2


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
    with pytest.raises(InputError, match="most_confident, left_to_right"):
        decode(PROMPT, "tiny-bert", [{"name": "greedy"}])


def test_blanks_behind_no_prompt() -> None:
    assert len(decode("", "tiny-bert", [{"name": "most_confident"}], 3).runs[0].tokens) == 3
