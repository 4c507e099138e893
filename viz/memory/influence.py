"""Every token's influence on the predictions after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.records import Influence
from viz.memory.gates import encode_token
from viz.memory.payloads import InfluencePayload
from viz.payload import encode_floats

if TYPE_CHECKING:
    from torch import Tensor

_SHARE = 0.9


def encode_influence(influence: Influence, title: str, moved_bits: Tensor, half: float | None) -> InfluencePayload:
    """One model's matrices, and what to carry away.

    Args:
        moved_bits: the mean at each distance, from the last token read on.
        half: how many tokens further back that is half; None if it never is.
    """
    return {
        "model": influence.model_id,
        "title": title,
        "family": influence.family,
        "n_tokens": len(influence.tokens),
        "first": influence.first,
        "n_replacements": influence.n_replacements,
        "tokens": [
            {**encode_token(token), "start": token.start, "end": token.end}
            for token in influence.tokens[influence.first :]
        ],
        "moved_bits": encode_floats(influence.moved_bits),
        "gradient": encode_floats(influence.gradient),
        "half": half,
        "reach": reach(moved_bits.tolist()),
        "last_bits": float(moved_bits[0]),
    }


def reach(curve: Sequence[float]) -> int | None:
    """How many of the last tokens together have nine tenths of the influence; None where there is none.

    >>> reach([8.0, 1.0, 0.5, 0.5])
    2
    """
    total, running = sum(curve), 0.0
    if total <= 0:
        return None
    for n, value in enumerate(curve, 1):
        running += value
        if running >= _SHARE * total:
            return n
    return len(curve)
