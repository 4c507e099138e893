from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decoding.metrics import distinct, diversity, longest_repeat, run_metrics
from models.records import DecodedToken, DecodingRun, RunMetrics

ids_of_few = st.lists(st.integers(0, 3), max_size=25)


@given(ids_of_few)
def test_longest_repeat_is_what_a_search_finds(ids: list[int]) -> None:
    def repeats(n: int) -> bool:
        n_grams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
        return len(n_grams) > len(set(n_grams))

    assert longest_repeat(ids) == max((n for n in range(1, len(ids)) if repeats(n)), default=0)


@given(ids_of_few, st.integers(1, 3))
def test_distinct_is_a_share(ids: list[int], n: int) -> None:
    share = distinct(ids, n)
    assert (share is None) == (len(ids) < n)
    assert share is None or 0 < share <= 1


def test_distinct_counts_n_grams() -> None:
    assert distinct([1, 2, 1, 2], 1) == 2 / 4
    assert distinct([1, 2, 1, 2], 2) == 2 / 3
    assert distinct([1, 2, 3, 4], 2) == 1


def test_figures_of_a_run() -> None:
    tokens = tuple(DecodedToken(i, str(i), -math.log(4), 1, 2.0, 10) for i in (5, 5, 6, 5, 5))
    run = DecodingRun({"name": "greedy"}, "", tokens, sum(token.logprob for token in tokens), None)
    metrics = run_metrics(run)
    assert metrics == RunMetrics(2 / 5, 3 / 4, 2, pytest.approx(2.0))
    assert run_metrics(DecodingRun({}, "", (), 0.0, None)) == RunMetrics(None, None, 0, None)


def run_of(*ids: int) -> DecodingRun:
    return DecodingRun({}, "", tuple(DecodedToken(i, str(i), -1.0, 1, 2.0, 10) for i in ids), -1.0 * len(ids), None)


def test_diversity_of_one_text_is_that_text() -> None:
    found = diversity([run_of(1, 2, 1)])
    assert (found.n_different, found.n_beginnings, found.mean_shared) == (1, (1, 1, 1), None)
    assert (found.distinct_1, found.distinct_2) == (2 / 3, 1.0)


def test_diversity_of_texts_that_part() -> None:
    """1 2 3 twice, and 1 4, which ends early: pairs share 3, 1 and 1 tokens."""
    found = diversity([run_of(1, 2, 3), run_of(1, 2, 3), run_of(1, 4)])
    assert (found.n_different, found.n_beginnings) == (2, (1, 2, 2))
    assert found.mean_shared == pytest.approx(5 / 3)
    assert found.distinct_1 == 4 / 8
    assert found.distinct_2 == 3 / 5  # no pair reaches from one text into the next


@given(st.lists(ids_of_few, min_size=1, max_size=5))
def test_beginnings_only_part(texts: list[list[int]]) -> None:
    found = diversity([run_of(*ids) for ids in texts])
    longest = max(map(len, texts))
    assert len(found.n_beginnings) == longest
    assert list(found.n_beginnings) == sorted(found.n_beginnings)
    assert 1 <= found.n_different <= len(texts)
