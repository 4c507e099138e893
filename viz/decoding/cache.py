"""What a memory of the text saves, and what it weighs."""

from __future__ import annotations

from models.records import MemoryCost
from viz.decoding.payloads import CachePayload, Sharing
from viz.payload import encode_floats, encode_integers


def encode_cost(cost: MemoryCost, n_steps: int) -> CachePayload:
    """Times and bytes of every step so far.

    Args:
        n_steps: how many there will be.
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
        "with_ms": encode_floats(cost.with_ms),
        "without_ms": encode_floats(cost.without_ms),
        "held_bytes": encode_integers(cost.held_bytes),
        "sharings": _sharings(cost),
    }


def _sharings(cost: MemoryCost) -> list[Sharing]:
    """Each number of key/value heads that the query heads can share evenly; none for a recurrent state."""
    if cost.kind == "state":
        return []
    per_head = cost.held_bytes[-1] // cost.n_key_value_heads
    counts = [n for n in range(cost.n_heads, 0, -1) if cost.n_heads % n == 0]
    return [{"n_key_value_heads": n, "n_bytes": n * per_head} for n in counts]
