"""The baselines see what they are said to see."""

from __future__ import annotations

import lzma
import math

import numpy as np
import pytest
import torch

from models.predictions.masking import IGNORED
from models.training.baselines import (
    NgramBaselines,
    encode,
    xz_bits_per_byte,
    xz_bits_per_byte_after,
    xz_bytes,
)
from models.training.corpus import Corpus
from models.training.vocabulary import train_byte_bpe, train_wordpiece


@pytest.fixture(scope="module")
def stories(corpus: Corpus) -> list[str]:
    return corpus.training["fairytales"]


def test_a_byte_costs_what_its_tokens_cost(corpus: Corpus, stories: list[str]) -> None:
    tokenizer = train_byte_bpe(stories, vocab_size=300)
    baselines = NgramBaselines.train(tokenizer, stories)
    held_out = corpus.held_out["fairytales"]
    n_bytes = sum(len(story.encode()) for story in held_out)
    figures = baselines.bits_per_byte(held_out)
    unigram = sum(-math.log2(baselines.unigram[token]) for ids in encode(tokenizer, held_out) for token in ids)
    five_gram = sum(-baselines.five_gram.log2_probs(ids).sum() for ids in encode(tokenizer, held_out))
    assert figures == {
        "unigram": pytest.approx(unigram / n_bytes),
        "five_gram": pytest.approx(five_gram / n_bytes),
    }
    assert figures["five_gram"] < figures["unigram"] < math.log2(300)


def test_the_five_gram_sees_the_true_tokens_to_the_left_and_none_beyond_the_segment() -> None:
    """In a text that counts up, four known tokens tell the next; behind `[SEP]` nothing does."""
    tokenizer = train_wordpiece(["one two three four five six seven eight nine ten"] * 3, vocab_size=90)
    count_up = "one two three four five six seven eight nine ten"
    baselines = NgramBaselines.train(tokenizer, [count_up] * 20 + ["ten"] * 200)
    row = tokenizer("two three four five six", "eight nine", return_tensors="pt")["input_ids"]
    labels = torch.full_like(row, IGNORED)
    corrupted = row.clone()
    five, six = tokenizer.convert_tokens_to_ids(["five", "six"])
    for token in (five, six):
        place = row == token
        labels[place], corrupted[place] = token, tokenizer.mask_token_id
    batch = {"input_ids": corrupted, "labels": labels}
    assert baselines.masked_top1([batch]) == {"unigram": 0.0, "five_gram": 1.0}
    first_of_second = torch.full_like(row, IGNORED)
    eight = row == tokenizer.convert_tokens_to_ids("eight")
    first_of_second[eight] = row[eight]
    hidden = torch.where(eight, torch.tensor(tokenizer.mask_token_id), row)
    assert baselines.masked_top1([{"input_ids": hidden, "labels": first_of_second}])["five_gram"] == 0.0


def test_the_unigram_says_the_commonest_token(stories: list[str]) -> None:
    tokenizer = train_wordpiece(stories, vocab_size=200)
    unigram = NgramBaselines.train(tokenizer, stories).unigram
    counts = np.bincount(np.concatenate(encode(tokenizer, stories)))
    assert unigram.argmax() == counts.argmax()
    assert unigram.sum() == pytest.approx(1)


def test_xz_is_the_command_line_tools(stories: list[str]) -> None:
    text = "".join(stories[:9])
    compressed = lzma.compress(text.encode(), format=lzma.FORMAT_XZ, preset=9)
    assert xz_bytes(text) == len(compressed)
    assert xz_bits_per_byte(text) == 8 * len(compressed) / len(text.encode())


def test_text_that_was_just_read_costs_next_to_nothing(stories: list[str]) -> None:
    training = "".join(stories)
    known, alone = stories[3], xz_bits_per_byte(stories[3])
    assert xz_bits_per_byte_after(training, xz_bytes(training), known) < alone / 5
