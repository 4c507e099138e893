"""What the six experiments on norms measured, for the norms view. The words are the view's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from models.records import NormMoves, RunningStatistics, SmallBatch
from viz.payload import Payload, encode_array


def encode_moves(moves: NormMoves) -> Payload:
    """`{columns, norms, moved, input_moved, answers}`; `moved` is `[norm, column]`."""
    return {
        "columns": list(moves.columns),
        "norms": list(moves.moved),
        "moved": encode_array(np.stack([distances.numpy() for distances in moves.moved.values()])),
        "input_moved": encode_array(moves.input_moved),
        "answers": dict(moves.answers),
    }


def encode_small_batches(cases: Mapping[str, Mapping[str, SmallBatch]]) -> Payload:
    """`{cases, answers}`; a norm's answer is whether nothing is left of a single token."""
    return {
        "cases": {case: {name: asdict(found) for name, found in norms.items()} for case, norms in cases.items()},
        "answers": {name: found.output_size == 0 for name, found in cases["one_token"].items()},
    }


def encode_running(found: RunningStatistics) -> Payload:
    """`{mean_gap, deviation_gap, output_gap, moved, answers}`; a norm's answer is whether the two modes differ."""
    gaps = {name: encode_array(getattr(found, name)) for name in ("mean_gap", "deviation_gap", "output_gap")}
    return {**gaps, "moved": dict(found.moved), "answers": {name: gap > 0 for name, gap in found.moved.items()}}
