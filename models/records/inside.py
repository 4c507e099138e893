"""Every activation of one pass, by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from models.records.text import Family, Token

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int
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


@dataclass(frozen=True)
class Lens:
    """What a model would predict if it stopped after a block.

    Attributes:
        stations: full names of the streams that were read: what enters block 0, then what each block gives.
        top_ids, top_probs: the most probable tokens, falling.
        entropy_bits: of the whole distribution.
        answer_ids: what the model expects at each position in the end.
        answer_probs, answer_ranks: of that at each station; 1 is the first rank.
        names: every token that is named above, by its id.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    stations: tuple[str, ...]
    top_ids: Int[Tensor, "station pos candidate"]
    top_probs: Float[Tensor, "station pos candidate"]
    entropy_bits: Float[Tensor, "station pos"]
    answer_ids: Int[Tensor, " pos"]
    answer_probs: Float[Tensor, "station pos"]
    answer_ranks: Int[Tensor, "station pos"]
    names: Mapping[int, Token]


PartKind = Literal["embed", "position", "segment", "head", "mlp", "written", "stream", "bias"]


@dataclass(frozen=True)
class Contribution:
    """What one part adds to a logit.

    Attributes:
        kind: `written` is what a recurrent network put into its cells at a position; `stream` is a tensor that is not
            taken apart further.
        name: of the tensor that is added, in full; of a bias, of what it is the bias of.
        position: that was written; None for parts of the position that is asked about.
    """

    kind: PartKind
    name: str
    value: float
    layer: int | None = None
    head: int | None = None
    position: int | None = None


@dataclass(frozen=True)
class Contributions:
    """A logit, or the difference of two, as a sum.

    Attributes:
        position: that answers.
        token: whose logit.
        other: whose logit is taken off; None for no one's.
        value: as the model computed it.
        parts: in the order of the model.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    position: int
    token: Token
    other: Token | None
    value: float
    parts: tuple[Contribution, ...]

    @property
    def total(self) -> float:
        """All parts together: `value`, but for rounding."""
        return math.fsum(part.value for part in self.parts)


@dataclass(frozen=True)
class Neuron:
    """A neuron of an MLP, or a unit of a recurrent network.

    Attributes:
        activation: how strongly it fires.
        value: what it adds to the logit.
        raises, lowers: the tokens whose logits it moves most, as it fires here.
    """

    layer: int
    index: int
    activation: float
    value: float
    raises: tuple[Token, ...]
    lowers: tuple[Token, ...]


@dataclass(frozen=True)
class Silenced:
    """The answer with each part of a model silent in turn.

    Attributes:
        position: that answers.
        token: whose probability is followed.
        how: `zero`, or `mean` over positions.
        columns: the heads by their numbers, then `mlp` and `block`.
        before: probability of the token with nothing silent.
        probs: with each part silent.
        top_ids, top_probs: what the model says then.
        names: of these tokens, by id.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    position: int
    token: int
    how: str
    columns: tuple[str, ...]
    before: float
    probs: Float[Tensor, "n_layers column"]
    top_ids: Int[Tensor, "n_layers column"]
    top_probs: Float[Tensor, "n_layers column"]
    names: Mapping[int, Token]


@dataclass(frozen=True)
class Patched:
    """A text's answer with one vector of another sentence in it.

    Attributes:
        other_tokens: of the other sentence, as many.
        position: that answers.
        token, rival: the text's own answer, and the other sentence's.
        site: what is carried over: `stream`, `attention`, `mlp`.
        head: of attention; None for all.
        before, behind: the rival's logit less the token's, in the text and in the other sentence.
        changes: the same with one vector carried over.
        rival_probs: the rival's probability then.
        top_ids: what the model says then.
        names: of these tokens, by id.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    other_tokens: tuple[Token, ...]
    position: int
    token: int
    rival: int
    site: str
    head: int | None
    before: float
    behind: float
    changes: Float[Tensor, "n_layers pos"]
    rival_probs: Float[Tensor, "n_layers pos"]
    top_ids: Int[Tensor, "n_layers pos"]
    names: Mapping[int, Token]
