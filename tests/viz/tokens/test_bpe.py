"""The trace of a training holds every step."""

from __future__ import annotations

import base64

import numpy as np

from models.text.bpe import N_LEADERS, train_bpe
from viz.tokens.bpe import MAX_WORD, MAX_WORDS, encode_training

CORPUS = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"


def encode(corpus: str, n_merges: int) -> tuple[dict, np.ndarray]:
    training = train_bpe(corpus, n_merges)
    payload = encode_training(training.alphabet, training.words, training.leaders, N_LEADERS, training.n_merged)
    table = np.frombuffer(base64.b64decode(payload["leaders"]["data"]), "<i4").reshape(payload["leaders"]["shape"])
    return payload, table


def test_the_first_leader_of_each_step_is_what_is_merged() -> None:
    training = train_bpe(CORPUS, 5)
    payload, table = encode(CORPUS, 5)
    assert table.shape == (6, N_LEADERS, 3)
    for merge, (left, right, count) in zip(training.merges, table[:, 0].tolist(), strict=False):
        assert (training.vocab[left], training.vocab[right], count) == (merge.left, merge.right, merge.count)
    assert payload["words"] == [("newest", 6), ("low", 5), ("widest", 3), ("lower", 2)]
    assert payload["symbols"] == list(training.vocab)
    assert (payload["n_words"], payload["n_distinct"]) == (16, 4)


def test_places_without_a_pair_are_marked() -> None:
    _, table = encode("ab", 5)
    assert table[0].tolist() == [[0, 1, 1]] + [[-1, -1, -1]] * (N_LEADERS - 1)
    assert (table[1] == -1).all()


def test_few_and_short_words_travel() -> None:
    corpus = " ".join([*(f"{n:x}" for n in range(500)), "a" * (MAX_WORD + 1)])
    payload, _ = encode(corpus, 1)
    assert len(payload["words"]) == MAX_WORDS
    assert payload["n_distinct"] == 501
    assert max(len(word) for word, _ in payload["words"]) <= MAX_WORD
