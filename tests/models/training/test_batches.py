"""Batches follow from (seed, step), keep to the stories, and are masked as BERT's are."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from transformers import PreTrainedTokenizerFast

from models.predictions.masking import IGNORED, mask_tokens
from models.training.batches import (
    MASKED_LENGTHS,
    RECALLED_LENGTHS,
    TokenStream,
    causal_batch,
    encode_stories,
    masked_batch,
)
from models.training.corpus import Corpus
from models.training.vocabulary import train_byte_bpe, train_wordpiece

BATCH_TOKENS = 1024


@pytest.fixture(scope="module")
def bpe(corpus: Corpus) -> PreTrainedTokenizerFast:
    return train_byte_bpe(corpus.training["fairytales"], vocab_size=400)


@pytest.fixture(scope="module")
def wordpiece(corpus: Corpus) -> PreTrainedTokenizerFast:
    return train_wordpiece(corpus.training["fairytales"], vocab_size=200)


def numbered_stream(n_stories: int = 40, n_sentences: int = 9, n_tokens: int = 11) -> TokenStream:
    """Every token id occurs once, so a token tells its story and its place."""
    n = n_stories * n_sentences * n_tokens
    starts = np.arange(0, n, n_tokens)
    return TokenStream(
        np.arange(10, 10 + n, dtype=np.uint16), starts, np.repeat(np.arange(n_stories), n_sentences), 1.0, 1.0
    )


class NumberedTokenizer:
    """What the batches ask of a tokenizer, for the ids of `numbered_stream`."""

    bos_token_id = 1
    pad_token_id, cls_token_id, sep_token_id, mask_token_id = 0, 2, 3, 4
    all_special_ids = [0, 1, 2, 3, 4]

    def __len__(self) -> int:
        return 5000


def test_the_same_step_gives_the_same_batch_and_another_step_another(
    corpus: Corpus, bpe: PreTrainedTokenizerFast, wordpiece: PreTrainedTokenizerFast
) -> None:
    causal = encode_stories(corpus.training, bpe, "causal")
    masked = encode_stories(corpus.training, wordpiece, "masked")
    for draw in (
        lambda seed, step: causal_batch(causal, bpe, seed, step, BATCH_TOKENS, 256, recalled_share=0.5),
        lambda seed, step: masked_batch(masked, wordpiece, seed, step, BATCH_TOKENS),
    ):
        first = draw(1, 7)
        draw(1, 8)
        again = draw(1, 7)
        assert all(torch.equal(first[name], again[name]) for name in first)
        assert not torch.equal(first["input_ids"].flatten(), draw(1, 8)["input_ids"].flatten())
        assert not torch.equal(first["input_ids"].flatten(), draw(2, 7)["input_ids"].flatten())


def test_causal_rows_are_running_text_behind_the_start_token() -> None:
    stream = numbered_stream()
    rows = causal_batch([stream], NumberedTokenizer(), 0, 0, BATCH_TOKENS, 64)["input_ids"]
    assert rows.shape == (BATCH_TOKENS // 64, 64)
    assert (rows[:, 0] == 1).all()
    assert (rows[:, 2:] - rows[:, 1:-1] == 1).all()


def test_in_the_share_asked_for_one_passage_comes_back() -> None:
    rows = causal_batch([numbered_stream()], NumberedTokenizer(), 0, 0, 64 * 256, 256, recalled_share=0.25)["input_ids"]
    plain = (rows[:, 2:] - rows[:, 1:-1] == 1).all(-1)
    assert plain.tolist() == [False] * 16 + [True] * 48
    as_random_tokens = 0
    for row in rows[:16]:
        begin, again, n = longest_passage_met_twice(row.tolist())
        assert RECALLED_LENGTHS[0] <= n <= RECALLED_LENGTHS[1] + 1  # the text may go on alike by chance
        assert begin + n <= again
        as_random_tokens += int(row[begin + 1]) != int(row[begin]) + 1
    assert 2 < as_random_tokens < 14


def longest_passage_met_twice(row: list[int]) -> tuple[int, int, int]:
    """Where it begins, where it begins again, and its length."""
    lengths = {}
    for begin in range(len(row)):
        for again in range(begin + 1, len(row)):
            n = 0
            while again + n < len(row) and row[begin + n] == row[again + n]:
                n += 1
            lengths[begin, again] = n
    (begin, again), n = max(lengths.items(), key=lambda found: found[1])
    return begin, again, n


def test_shares_decide_which_text_is_read_and_late_ones_at_the_end() -> None:
    often = TokenStream(np.full(500, 7, np.uint16), np.array([0]), np.array([0]), 0.75, 0.0)
    seldom = TokenStream(np.full(500, 8, np.uint16), np.array([0]), np.array([0]), 0.25, 1.0)
    rows = causal_batch([often, seldom], NumberedTokenizer(), 0, 0, 64_000, 64)["input_ids"]
    assert (rows[:, 1] == 7).double().mean() == pytest.approx(0.75, abs=0.05)
    assert (causal_batch([often, seldom], NumberedTokenizer(), 0, 0, 6400, 64, late=True)["input_ids"][:, 1] == 8).all()


def masked_rows() -> list[tuple[torch.Tensor, torch.Tensor, int]]:
    """`(original ids, segments, label)` of many rows, without padding."""
    rows = []
    for step in range(30):
        batch = masked_batch([numbered_stream()], NumberedTokenizer(), 0, step, BATCH_TOKENS)
        original = torch.where(batch["labels"] == IGNORED, batch["input_ids"], batch["labels"])
        for ids, segments, attended, label in zip(
            original, batch["token_type_ids"], batch["attention_mask"].bool(), batch["next_sentence_label"], strict=True
        ):
            assert not ids[~attended].any()
            assert attended[: int(attended.sum())].all()  # padding stands at the end
            rows.append((ids[attended], segments[attended], int(label)))
    return rows


def story_of(token: int) -> int:
    return (token - 10) // (9 * 11)


def test_a_row_is_framed_and_its_pair_is_what_its_label_says() -> None:
    labels = []
    for ids, segments, label in masked_rows():
        assert ids[0] == 2
        assert ids[-1] == 3
        n_first = int((segments == 0).sum())
        first, second = ids[1 : n_first - 1].tolist(), ids[n_first:-1].tolist()
        assert ids[n_first - 1] == 3
        assert first == list(range(first[0], first[-1] + 1))
        labels.append(label)
        if label == IGNORED:
            assert not second
            continue
        assert second == list(range(second[0], second[-1] + 1))
        assert len({story_of(token) for token in second}) == 1
        assert (second[0] - 10) % 11 == 0  # a sentence's beginning
        if label == 1:
            assert story_of(first[0]) != story_of(second[0])
        else:
            assert story_of(first[0]) == story_of(second[0])
            assert second[0] > first[-1]
    assert set(labels) == {IGNORED, 0, 1}
    assert np.mean([label == 1 for label in labels if label != IGNORED]) == pytest.approx(0.5, abs=0.06)


def test_all_lengths_are_practised() -> None:
    drawn = {
        masked_batch([numbered_stream()], NumberedTokenizer(), 0, step, BATCH_TOKENS)["input_ids"].shape[1]
        for step in range(40)
    }
    assert drawn == set(MASKED_LENGTHS)


def test_of_fifteen_percent_eighty_are_hidden_ten_replaced_and_ten_left(wordpiece: PreTrainedTokenizerFast) -> None:
    rng = np.random.default_rng(0)
    ids = rng.integers(5, len(wordpiece), (400, 256))
    ids[:, 0], ids[:, -1] = wordpiece.cls_token_id, wordpiece.sep_token_id
    corrupted, labels = mask_tokens(rng, ids, wordpiece)
    chosen = labels != IGNORED
    assert not chosen[:, [0, -1]].any()
    assert (labels[chosen] == ids[chosen]).all()
    assert (corrupted[~chosen] == ids[~chosen]).all()
    assert chosen[:, 1:-1].mean() == pytest.approx(0.15, abs=0.005)
    hidden = corrupted[chosen] == wordpiece.mask_token_id
    left = corrupted[chosen] == ids[chosen]
    assert hidden.mean() == pytest.approx(0.8, abs=0.02)
    assert left.mean() == pytest.approx(0.1, abs=0.02)
    replaced = corrupted[chosen][~hidden & ~left]
    assert not np.isin(replaced, wordpiece.all_special_ids).any()
    assert len(np.unique(replaced)) > len(wordpiece) / 2
