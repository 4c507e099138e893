"""What a written text is like: how varied, how repetitive, how surprising to its own model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, takewhile

from models.records import DecodingRun, Diversity, RunMetrics


def run_metrics(run: DecodingRun) -> RunMetrics:
    """The figures of a run, end-of-text included where it was written."""
    ids = [token.id for token in run.tokens]
    mean = -run.sum_logprob / math.log(2) / len(ids) if ids else None
    return RunMetrics(distinct(ids, 1), distinct(ids, 2), longest_repeat(ids), mean)


def diversity(runs: Sequence[DecodingRun]) -> Diversity:
    """How different texts are that were written from one prompt by one strategy."""
    texts = [[token.id for token in run.tokens] for run in runs]
    pairs = [_shared(a, b) for a, b in combinations(texts, 2)]
    return Diversity(
        n_different=len(set(map(tuple, texts))),
        distinct_1=_distinct(texts, 1),
        distinct_2=_distinct(texts, 2),
        mean_shared=sum(pairs) / len(pairs) if pairs else None,
        n_beginnings=tuple(
            len({tuple(ids[: step + 1]) for ids in texts}) for step in range(max(map(len, texts), default=0))
        ),
    )


def _shared(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens two texts share before they part."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def distinct(ids: Sequence[int], n: int) -> float | None:
    """Different n-grams over all n-grams: 1 when none comes twice, None when there is none.

    Source: Li et al., "A diversity-promoting objective function for neural conversation models", 2016.
    """
    return _distinct([ids], n)


def _distinct(texts: Sequence[Sequence[int]], n: int) -> float | None:
    n_grams = [n_gram for ids in texts for n_gram in n_grams_of(ids, n)]
    return len(set(n_grams)) / len(n_grams) if n_grams else None


def n_grams_of(ids: Sequence[int], n: int) -> list[tuple[int, ...]]:
    """All runs of `n` tokens, in order."""
    return [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]


def longest_repeat(ids: Sequence[int]) -> int:
    """The length of the longest sequence of tokens that occurs at two places, which may overlap.

    What repeats, repeats in its parts too: so the lengths that do are 1 to the one sought.
    """
    repeats, too_long = 0, max(1, len(ids))
    while too_long - repeats > 1:
        middle = (repeats + too_long) // 2
        n_grams = n_grams_of(ids, middle)
        if len(set(n_grams)) < len(n_grams):
            repeats = middle
        else:
            too_long = middle
    return repeats
