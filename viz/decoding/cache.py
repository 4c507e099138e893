"""What a memory of the text saves, and what it weighs."""

from __future__ import annotations

import numpy as np

from models.records import MemoryCost
from viz.payload import Payload, encode_array


def encode_cost(cost: MemoryCost, n_steps: int) -> Payload:
    """Times and bytes of every step so far.

    Args:
        n_steps: how many there will be.

    Returns:
        `{look: "cache", ...}`. `sharings` are what the memory would weigh with other numbers of
        key/value heads, `{n_key_value_heads, n_bytes}`, most first: the model's own as measured,
        the others as computed from it. Empty for a recurrent state.
    """
    return {
        "look": "cache",
        "kind": cost.kind,
        "n_steps": n_steps,
        "n_read": cost.n_read,
        "n_layers": cost.n_layers,
        "n_heads": cost.n_heads,
        "n_key_value_heads": cost.n_key_value_heads,
        "d_head": cost.d_head,
        "bytes_per_number": cost.bytes_per_number,
        "with_ms": encode_array(np.array(cost.with_ms, dtype=np.float32)),
        "without_ms": encode_array(np.array(cost.without_ms, dtype=np.float32)),
        "held_bytes": encode_array(np.array(cost.held_bytes)),
        "sharings": _sharings(cost),
    }


def _sharings(cost: MemoryCost) -> list[Payload]:
    """Each number of key/value heads that the query heads can share evenly."""
    if cost.kind == "state":
        return []
    per_head = cost.held_bytes[-1] // cost.n_key_value_heads
    counts = [n for n in range(cost.n_heads, 0, -1) if cost.n_heads % n == 0]
    return [{"n_key_value_heads": n, "n_bytes": n * per_head} for n in counts]
