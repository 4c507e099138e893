"""What decoding strategies wrote from one prompt, as the columns of the decoding view."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.records import DecodedToken, Decoding, DecodingRun, RunMetrics
from viz.decoding.payloads import DecodingPayload, DecodingSettings, MetricsPayload, RunNumbers, RunPayload, Written
from viz.decoding.strategy import encode_stopped, encode_strategy
from viz.labels import written_label
from viz.payload import encode_floats, encode_integers, encode_n_spaces

if TYPE_CHECKING:
    import pandas as pd


def encode_decoding(
    decoding: Decoding, written: Written, settings: DecodingSettings, metrics: Sequence[RunMetrics | None]
) -> DecodingPayload:
    """All columns at one moment, finished or still being written.

    Args:
        written: what they were made from, passed through as it is.
        settings: what the heads of the columns show, passed through as it is.
        metrics: of each run; None while it is being written.
    """
    return {
        **written,
        "settings": settings,
        "n_own_blanks": decoding.n_own_blanks,
        "runs": [_encode_run(run, known) for run, known in zip(decoding.runs, metrics, strict=True)],
        "partings": [[first_parting(a, b) for b in decoding.runs] for a in decoding.runs],
    }


def _encode_run(run: DecodingRun, metrics: RunMetrics | None) -> RunPayload:
    return {
        "strategy": encode_strategy(run.strategy),
        "text": run.text,
        "tokens": [written_label(token) for token in run.tokens],
        "numbers": _encode_numbers(run.tokens),
        "sum_logprob": run.sum_logprob,
        "mean_surprisal_bits": _bits(run.sum_logprob) / len(run.tokens) if run.tokens else None,
        "stopped": encode_stopped(run.stopped),
        "places": None if run.places is None else list(run.places),
        "metrics": None if metrics is None else _encode_metrics(metrics),
    }


def _encode_numbers(tokens: Sequence[DecodedToken]) -> RunNumbers:
    """Columns, not records: at every step all of it travels, and the browser copies it several times."""
    return {
        "id": encode_integers([token.id for token in tokens]),
        "n_spaces": encode_n_spaces(token.token for token in tokens),
        "logprob": encode_floats([token.logprob for token in tokens]),
        "surprisal_bits": encode_floats([_bits(token.logprob) for token in tokens]),
        "rank": encode_integers([token.rank for token in tokens]),
        "entropy_bits": encode_floats([token.entropy_bits for token in tokens]),
        "n_kept": encode_integers([token.n_kept for token in tokens]),
    }


def _encode_metrics(metrics: RunMetrics) -> MetricsPayload:
    return {
        "distinct_1": metrics.distinct_1,
        "distinct_2": metrics.distinct_2,
        "longest_repeat": metrics.longest_repeat,
    }


def _bits(logprob: float) -> float:
    """What a natural logarithm of a probability is in bits, the surprisal `-log2 p`."""
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


def runs_table(decoding: Decoding) -> pd.DataFrame:
    """A row a written token: its run, from 0, and what is known of it."""
    import pandas as pd

    known = ["id", "token", "logprob_nats", "surprisal_bits", "rank", "entropy_bits", "n_kept"]
    rows = [
        (
            column,
            str(run.strategy["name"]),
            step,
            token.id,
            token.token,
            token.logprob,
            _bits(token.logprob),
            token.rank,
            token.entropy_bits,
            token.n_kept,
        )
        for column, run in enumerate(decoding.runs)
        for step, token in enumerate(run.tokens)
    ]
    return pd.DataFrame(rows, columns=["run", "strategy", "step", *known])
