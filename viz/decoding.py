"""What decoding strategies wrote from one prompt, as the columns of the decoding view."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from models.records import DecodedToken, Decoding, DecodingRun, Family
from viz.html import visible

Payload = dict[str, Any]


def encode_decoding(decoding: Decoding, prompt: str, family: Family, settings: Mapping[str, object]) -> Payload:
    """All columns at one moment, finished or still being written.

    Args:
        prompt: as the person typed it.
        family: of the model that writes; it gives the columns their colour.
        settings: what the heads of the columns show, passed through as it is.

    Returns:
        `{prompt, family, settings, runs, partings}`. A run's tokens carry `surprisal_bits` and the
        form in which they are `shown` beside what the record holds. `partings[i][j]`, symmetric, is
        the first step, counted from 0, at which columns i and j hold different tokens; None while
        they have not parted.
    """
    return {
        "prompt": prompt,
        "family": family,
        "settings": dict(settings),
        "runs": [_encode_run(run) for run in decoding.runs],
        "partings": [[first_parting(a, b) for b in decoding.runs] for a in decoding.runs],
    }


def _encode_run(run: DecodingRun) -> Payload:
    return {
        "strategy": dict(run.strategy),
        "text": run.text,
        "tokens": [_encode_token(token) for token in run.tokens],
        "sum_logprob": run.sum_logprob,
        "mean_surprisal_bits": _bits(run.sum_logprob) / len(run.tokens) if run.tokens else None,
        "stopped": run.stopped,
    }


def _encode_token(token: DecodedToken) -> Payload:
    return {**asdict(token), "surprisal_bits": _bits(token.logprob), "shown": visible(token.token)}


def _bits(logprob: float) -> float:
    """What a natural logarithm of a probability is in bits of surprise, `-log2 p`."""
    return -logprob / math.log(2) + 0.0  # a certain token is 0 bits, not -0


def first_parting(a: DecodingRun, b: DecodingRun) -> int | None:
    """The first step, counted from 0, at which two runs hold different tokens; None while they agree.

    Where one run has ended and the other goes on, they have not parted: the one that ended chose nothing there.
    """
    steps = enumerate(zip(a.tokens, b.tokens, strict=False))
    return next((step for step, (left, right) in steps if left.id != right.id), None)
