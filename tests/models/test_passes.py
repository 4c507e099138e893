"""A text is tokenized once and read once, whatever is wanted of it, and everything wanted is the model's own."""

from __future__ import annotations

from functools import partial

import pytest
import torch

import models.passes
from models.catalog import card
from models.errors import InputError
from models.limits import MAX_TOKENS
from models.masks import parse_mask
from models.norms.sites import norm_sites
from models.observe import Observer, observing
from models.passes import Batch, Pass, Wanted, prepare, run, run_then
from models.registry import LoadedModel, load
from tests.tiny import ARCHITECTURES

TEXT = "The cat sat on the mat."
pytestmark = pytest.mark.usefixtures("tiny_models")
ONWARDS = [name for name in ARCHITECTURES if name not in ("tiny-bart",)]


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_a_prepared_text_is_what_the_tokenizer_says(name: str) -> None:
    prepared = prepare(TEXT, name)
    assert list(prepared.ids) == load(name).tokenizer(TEXT)["input_ids"]
    assert [prepared.tokens[place].special for place in prepared.real] == [False] * len(prepared.real)
    assert len(prepared.real) < len(prepared.ids)


def test_a_second_sentence_is_its_own_segment() -> None:
    prepared = prepare(TEXT, "tiny-bert", "The dog sat.")
    told = load("tiny-bert").tokenizer(TEXT, "The dog sat.")
    assert list(prepared.ids) == told["input_ids"]
    assert list(prepared.segments) == told["token_type_ids"]


def test_a_text_is_tokenized_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    tokenized = models.passes.token_columns
    monkeypatch.setattr(models.passes, "token_columns", lambda *args: calls.append(args) or tokenized(*args))
    text = "Nobody has read this before."
    assert prepare(text, "tiny-gpt2") is prepare(text, "tiny-gpt2")
    assert len(calls) == 1
    prepare(text, "tiny-bert")
    assert len(calls) == 2


def test_too_long_a_text_is_named_with_its_limit() -> None:
    long = "a." * MAX_TOKENS
    for name, limit in (("tiny-gpt2", 64), ("tiny-lstm", MAX_TOKENS)):
        with pytest.raises(InputError, match=f"at most {limit:,}") as caught:
            prepare(long, name)
        assert caught.value.code == "too_many_tokens"
    with pytest.raises(InputError, match="at most 3"):
        prepare(TEXT, "tiny-gpt2", limit=3)


@pytest.mark.parametrize("name", ONWARDS)
def test_everything_at_once_is_what_each_alone_is(name: str) -> None:
    loaded, facts = load(name), card(name).facts
    prepared = prepare(TEXT, name)
    sites = norm_sites(loaded.model) if facts.has_attention else ()
    wanted = Wanted(logits=True, pattern=True, scores=True, vectors=1, hidden=True, norms=sites)
    found = run(name, [prepared.ids], wanted)
    with torch.no_grad(), observing(Observer()) as observer:
        expected = loaded.model(torch.tensor([prepared.ids]), output_hidden_states=True)
    torch.testing.assert_close(found.logits, expected.logits)
    assert len(found.hidden) == len(expected.hidden_states)
    for states, own in zip(found.hidden, expected.hidden_states, strict=True):
        torch.testing.assert_close(states, own)
    assert set(found.attention) == set(found.vectors) == set(facts.stacks)
    for stack, trace in observer.traces().items():
        torch.testing.assert_close(found.attention[stack].pattern, trace.pattern)
    assert tuple(found.norms) == sites
    for name_, capture in run(name, [prepared.ids], Wanted(norms=sites)).norms.items():
        torch.testing.assert_close(found.norms[name_].left, capture.left)


def test_what_is_not_wanted_is_not_kept() -> None:
    found = run("tiny-gpt2", [prepare(TEXT, "tiny-gpt2").ids], Wanted(hidden=True))
    assert found.logits is None
    assert (found.attention, found.vectors, found.norms) == ({}, {}, {})


def test_an_encoder_decoder_writes_only_where_its_answer_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    write = models.passes._written
    monkeypatch.setattr(models.passes, "_written", lambda *args: written.append(args) or write(*args))
    ids = prepare(TEXT, "tiny-bart").ids
    reading = run("tiny-bart", [ids], Wanted(hidden=True, norms=norm_sites(load("tiny-bart").model)))
    assert written == []
    assert reading.hidden[-1].shape[1] == len(ids)
    answer = run("tiny-bart", [ids], Wanted(logits=True, pattern=True))
    assert len(written) == 1
    assert answer.logits is not None
    assert answer.logits.shape[1] == len(answer.target_ids)
    assert set(answer.attention) == set(card("tiny-bart").facts.stacks)


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert", "tiny-lstm", "tiny-bilstm"])
def test_padding_changes_nothing_for_the_others(name: str) -> None:
    rows = (prepare(TEXT, name).ids, prepare("The dog sat.", name).ids)
    together = run(name, Batch(rows, width=20), Wanted(logits=True))
    assert together.logits is not None
    assert together.padding.sum(-1).tolist() == [20 - len(row) for row in rows]
    for row, logits in zip(rows, together.logits, strict=True):
        alone = run(name, [row], Wanted(logits=True)).logits
        assert alone is not None
        torch.testing.assert_close(logits[: len(row)], alone[0], rtol=1e-4, atol=1e-5)


def test_a_mask_and_silenced_heads_reach_every_row() -> None:
    ids = prepare(TEXT, "tiny-gpt2").ids
    changed = Wanted(logits=True, mask="window:2", silenced=frozenset({(1, 2)}))
    found = run("tiny-gpt2", [ids, ids], changed).logits
    observer = Observer(parse_mask("window:2"), frozenset({(1, 2)}))
    with torch.no_grad(), observing(observer):
        expected = load("tiny-gpt2").model(torch.tensor([ids])).logits
    assert found is not None
    torch.testing.assert_close(found, expected.expand(2, -1, -1))
    assert not torch.allclose(found, load("tiny-gpt2").model(torch.tensor([ids])).logits)


def longest(at_least: float, loaded: LoadedModel, found: Pass) -> tuple[str, float]:
    return loaded.card.id, max(at_least, found.hidden[-1].norm(dim=-1).max().item())


def test_more_sums_may_be_done_where_the_model_is() -> None:
    ids = prepare(TEXT, "tiny-gpt2").ids
    name, length = run_then("tiny-gpt2", [ids], Wanted(hidden=True), partial(longest, 0.0))
    assert name == "tiny-gpt2"
    assert length == pytest.approx(run("tiny-gpt2", [ids], Wanted(hidden=True)).hidden[-1].norm(dim=-1).max().item())
