"""What a key/value cache or a recurrent state saves, and what it weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from models.records import CacheCost
from viz.decoding.payloads import CachePayload, Sharing

if TYPE_CHECKING:
    import pandas as pd


def encode_cost(cost: CacheCost, n_steps: int) -> CachePayload:
    """What a step usually takes so far, and what the cache weighs now.

    Args:
        n_steps: how many are measured.
    """
    return {
        "kind": cost.kind,
        "n_steps": n_steps,
        "n_read": cost.n_read,
        "n_tokens": cost.n_read + len(cost.held_bytes) - 1,
        "n_layers": cost.n_layers,
        "n_heads": cost.n_heads,
        "n_key_value_heads": cost.n_key_value_heads,
        "d_head": cost.d_head,
        "bytes_per_number": cost.bytes_per_number,
        "n_bytes": cost.held_bytes[-1],
        "usual_with_ms": _usual(cost.with_ms),
        "usual_without_ms": _usual(cost.without_ms),
        "sharings": _sharings(cost),
    }


def _usual(times: Sequence[float]) -> float | None:
    """The median; the first is left out, in which both ways read the prompt."""
    return median(times[1:]) if len(times) > 1 else None


def _sharings(cost: CacheCost) -> list[Sharing]:
    """Each number of key/value heads that the query heads can share evenly; none for a recurrent state."""
    if cost.kind == "state":
        return []
    per_head = cost.held_bytes[-1] // cost.n_key_value_heads
    counts = [n for n in range(cost.n_heads, 0, -1) if cost.n_heads % n == 0]
    return [{"n_key_value_heads": n, "n_bytes": n * per_head} for n in counts]


def cost_table(cost: CacheCost, words: Mapping[str, str]) -> pd.DataFrame:
    """A row a step: its times both ways, and the bytes held after it."""
    import pandas as pd

    return pd.DataFrame(
        {
            words["step"]: range(1, len(cost.with_ms) + 1),
            f"{words['with_memory']} (ms)": [round(ms, 3) for ms in cost.with_ms],
            f"{words['without_memory']} (ms)": [round(ms, 3) for ms in cost.without_ms],
            words["bytes"]: cost.held_bytes,
        }
    )
