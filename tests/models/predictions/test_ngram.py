"""The fast Kneser-Ney is the textbook one, and a probability distribution everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from models.predictions.ngram import Ids, KneserNey, unigram_probs

VOCAB_SIZE = 300
ORDER = 5


def made_up_stories(seed: int = 0, n: int = 300) -> list[Ids]:
    """Text with habits: a token is mostly followed by one of three others; the rest is often or seldom said."""
    rng = np.random.default_rng(seed)
    followers = np.random.default_rng(99).integers(1, VOCAB_SIZE, (VOCAB_SIZE, 3))
    stories = []
    for _ in range(n):
        ids = [1]
        for other in np.minimum(rng.zipf(1.3, size=rng.integers(1, 40)), VOCAB_SIZE - 1):
            ids.append(int(rng.choice(followers[ids[-1]]) if rng.random() < 0.8 else other))
        stories.append(np.array(ids, dtype=np.uint16))
    return stories


class TextbookKneserNey:
    """Chen and Goodman's formulas word by word, with dictionaries and recursion."""

    def __init__(self, stories: list[Ids], order: int = ORDER) -> None:
        grams = Counter()
        for ids in stories:
            padded = [0] * (order - 1) + ids.tolist()
            grams.update(tuple(padded[i : i + order]) for i in range(len(ids)))
        self.counts = {order: grams}
        for length in range(order - 1, 0, -1):
            # How many different tokens stand before it.
            self.counts[length] = Counter(gram[1:] for gram in self.counts[length + 1])
        self.followers = {length: defaultdict(dict) for length in self.counts}
        for length, counted in self.counts.items():
            for gram, count in counted.items():
                self.followers[length][gram[:-1]][gram[-1]] = count

        self.discounts = {length: self.discounts_of(Counter(c.values())) for length, c in self.counts.items()}

    @staticmethod
    def discounts_of(n: Counter[int]) -> dict[int, float]:
        y = n[1] / (n[1] + 2 * n[2])
        return {0: 0, 1: 1 - 2 * y * n[2] / n[1], 2: 2 - 3 * y * n[3] / n[2], 3: 3 - 4 * y * n[4] / n[3]}

    def discount(self, length: int, count: int) -> float:
        return self.discounts[length][min(count, 3)]

    def prob(self, context: tuple[int, ...], token: int) -> float:
        length = len(context) + 1
        shorter = self.prob(context[1:], token) if context else 1 / VOCAB_SIZE
        followers = self.followers[length].get(context)
        if followers is None:
            return shorter
        total = sum(followers.values())
        count = followers.get(token, 0)
        freed = sum(self.discount(length, c) for c in followers.values())
        return (count - self.discount(length, count)) / total + freed / total * shorter


@pytest.fixture(scope="module")
def stories() -> list[Ids]:
    return made_up_stories()


@pytest.fixture(scope="module")
def model(stories: list[Ids]) -> KneserNey:
    return KneserNey(stories, VOCAB_SIZE)


@pytest.fixture(scope="module")
def contexts(stories: list[Ids]) -> Ids:
    """Contexts that were met, contexts that never were, beginnings of stories, and tokens outside the text."""
    rng = np.random.default_rng(5)
    met = np.array([ids[:4] for ids in stories if len(ids) >= 4])
    new = rng.integers(0, VOCAB_SIZE, (200, 4))
    beginnings = np.array([[0, 0, 0, 0], [0, 0, 0, 7], [0, 0, 3, 9]])
    return np.concatenate([met, new, beginnings])


def test_probabilities_are_the_textbooks(stories: list[Ids], model: KneserNey, contexts: Ids) -> None:
    textbook = TextbookKneserNey(stories)
    assert all(0 < value < count for d in textbook.discounts.values() for count, value in d.items() if count)
    expected = [[textbook.prob(tuple(c), token) for token in range(0, VOCAB_SIZE, 7)] for c in contexts[::9].tolist()]
    np.testing.assert_allclose(model.distributions(contexts[::9])[:, ::7], expected, rtol=1e-12)


