"""Training a BPE: equal to the library's trainer and to counting everything anew after every merge."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer, pre_tokenizers, trainers
from tokenizers.models import BPE

from benchmarks.tokens import merge_in, recounting_trainer
from models.errors import InputError
from models.limits import MAX_CORPUS_CHARACTERS, MAX_MERGES
from models.text.bpe import BY_SCRIPT, N_LEADERS, train_bpe

SENNRICH = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
ONE_WORD_OF_TWO_LETTERS = "".join("ab"[(n * n // 7) % 2] for n in range(60))

corpora = st.one_of(
    st.lists(st.text("ab", min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join),
    st.text(" \n\t\u00a0\u2028\x1c\x00abcé你👨\u200d👩\u0301", min_size=1, max_size=60),
    st.text(min_size=1, max_size=80).filter(lambda t: not re.search("[\ud800-\udfff]", t)),
)


def library_training(corpus: str, vocab_size: int) -> tuple[list[tuple[str, str]], dict[str, int]]:
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator([corpus], trainers.BpeTrainer(vocab_size=vocab_size, show_progress=False))
    model = json.loads(tokenizer.to_str())["model"]
    return [tuple(merge) for merge in model["merges"]], model["vocab"]


@given(corpora)
@example(SENNRICH)
@example(ONE_WORD_OF_TWO_LETTERS)
@example("a" * 37)
def test_merges_and_vocabulary_equal_the_library(corpus: str) -> None:
    trained = train_bpe(corpus, MAX_MERGES)
    merges, vocab = library_training(corpus, 10_000)
    assert [(merge.left, merge.right) for merge in trained.merges] == merges
    assert {symbol: id_ for id_, symbol in enumerate(trained.vocab)} == vocab


@given(corpora, st.integers(0, 40))
@example(SENNRICH, 40)
@example(ONE_WORD_OF_TWO_LETTERS, 40)
def test_counts_equal_a_full_recount(corpus: str, n_merges: int) -> None:
    trained = train_bpe(corpus, n_merges)
    steps = [(merge.left, merge.right, merge.merged, merge.count) for merge in trained.merges]
    assert steps == recounting_trainer(corpus, n_merges)


def test_a_long_text_equals_the_library() -> None:
    words = [f"{n * n % 971:x}{n % 89:b}" for n in range(20_000)]
    trained = train_bpe(" ".join(words), 1_000)
    merges, _ = library_training(" ".join(words), len(trained.vocab))
    assert len(trained.merges) == 1_000
    assert [(merge.left, merge.right) for merge in trained.merges] == merges


def test_the_paper_s_example_begins_as_known() -> None:
    trained = train_bpe(SENNRICH, 3)
    assert trained.alphabet == tuple("deilnorstw")
    assert [(merge.merged, merge.count) for merge in trained.merges] == [("es", 9), ("est", 9), ("lo", 7)]


def test_no_pair_and_no_merge_give_the_alphabet_alone() -> None:
    assert train_bpe("a b c c", 10).merges == ()
    assert train_bpe("   ", 10).vocab == ()
    assert train_bpe(SENNRICH, 0).vocab == train_bpe(SENNRICH, 0).alphabet


@pytest.mark.parametrize(
    ("corpus", "n_merges", "code"),
    [
        ("", 1, "empty_text"),
        ("a" * (MAX_CORPUS_CHARACTERS + 1), 1, "too_many_characters"),
        ("a\ud800", 1, "bad_characters"),
        ("ab", -1, "out_of_range"),
        ("ab", MAX_MERGES + 1, "out_of_range"),
    ],
)
def test_bounds_are_named(corpus: str, n_merges: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        train_bpe(corpus, n_merges)
    assert caught.value.code == code


@given(corpora, st.integers(0, 12))
@example("a b", 3)
def test_leaders_are_the_most_frequent_pairs_in_the_order_in_which_they_win(corpus: str, n_merges: int) -> None:
    trained = train_bpe(corpus, n_merges)
    words = {word: list(word) for word, _ in trained.words}
    assert len(trained.leaders) == len(trained.merges) + 1
    for step, leaders in enumerate(trained.leaders):
        place = {symbol: n for n, symbol in enumerate(trained.vocab[: len(trained.alphabet) + step])}
        counts: Counter[tuple[int, int]] = Counter()
        for word, weight in trained.words:
            for left, right in pairwise(words[word]):
                counts[place[left], place[right]] += weight
        expected = sorted(((*pair, count) for pair, count in counts.items()), key=lambda p: (-p[2], p[:2]))
        assert list(leaders) == expected[:N_LEADERS]
        if step < len(trained.merges):
            merge = trained.merges[step]
            words = {word: merge_in(symbols, merge.left, merge.right) for word, symbols in words.items()}


@pytest.mark.parametrize(
    ("corpus", "words"),
    [
        ("low  lower.", ["low", "lower."]),
        ("他说：“今天天气很好。”", ["他说", "：“", "今天天气很好", "。”"]),
        ("ChatGPT很好, コーヒーを飲む", ["ChatGPT", "很好", ",", "コーヒーを", "飲", "む"]),
        (" \n\u3000", []),
    ],
)
def test_by_script_a_word_is_a_run_of_one_script(corpus: str, words: list[str]) -> None:
    trained = train_bpe(corpus, 50, word=BY_SCRIPT)
    assert sorted(word for word, _ in trained.words) == sorted(words)
    assert all(any(merge.merged in word for word in words) for merge in trained.merges)


@given(corpora, st.integers(0, 20))
@example("_ a_b", 5)
@example("_▁¶␣", 5)
def test_an_end_mark_is_one_more_character_of_every_word(corpus: str, n_merges: int) -> None:
    trained = train_bpe(corpus, n_merges, marks_end=True)
    assert len(trained.end) == 1
    assert trained.end not in corpus
    words = [word for word, count in train_bpe(corpus, 0).words for _ in range(count)]
    if words:
        plain = train_bpe(" ".join(word + trained.end for word in words), n_merges)
        assert (trained.merges, trained.vocab) == (plain.merges, plain.vocab)


def test_the_textbook_s_example_makes_er_with_its_end() -> None:
    """Jurafsky and Martin, Speech and Language Processing, section 2.4.3."""
    corpus = " ".join(["low"] * 5 + ["lowest"] * 2 + ["newer"] * 6 + ["wider"] * 3 + ["new"] * 2)
    trained = train_bpe(corpus, 2, marks_end=True)
    assert [(merge.merged, merge.count) for merge in trained.merges] == [("er", 9), ("er_", 9)]


@given(corpora)
@example("aaaaa aaaaa")
def test_what_is_merged_is_what_was_counted_less_the_overlaps(corpus: str) -> None:
    trained = train_bpe(corpus, 30)
    words = {word: list(word) for word, _ in trained.words}
    for merge, n_merged in zip(trained.merges, trained.n_merged, strict=True):
        shorter = {word: merge_in(symbols, merge.left, merge.right) for word, symbols in words.items()}
        assert n_merged == sum(count * (len(words[word]) - len(shorter[word])) for word, count in trained.words)
        assert n_merged == merge.count or merge.left == merge.right
        words = shorter
