"""The table of heads by what they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from viz.attention.payloads import HeadsPayload
from viz.payload import encode_floats

if TYPE_CHECKING:
    from torch import Tensor

TESTED = ("previous_token", "induction")
MEASURES = ("entropy_bits", "mean_distance")  # all other scores are shares of the weight


def encode_heads(here: Mapping[str, Tensor], test: Mapping[str, Tensor] | None) -> HeadsPayload:
    """Scores of all heads by name, each `[layer, head]`; NaN where a score does not exist.

    Args:
        here: on a person's text.
        test: on random tokens that are read twice; of it the scores `TESTED` are sent, as `test_<name>`.
    """
    columns = dict(here)
    if test is not None:
        columns |= {f"test_{name}": test[name] for name in TESTED}
    return {
        "columns": {
            name: {"values": encode_floats(scores), "is_share": name not in MEASURES}
            for name, scores in columns.items()
        }
    }
