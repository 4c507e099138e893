"""What the six experiments on norms measured, for the norms view. The words are the view's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.records import NormMoves, RunningStatistics, SmallBatch, Token
from viz.labels import spaced_label
from viz.norms.payloads import (
    FuturePayload,
    MovesPayload,
    PaddingPayload,
    RunningPayload,
    SmallBatches,
    SmallPayload,
)
from viz.payload import encode_floats


def encode_moves(moves: NormMoves) -> MovesPayload:
    """How far one change moves every norm's output."""
    return {
        "columns": list(moves.columns),
        "norms": list(moves.moved),
        "moved": encode_floats(np.stack([distances.numpy() for distances in moves.moved.values()])),
        "input_moved": encode_floats(moves.input_moved),
        "answers": dict(moves.answers),
    }


def encode_padding(moves: NormMoves, model_moves: float) -> PaddingPayload:
    """What more padding moves, and how far it moves the model when it is read."""
    return {**encode_moves(moves), "model_moves": model_moves}


def encode_future(moves: NormMoves, tokens: Sequence[Token], new: Token) -> FuturePayload:
    """What another last token moves.

    Args:
        tokens: of the sentence, up to and with the one that is changed.
        new: what becomes of it.
    """
    shown = [spaced_label(token) for token in tokens]
    return {**encode_moves(moves), "tokens": shown, "new": spaced_label(new)}


def encode_small_batches(cases: Mapping[str, Mapping[str, SmallBatch]]) -> SmallBatches:
    """What is left of every norm, by case; a norm's answer is whether nothing is left of a single token."""
    return {
        "cases": {case: {name: _encode_small(found) for name, found in norms.items()} for case, norms in cases.items()},
        "answers": {name: found.output_size == 0 for name, found in cases["one_token"].items()},
    }


def _encode_small(found: SmallBatch) -> SmallPayload:
    return {
        "n_values": found.n_values,
        "least_variance": found.least_variance,
        "output_size": found.output_size,
        "error": found.error,
    }


def encode_running(found: RunningStatistics) -> RunningPayload:
    """Running statistics step by step; a norm's answer is whether training and evaluation differ."""
    return {
        "mean_gap": encode_floats(found.mean_gap),
        "deviation_gap": encode_floats(found.deviation_gap),
        "output_gap": encode_floats(found.output_gap),
        "moved": dict(found.moved),
        "answers": {name: gap > 0 for name, gap in found.moved.items()},
    }
