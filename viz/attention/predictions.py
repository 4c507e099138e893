"""What a model expects with its own mask and with another one, as bars side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.records import Prediction, Score
from viz.attention.payloads import PredictionPayload, ScorePayload
from viz.html import readable
from viz.labels import label
from viz.payload import encode_floats

N_SHOWN = 5


def encode_predictions(
    native: Sequence[Prediction], changed: Sequence[Prediction] | None = None
) -> list[PredictionPayload]:
    """The most probable tokens at each predicted position, with and without a change.

    Args:
        native: with the model's own mask; many candidates each, so that those of the other side are
            found among them.
        changed: at the same positions with another mask; None when nothing was changed.

    Returns:
        One for each position, with the tokens that are among the first `N_SHOWN` of either side.
    """
    sides = [(before,) for before in native] if changed is None else list(zip(native, changed, strict=True))
    return [_encode_position(side) for side in sides]


def _encode_position(sides: Sequence[Prediction]) -> PredictionPayload:
    tokens = {candidate.id: candidate.token for side in sides for candidate in side.top[:N_SHOWN]}
    found = [{candidate.id: candidate.prob for candidate in side.top} for side in sides]
    return {
        "position": sides[0].position,
        "entropy_bits": [side.entropy_bits for side in sides],
        "least": [min(probs.values()) for probs in found],
        "rows": [
            {"token": readable(token), "probs": [probs.get(id_) for probs in found]} for id_, token in tokens.items()
        ],
        "rest": [max(0.0, 1 - sum(probs.get(id_, 0.0) for id_ in tokens)) for probs in found],
    }


def encode_scores(before: Score, after: Score) -> ScorePayload:
    """How surprising each token of one text is, as the model is and with a change."""
    sides = (before, after)
    return {
        "tokens": [label(token) for token in before.tokens],
        "surprisal_bits": encode_floats(np.array([side.surprisal_bits for side in sides], dtype=np.float32)),
        "total_bits": [side.total_bits for side in sides],
        "pseudo": before.pseudo,
    }
