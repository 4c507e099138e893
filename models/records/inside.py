"""Every activation of one pass, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from models.records.text import Family, Token

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
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
    values: Mapping[str, Float[Tensor, "*_"]]
    reads: Mapping[str, tuple[str, ...]]
    allowed: Bool[Tensor, "n_layers query_pos key_pos"] | None
    scaling: tuple[float, ...]
    missing: tuple[str, ...]

    def __getitem__(self, name: str) -> Tensor:
        return self.values[name]


Form = Literal["sum", "scaled_sum", "softmax", "layer_norm", "rms_norm", "activation", "lookup", "given"]


@dataclass(frozen=True)
class Term:
    """A summand of a number.

    Attributes:
        where: what its factors are: places of tensors by full name, `blocks.0.ln1[3, 17]`, or of weights, `W_Q[17, 5]`.
        factors: the numbers that are multiplied; none for a single number.
        value: what it adds.
    """

    where: tuple[str, ...]
    factors: tuple[float, ...]
    value: float


@dataclass(frozen=True)
class CellSum:
    """One number of a tensor, and what made it.

    Attributes:
        index: its place.
        value: as the model computed it.
        form: how it follows: `sum` of all terms and the rest; `scaled_sum`, that times `known["scaling"]`; `softmax`,
            `known["numerator"]` by the sum; a norm of `known["x"]`; the `activation` of `known["x"]`; a row of a table
            (`lookup`); or `given`, where the model computes it in a way of its own.
        terms: the largest summands, the largest first.
        n_rest, rest: how many more there are, and their sum.
        known: the other numbers of the formula.
        function: of an activation, by name.
    """

    name: str
    index: tuple[int, ...]
    value: float
    form: Form
    terms: tuple[Term, ...] = ()
    n_rest: int = 0
    rest: float = 0.0
    known: Mapping[str, float] = field(default_factory=dict)
    function: str | None = None


@dataclass(frozen=True)
class Formula:
    """How a tensor is made.

    Attributes:
        function: the norm or activation function, where there is one.
        equation: KaTeX source, for one position.
        code: the line of PyTorch that makes the whole tensor.
    """

    function: str | None
    equation: str
    code: str
