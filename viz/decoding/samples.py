"""Many samples of one strategy, and how different they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict

from models.records import Decoding, Diversity
from viz.html import visible
from viz.payload import Payload


def encode_samples(decoding: Decoding, strategy: Mapping[str, object], diversity: Diversity) -> Payload:
    """All samples at one moment.

    Returns:
        `{look: "samples", strategy, samples, diversity}`; a sample's `shared` is how many of its
        tokens some earlier sample begins with too.
    """
    texts = [tuple(token.id for token in run.tokens) for run in decoding.runs]
    return {
        "look": "samples",
        "strategy": dict(strategy),
        "samples": [
            {
                "tokens": [visible(token.token) for token in run.tokens],
                "shared": max((shared_beginning(texts[i], earlier) for earlier in texts[:i]), default=0),
                "mean_surprisal_bits": -run.sum_logprob / math.log(2) / len(run.tokens) if run.tokens else None,
                "stopped": run.stopped,
            }
            for i, run in enumerate(decoding.runs)
        ],
        "diversity": asdict(diversity),
    }


def shared_beginning(a: tuple[int, ...], b: tuple[int, ...]) -> int:
    """How many tokens two texts share from the start."""
    return next((i for i, (left, right) in enumerate(zip(a, b, strict=False)) if left != right), min(len(a), len(b)))