def test_every_context_has_a_distribution(model: KneserNey, contexts: Ids) -> None:
    rows = model.distributions(contexts)
    assert (rows > 0).all()
    np.testing.assert_allclose(rows.sum(-1), 1, rtol=1e-12)


def test_one_token_and_the_whole_row_agree(model: KneserNey, contexts: Ids) -> None:
    tokens = np.random.default_rng(1).integers(0, VOCAB_SIZE, len(contexts))
    rows = model.distributions(contexts)
    np.testing.assert_allclose(model.probs(contexts, tokens), rows[np.arange(len(rows)), tokens], rtol=1e-12)


def test_a_story_costs_the_sum_of_its_tokens(stories: list[Ids], model: KneserNey) -> None:
    textbook = TextbookKneserNey(stories)
    ids = made_up_stories(seed=7, n=1)[0]
    padded = [0] * 4 + ids.tolist()
    expected = [textbook.prob(tuple(padded[i : i + 4]), padded[i + 4]) for i in range(len(ids))]
    np.testing.assert_allclose(model.log2_probs(ids), np.log2(expected), rtol=1e-12)


def test_it_has_learned_the_habits_of_the_text(stories: list[Ids], model: KneserNey) -> None:
    unseen = made_up_stories(seed=11)
    unigram = unigram_probs(stories, VOCAB_SIZE)
    n_tokens = sum(map(len, unseen))
    five_gram_bits = -sum(model.log2_probs(ids).sum() for ids in unseen) / n_tokens
    bigram_bits = -sum(KneserNey(stories, VOCAB_SIZE, order=2).log2_probs(ids).sum() for ids in unseen) / n_tokens
    unigram_bits = -sum(np.log2(unigram[ids]).sum() for ids in unseen) / n_tokens
    assert bigram_bits < 0.8 * unigram_bits
    assert five_gram_bits < 0.85 * unigram_bits


def test_a_text_too_small_for_the_discounts_still_gives_distributions() -> None:
    tiny = KneserNey([np.array([1, 2, 3]), np.array([1, 2, 1])], VOCAB_SIZE)
    rows = tiny.distributions(np.array([[0, 0, 0, 1], [9, 9, 9, 9]]))
    np.testing.assert_allclose(rows.sum(-1), 1)
    assert rows[0].argmax() == 2


@pytest.mark.parametrize("sizes", [{"vocab_size": 4097}, {"vocab_size": 9, "order": 6}, {"vocab_size": 9, "order": 1}])
def test_what_does_not_fit_is_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at most"):
        KneserNey([np.array([1, 2])], **sizes)


def test_the_highest_ids_fit() -> None:
    ids = np.array([4095, 4094, 4095, 4094, 4095, 4094, 4095], dtype=np.uint16)
    row = KneserNey([ids], 4096).distributions(np.array([[4094, 4095, 4094, 4095]]))
    assert row.argmax() == 4094


def test_the_unigram_knows_every_token() -> None:
    np.testing.assert_allclose(unigram_probs([np.array([1, 1, 2])], 4), [1 / 7, 3 / 7, 2 / 7, 1 / 7])


def test_a_pruned_and_saved_model_is_still_a_distribution(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    stories = [rng.integers(0, 12, 80) for _ in range(30)]
    whole, pruned = (KneserNey(stories, 12, least_counts=counts) for counts in ((1,) * 5, (1, 2, 2, 3, 3)))
    pruned.save(tmp_path / "model.npz")
    read = KneserNey.read(tmp_path / "model.npz")
    assert read.n_grams == pruned.n_grams
    assert all(few <= many for few, many in zip(pruned.n_grams, whole.n_grams, strict=True))
    assert pruned.n_grams[-1] < whole.n_grams[-1]
    contexts = rng.integers(0, 12, (50, 4))
    for model in (pruned, read):
        np.testing.assert_allclose(model.distributions(contexts).sum(-1), 1, atol=1e-9)
    np.testing.assert_allclose(read.distributions(contexts), pruned.distributions(contexts), atol=2e-3)
