"""What travels between the section of gradients and its half of the page."""

from __future__ import annotations

from typing import Literal, TypedDict

from viz.inside.payloads import ReadRequest
from viz.payloads import Floats, Label


class BackwardQuestion(ReadRequest):
    """The loss at which position."""

    position: int


class BackwardPayload(TypedDict):
    """The gradient of one loss at every block and every position.

    Attributes:
        is_masked: the asked position is hidden from the model, and is its own target.
        has_state: it comes back through a state, and not through attention.
        asked: positions that can be asked.
        stations: full names of what enters the first block and of what each gives.
        norms: lengths of the gradient, `[station, pos]`.
        matrices: whose weights can take a step.
    """

    request: ReadRequest
    title: str
    family: str
    is_masked: bool
    has_state: bool
    tokens: list[Label]
    position: int
    target: str
    loss_nats: float
    asked: list[int]
    stations: list[str]
    norms: Floats
    matrices: list[str]


class WeightQuestion(BackwardQuestion):
    """A step on the weight of a matrix that has the largest gradient."""

    matrix: str
    rate: float


class WeightPayload(TypedDict):
    """A step of gradient descent on one weight, and the measured loss along it.

    Attributes:
        index: output and input of the weight in its matrix of this `shape`.
        after: the weight behind the step.
        expected: the loss that the gradient alone promises.
        weights: along the curve.
        losses: measured at each.
    """

    matrix: str
    shape: tuple[int, int]
    index: tuple[int, int]
    weight: float
    after: float
    gradient: float
    rate: float
    loss_before: float
    loss_after: float
    expected: float
    weights: Floats
    losses: Floats


class BesideQuestion(TypedDict):
    """The text that the models beside each other read."""

    text: str


class DepthLine(TypedDict):
    """The gradient at each depth of one of the twins, over all positions."""

    model: str
    title: str
    sizes: list[float]


class TimeLine(TypedDict):
    """The gradient at each step back, as a share of that at the last step."""

    model: str
    title: str
    state: Literal["hidden", "cell"]
    shares: list[float]


class BesidePayload(TypedDict):
    """Twins that differ in their norms, and two recurrent networks, on one text.

    Attributes:
        text: that was read; where the own one is short or in a script that they have never read, another.
        tokens: that the recurrent ones read.
    """

    text: str
    is_own: bool
    tokens: list[str]
    depth: list[DepthLine]
    time: list[TimeLine]


class SmallNetQuestion(TypedDict):
    """The numbers of the small net."""

    x1: float
    x2: float
    w1: float
    w2: float
    b: float
    target: float
    loss: Literal["squared", "cross_entropy"]
    rate: float


class SmallStepPayload(TypedDict):
    """Where a step leads: the weights that moved, the net's output, the loss."""

    weights: dict[str, float]
    output: float
    loss: float


class SmallNetPayload(TypedDict):
    """The small net forwards and backwards, by node."""

    values: dict[str, float]
    gradients: dict[str, float]
    steps: dict[str, SmallStepPayload]


class SmallNetProps(TypedDict):
    """The numbers that it opens with."""

    first: SmallNetQuestion
