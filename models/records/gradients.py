"""What comes back through a model from a loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.text import Family, Token

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


@dataclass(frozen=True)
class LossGradients:
    """The gradient of one loss by what stands between the blocks, at every position.

    Attributes:
        tokens: as the model read them; of a masked model the asked position is hidden.
        position: that was asked: the one before `target`, or of a masked model its own.
        target: the token whose surprisal the loss is.
        loss_nats: the cross-entropy of the model's prediction there.
        asked: positions that can be asked.
        stations: full names of what enters the first block and of what each block gives.
        norms: Euclidean length of the gradient by each station's vector at each position.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    position: int
    target: Token
    loss_nats: float
    asked: tuple[int, ...]
    stations: tuple[str, ...]
    norms: Float[Tensor, "station pos"]


@dataclass(frozen=True)
class TimeGradients:
    """The gradient of the loss at the last step of a recurrent model by each earlier state, through all of time.

    Attributes:
        tokens: that were read.
        target: the next one, whose surprisal the loss is.
        hidden: Euclidean length of the gradient by each layer's hidden state at each step; what the state does to
            later steps included.
        cell: likewise by an LSTM's cell state; None without one.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    target: Token
    loss_nats: float
    hidden: Float[Tensor, "n_layers pos"]
    cell: Float[Tensor, "n_layers pos"] | None


@dataclass(frozen=True)
class WeightStep:
    """A step of gradient descent on one weight, and the loss along it.

    Attributes:
        matrix: full name of the tensor that the weight's matrix makes: `blocks.3.mlp.out`.
        shape: of the matrix, `[out, in]`.
        index: of the weight: output, input.
        weight, gradient: before the step.
        rate: the learning rate.
        loss_before, loss_after: in nats; the second measured with the weight at `weight - rate * gradient`.
        offsets: what is added to the weight along the curve.
        losses: measured at each of them.
    """

    model_id: str
    position: int
    target: Token
    matrix: str
    shape: tuple[int, int]
    index: tuple[int, int]
    weight: float
    gradient: float
    rate: float
    loss_before: float
    loss_after: float
    offsets: Float[Tensor, " offset"]
    losses: Float[Tensor, " offset"]

    @property
    def after(self) -> float:
        """The weight after the step."""
        return self.weight - self.rate * self.gradient

    @property
    def expected(self) -> float:
        """The loss that the gradient alone promises: along the tangent."""
        return self.loss_before - self.rate * self.gradient**2


@dataclass(frozen=True)
class SmallStep:
    """What a step of gradient descent leads to.

    Attributes:
        weights: after it.
        output: of the net.
        loss: measured again.
    """

    weights: Mapping[str, float]
    output: float
    loss: float


@dataclass(frozen=True)
class SmallNet:
    """The textbook's net, forwards and backwards.

    Attributes:
        values: of every node, by name.
        gradients: of the loss, by every node but the target.
        loss: which one, `squared` or `cross_entropy`.
        rate: of learning.
        steps: on each of `w1`, `w2`, `b`, and on `all` of them at once.
    """

    values: Mapping[str, float]
    gradients: Mapping[str, float]
    loss: str
    rate: float
    steps: Mapping[str, SmallStep]
