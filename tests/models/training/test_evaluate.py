"""Figures count every token once, with the right target, and do not depend on how text is cut."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import log_softmax
from transformers import PreTrainedTokenizerFast

from models.predictions.masking import IGNORED
from models.training.corpus import Corpus
from models.training.evaluate import bits_per_byte, cut_windows, held_out_batches, hidden_positions, masked_figures
from models.training.vocabulary import CONTEXT_LENGTH, train_byte_bpe, train_wordpiece
from tests.tiny import SENTENCES


class FakeModel:
    """Logits that follow from the token at the position alone."""

    device = torch.device("cpu")

    def __init__(self, d_vocab: int) -> None:
        self.table = torch.randn(d_vocab, d_vocab, generator=torch.Generator().manual_seed(0))

    def eval(self) -> None:
        pass

    def __call__(self, input_ids: Tensor, **_: Any) -> SimpleNamespace:
        assert input_ids.shape[1] <= CONTEXT_LENGTH
        return SimpleNamespace(logits=self.table[input_ids])


@pytest.fixture(scope="module")
def bpe() -> PreTrainedTokenizerFast:
    return train_byte_bpe(SENTENCES, vocab_size=300)


@given(n=st.integers(0, 90), length=st.integers(1, 20), data=st.data())
def test_windows_cover_every_token_once(n: int, length: int, data: st.DataObject) -> None:
    stride = data.draw(st.integers(1, length))
    windows = list(cut_windows(torch.arange(n), length, stride))
    assert [t for window, n_new in windows for t in window[len(window) - n_new :].tolist()] == list(range(n))
    assert all(len(window) <= length and n_new >= 1 for window, n_new in windows)
    assert all(len(window) - n_new >= length - stride for window, n_new in windows[1:])


@pytest.mark.parametrize("stride", [CONTEXT_LENGTH // 2, CONTEXT_LENGTH - 2, 50])
def test_bits_are_those_of_each_token_after_the_one_before(bpe: PreTrainedTokenizerFast, stride: int) -> None:
    stories = [" ".join(SENTENCES) * n for n in (1, 2, 9)] + ["a", "Ünïcode 你好"]
    model = FakeModel(len(bpe))
    nats = 0.0
    for story in stories:
        ids = torch.tensor([bpe.bos_token_id, *bpe(story, add_special_tokens=False)["input_ids"]])
        nats -= log_softmax(model.table, -1)[ids[:-1], ids[1:]].double().sum().item()
    expected = nats / math.log(2) / sum(len(story.encode()) for story in stories)
    assert bits_per_byte(model, bpe, stories, stride) == pytest.approx(expected, rel=1e-5)


def test_a_model_that_knows_nothing_pays_log2_of_the_vocabulary(bpe: PreTrainedTokenizerFast) -> None:
    model = FakeModel(len(bpe))
    model.table.zero_()
    n_tokens = len(bpe(SENTENCES[0], add_special_tokens=False)["input_ids"])
    expected = n_tokens * math.log2(len(bpe)) / len(SENTENCES[0].encode())
    assert bits_per_byte(model, bpe, [SENTENCES[0]]) == pytest.approx(expected, rel=1e-5)


class Oracle:
    """Knows the hidden tokens of a batch, but answers every third wrong; says that every pair follows."""

    device = torch.device("cpu")

    def __init__(self, batches: list[dict[str, Tensor]], d_vocab: int) -> None:
        self.labels = iter([batch["labels"] for batch in batches])
        self.d_vocab = d_vocab

    def eval(self) -> None:
        pass

    def __call__(self, input_ids: Tensor, **_: Any) -> SimpleNamespace:
        answers = next(self.labels).clamp(min=0)
        wrong = torch.arange(answers.numel()).view_as(answers) % 3 == 0
        answers = torch.where(wrong, (answers + 1) % self.d_vocab, answers)
        logits = torch.nn.functional.one_hot(answers, self.d_vocab).float()
        follows = torch.tensor([[1.0, 0.0]]).expand(len(input_ids), 2)
        return SimpleNamespace(prediction_logits=logits, seq_relationship_logits=follows)


def test_masked_figures_count_hidden_tokens_and_pairs(corpus: Corpus) -> None:
    tokenizer = train_wordpiece(corpus.training["fairytales"], vocab_size=200)
    batches = held_out_batches(tokenizer, corpus.training["fairytales"], n_batches=4)
    figures = masked_figures(Oracle(batches, len(tokenizer)), tokenizer, batches)
    hidden = [hidden_positions(batch, tokenizer) for batch in batches]
    wrong = [torch.arange(mask.numel()).view_as(mask) % 3 == 0 for mask in hidden]
    n_hidden = sum(int(mask.sum()) for mask in hidden)
    n_right = sum(int((mask & ~bad).sum()) for mask, bad in zip(hidden, wrong, strict=True))
    labels = torch.cat([batch["next_sentence_label"] for batch in batches])
    judged = labels[labels != IGNORED]
    assert figures["n_masked"] == n_hidden
    assert figures["masked_top1"] == n_right / n_hidden
    assert figures["n_pairs"] == len(judged)
    assert figures["next_sentence_accuracy"] == (judged == 0).double().mean()


def test_held_out_batches_are_always_the_same(corpus: Corpus) -> None:
    tokenizer = train_wordpiece(corpus.training["fairytales"], vocab_size=200)
    first, again = (held_out_batches(tokenizer, corpus.training["fairytales"], n_batches=2) for _ in range(2))
    assert all(torch.equal(a[name], b[name]) for a, b in zip(first, again, strict=True) for name in a)
