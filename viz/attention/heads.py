"""The table of heads by what they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from viz.attention.payloads import HeadsPayload
from viz.payload import encode_floats

if TYPE_CHECKING:
    import pandas as pd
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


def heads_table(here: Mapping[str, Tensor]) -> pd.DataFrame:
    """A row a head: its layer, its number and its scores; NaN where a score does not exist."""
    import pandas as pd

    n_layers, n_heads = next(iter(here.values())).shape
    places = [(layer, head) for layer in range(n_layers) for head in range(n_heads)]
    table = pd.DataFrame(places, columns=["layer", "head"])
    return table.assign(**{name: scores.flatten().tolist() for name, scores in here.items()})
