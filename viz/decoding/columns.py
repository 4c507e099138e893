"""What decoding strategies wrote from one prompt, as the columns of the decoding view."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.records import DecodedToken, Decoding, DecodingRun, Family, RunMetrics
from viz.html import visible
from viz.payload import Payload, encode_array


def encode_decoding(
    decoding: Decoding,
    prompt: str,
    family: Family,
    settings: Mapping[str, object],
    metrics: Sequence[RunMetrics | None],
) -> Payload:
    """All columns at one moment, finished or still being written.

    Args:
        prompt: as the person typed it.
        family: of the model that writes; it gives the columns their colour.
        settings: what the heads of the columns show, passed through as it is.
        metrics: of each run; None while it is being written.

    Returns:
        `{prompt, family, settings, runs, partings}`. A run has `tokens`, in the form in which they
        are shown, and `numbers`: what the record holds of each, as arrays `[step]`, and its
        `surprisal_bits`; `places` is None or which blank each token fills. `partings[i][j]`,
        symmetric, is the first place, counted from 0, at which columns i and j hold different
        tokens; None while they have not parted.
    """
    return {
        "prompt": prompt,
        "family": family,
        "settings": dict(settings),
        "runs": [_encode_run(run, known) for run, known in zip(decoding.runs, metrics, strict=True)],
        "partings": [[first_parting(a, b) for b in decoding.runs] for a in decoding.runs],
    }


def _encode_run(run: DecodingRun, metrics: RunMetrics | None) -> Payload:
    return {
        "strategy": dict(run.strategy),
        "text": run.text,
        "tokens": [visible(token.token) for token in run.tokens],
        "numbers": {name: encode_array(values) for name, values in _numbers(run.tokens).items()},
        "sum_logprob": run.sum_logprob,
        "mean_surprisal_bits": _bits(run.sum_logprob) / len(run.tokens) if run.tokens else None,
        "stopped": run.stopped,
        "places": None if run.places is None else list(run.places),
        "metrics": None if metrics is None else asdict(metrics),
    }


def _numbers(tokens: Sequence[DecodedToken]) -> dict[str, NDArray[Any]]:
    """Columns, not records: at every step all of it travels, and the browser copies it several times."""
    return {
        "id": np.array([token.id for token in tokens], dtype=np.int32),
        "logprob": np.array([token.logprob for token in tokens], dtype=np.float32),
        "surprisal_bits": np.array([_bits(token.logprob) for token in tokens], dtype=np.float32),
        "rank": np.array([token.rank for token in tokens], dtype=np.int32),
        "entropy_bits": np.array([token.entropy_bits for token in tokens], dtype=np.float32),
        "n_kept": np.array([token.n_kept for token in tokens], dtype=np.int32),
    }


def _bits(logprob: float) -> float:
    """What a natural logarithm of a probability is in bits of surprise, `-log2 p`."""
    return -logprob / math.log(2) + 0.0  # a certain token is 0 bits, not -0


def first_parting(a: DecodingRun, b: DecodingRun) -> int | None:
    """The first place, counted from 0, at which two runs hold different tokens; None while they agree.

    Where one run has ended and the other goes on, they have not parted: the one that ended chose nothing there.
    """
    left, right = _by_place(a), _by_place(b)
    return min((place for place in left.keys() & right.keys() if left[place] != right[place]), default=None)


def _by_place(run: DecodingRun) -> dict[int, int]:
    places = range(len(run.tokens)) if run.places is None else run.places
    return {place: token.id for place, token in zip(places, run.tokens, strict=True)}
