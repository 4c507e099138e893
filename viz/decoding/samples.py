"""Many samples of one strategy, and how different they are."""

from __future__ import annotations

import math
from collections.abc import Mapping

from models.records import Decoding, Diversity
from viz.decoding.payloads import DiversityPayload, SamplesPayload
from viz.decoding.strategy import encode_stopped, encode_strategy
from viz.labels import written_label
from viz.payload import encode_n_spaces


def encode_samples(decoding: Decoding, strategy: Mapping[str, object], diversity: Diversity) -> SamplesPayload:
    """All samples at one moment."""
    texts = [tuple(token.id for token in run.tokens) for run in decoding.runs]
    return {
        "strategy": encode_strategy(strategy),
        "samples": [
            {
                "tokens": [written_label(token) for token in run.tokens],
                "n_spaces": encode_n_spaces(token.token for token in run.tokens),
                "shared": max((shared_beginning(texts[i], earlier) for earlier in texts[:i]), default=0),
                "mean_surprisal_bits": -run.sum_logprob / math.log(2) / len(run.tokens) if run.tokens else None,
                "stopped": encode_stopped(run.stopped),
            }
            for i, run in enumerate(decoding.runs)
        ],
        "diversity": _encode_diversity(diversity),
    }


def _encode_diversity(diversity: Diversity) -> DiversityPayload:
    return {
        "n_different": diversity.n_different,
        "distinct_1": diversity.distinct_1,
        "distinct_2": diversity.distinct_2,
        "mean_shared": diversity.mean_shared,
        "n_beginnings": list(diversity.n_beginnings),
    }


def shared_beginning(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """How many tokens two texts share from the start."""
    return next((i for i, (left, right) in enumerate(zip(a, b, strict=False)) if left != right), min(len(a), len(b)))
