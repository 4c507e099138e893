"""Counted weights as the memory lab shows them: matrices, formulas with the person's numbers, totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from viz.memory.payloads import WeightsPayload

if TYPE_CHECKING:
    import pandas as pd


class Layer(Protocol):
    """What a count of one layer in one direction says (`models.memory.weight_counts.LayerCount`)."""

    @property
    def layer(self) -> int: ...
    @property
    def backward(self) -> bool: ...
    @property
    def input_size(self) -> int: ...
    @property
    def from_input(self) -> int: ...
    @property
    def from_state(self) -> int: ...
    @property
    def biases(self) -> int: ...
    @property
    def gates(self) -> tuple[str, ...]: ...
    @property
    def per_gate(self) -> int: ...
    @property
    def total(self) -> int: ...


def encode_weights(layers: Sequence[Layer], cell: str, hidden_size: int, biases: str) -> WeightsPayload:
    """All layers; each gate of a layer has the same matrices."""
    return {
        "cell": cell,
        "hidden_size": hidden_size,
        "biases": biases,
        "total": sum(layer.total for layer in layers),
        "layers": [
            {
                "layer": layer.layer,
                "backward": layer.backward,
                "input_size": layer.input_size,
                "from_input": layer.from_input,
                "from_state": layer.from_state,
                "biases": layer.biases,
                "gates": list(layer.gates),
                "per_gate": layer.per_gate,
                "total": layer.total,
            }
            for layer in layers
        ],
    }


def weights_table(layers: Sequence[Layer]) -> pd.DataFrame:
    """A row a layer and direction; `from_input`, `from_state` and `biases` are numbers of one of its gates."""
    import pandas as pd

    names = ("layer", "backward", "input_size", "from_input", "from_state", "biases", "per_gate", "total")
    rows = [[*(getattr(layer, name) for name in names), len(layer.gates)] for layer in layers]
    return pd.DataFrame(rows, columns=[*names, "n_gates"])
