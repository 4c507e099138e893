"""What a written text is like: how varied, how repetitive, how surprising to its own model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.records import DecodingRun


@dataclass(frozen=True, slots=True)
class RunMetrics:
    """Figures of one run; None where the text is too short to have one.

    Attributes:
        distinct_1, distinct_2: see `distinct`.
        longest_repeat: see `longest_repeat`, in tokens.
        mean_surprisal_bits: bits per token under the model's own distribution.
    """

    distinct_1: float | None
    distinct_2: float | None
    longest_repeat: int
    mean_surprisal_bits: float | None


def run_metrics(run: DecodingRun) -> RunMetrics:
    """The figures of a run, end-of-text included where it was written."""
    ids = [token.id for token in run.tokens]
    mean = -run.sum_logprob / math.log(2) / len(ids) if ids else None
    return RunMetrics(distinct(ids, 1), distinct(ids, 2), longest_repeat(ids), mean)


def distinct(ids: Sequence[int], n: int) -> float | None:
    """Different n-grams over all n-grams: 1 when none comes twice, None when there is none.

    Source: Li et al., "A diversity-promoting objective function for neural conversation models", 2016.
    """
    n_grams = [tuple(ids[start : start + n]) for start in range(len(ids) - n + 1)]
    return len(set(n_grams)) / len(n_grams) if n_grams else None


def longest_repeat(ids: Sequence[int]) -> int:
    """The length of the longest sequence of tokens that occurs at two places, which may overlap."""
    longest = 0
    ending_here = [0] * (len(ids) + 1)  # [j + 1]: how long the sequences ending at the previous i and at j agree
    for i in range(len(ids)):
        before, ending_here = ending_here, [0] * (len(ids) + 1)
        for j in range(i):
            if ids[i] == ids[j]:
                ending_here[j + 1] = before[j] + 1
                longest = max(longest, ending_here[j + 1])
    return longest
