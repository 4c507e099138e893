"""One step of one decoding run: what there was to choose from, and how it was chosen."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.records import StepDistribution
from viz.html import visible
from viz.payload import Payload, encode_array


def encode_step(found: StepDistribution, column: int) -> Payload:
    """What the panel of one step shows.

    Args:
        column: counted from 0, to which the step belongs.

    Returns:
        `{look: "step", column, place, ...}`; `choices` are arrays by name, `[choice]`, falling by
        `prob`; `begin` is -1 where a token was cut. `rest` has what is not listed.
    """
    choices = found.choices
    columns: dict[str, Any] = {
        "id": np.array([choice.id for choice in choices], dtype=np.int32),
        "rank": np.array([choice.rank for choice in choices], dtype=np.int32),
        "prob": np.array([choice.prob for choice in choices], dtype=np.float32),
        "reshaped": np.array([choice.reshaped_prob for choice in choices], dtype=np.float32),
        "kept": np.array([choice.kept_prob for choice in choices], dtype=np.float32),
        "begin": np.array([-1 if choice.begin is None else choice.begin for choice in choices], dtype=np.float32),
    }
    n_rest, prob, reshaped, kept = found.rest
    return {
        "look": "step",
        "column": column,
        "place": found.place,
        "order": found.step,
        "n_written": found.n_written,
        "strategy": dict(found.strategy),
        "tokens": [visible(choice.token) for choice in choices],
        "cut_by": [choice.cut_by for choice in choices],
        "choices": {name: encode_array(values) for name, values in columns.items()},
        "rest": {"n": n_rest, "prob": prob, "reshaped": reshaped, "kept": kept},
        "chosen": found.chosen,
        "number": found.number,
        "n_kept": found.n_kept,
        "d_vocab": found.d_vocab,
        "entropy_bits": found.entropy_bits,
        "temperatures": list(found.temperatures),
        "by_temperature": encode_array(found.by_temperature),
        "prefix": list(found.prefix_ids),
    }
