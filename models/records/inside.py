"""Every activation of one pass, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.text import Family, Token

if TYPE_CHECKING:
    from jaxtyping import Bool
    from torch import Tensor


@dataclass(frozen=True)
class Activations:
    """All named activations of one text, as the model computed them.

    Attributes:
        kind: how the model's blocks are put together, a key of `models.inside.kinds.KINDS`; None where none fits.
        values: by full name, in the order in which the model makes them; `models.inside.steps` says their axes.
        reads: what each of them is computed from, by full names; empty for a table's row, or where it is not known.
        allowed: what each query may see, by layer; None without attention that can be watched.
        scaling: of the scores, by layer.
        missing: names of the kind's steps that could not be found in this model.
    """

    model_id: str
    family: Family
    kind: str | None
    tokens: tuple[Token, ...]
    n_layers: int
    values: Mapping[str, Tensor]
    reads: Mapping[str, tuple[str, ...]]
    allowed: Bool[Tensor, "n_layers query_pos key_pos"] | None
    scaling: tuple[float, ...]
    missing: tuple[str, ...]

    def __getitem__(self, name: str) -> Tensor:
        return self.values[name]
