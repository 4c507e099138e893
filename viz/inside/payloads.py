"""What travels between the inside lab and its half of the page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from models.records import Family
from viz.payloads import Booleans, Bytes, Floats, Integers, Label, Likely, Message


class ReadRequest(TypedDict):
    """A pass, as the server remembers it."""

    text: str
    model: str


class StepRow(TypedDict):
    """A row of the table of steps: what a tensor is called, and where it is shown in depth.

    Attributes:
        lens: its name in TransformerLens; None where it has none.
        depth: the lab that shows it in depth, and that lab's section, if it is in one.
    """

    name: str
    part: str
    axes: list[str]
    lens: str | None
    depth: tuple[str, str] | None


class FlowProps(TypedDict):
    """What the flow knows of all models.

    Attributes:
        telling: a text in which attention fetches the answer, in the page's languages.
    """

    steps: list[StepRow]
    telling: Message
    most_appended: int


class FlowToken(Label):
    """A token of a lane, with its characters in the text; None where it covers none."""

    id: int
    start: int | None
    end: int | None


class NextToken(Likely):
    """A token that may come next.

    Attributes:
        text: the characters that it adds; None for the end of a text, and for parts of a character.
    """

    text: str | None


class FlowPayload(TypedDict):
    """The whole way of a text through a model, each tensor by its size alone.

    Attributes:
        kind: how the blocks are put together; None where the model keeps to no known order.
        mask_token: what stands for a hidden token, of a model that fills it; None for one that writes on.
        start: names of what is added up before block 0.
        start_sizes: Euclidean lengths `[start, pos]`.
        stations: names along the lanes: what enters block 0, then what each block gives.
        sizes: Euclidean lengths `[station, pos]`.
        added: what a block adds to the lane, by step, `[block, pos]`; None for a recurrent network.
        carried: length of the state that goes from token to token, `[block, pos]`; None for a transformer.
        mixing: attention weights, mean of a block's heads, in 255ths, `[block, query_pos, key_pos]`.
        end: names of what follows the last block.
        top: what the model expects at each position; empty without an output layer.
        position: the one to look at first.
        missing: steps of this kind that this model does not show.
        encoder_only: the model has a decoder beside, which is not shown.
    """

    request: ReadRequest
    title: str
    family: Family
    kind: str | None
    mask_token: str | None
    n_layers: int
    tokens: list[FlowToken]
    start: list[str]
    start_sizes: Floats | None
    stations: list[str]
    sizes: Floats | None
    added: dict[str, Floats]
    carried: Floats | None
    mixing: Bytes | None
    end: list[str]
    top: list[list[NextToken]]
    position: int
    missing: list[str]
    encoder_only: bool


class PartQuestion(ReadRequest):
    """Asks for all tensors of a block, or of what stands before (`start`) or behind (`end`) the blocks."""

    part: int | Literal["start", "end"]


class TensorPicture(TypedDict):
    """A tensor, small: every n-th number, of a map the largest of each block; 128 for 0, 255 for `limit`.

    Attributes:
        name: in full.
        reads: the tensors that it is made of, by full name.
        shape: of the tensor.
        limit: the size that is drawn in full colour; larger numbers saturate.
        picture: `[head, row, column]`, one head where there are none.
    """

    name: str
    reads: list[str]
    shape: list[int]
    mean: float
    std: float
    low: float
    high: float
    limit: float
    picture: Bytes


class PartPayload(TypedDict):
    """All tensors of one part, in the order in which they are made."""

    part: int | Literal["start", "end"]
    tensors: list[TensorPicture]


class TensorQuestion(ReadRequest):
    """Asks for a tensor's numbers, of one head where it has heads; of a vocabulary at one position."""

    name: str
    head: NotRequired[int]
    position: NotRequired[int]


class TensorPayload(TypedDict):
    """A matrix of a tensor exactly.

    Attributes:
        position: the only row of a tensor as wide as the vocabulary; None where all rows are there.
        values: `[row, column]`.
        columns: places of the columns in a vocabulary, the largest number first; None where all are there.
        labels: what these tokens are.
        allowed: of a map, what each query may see.
        equation: KaTeX source, for one position.
        code: the line of PyTorch that makes the whole tensor.
        function: the norm or activation function, where there is one.
        site: of a norm, the name of its module, by which the norms lab knows it.
    """

    name: str
    equation: str
    code: str
    function: str | None
    site: str | None
    head: int | None
    position: int | None
    values: Floats
    columns: list[int] | None
    labels: list[str] | None
    allowed: Booleans | None


class NumberQuestion(ReadRequest):
    """Asks for the sum that made one number: `[head, row, column]`, or `[row, column]` without heads."""

    name: str
    index: list[int]


class Summand(TypedDict):
    """A summand.

    Attributes:
        where: which numbers it is made of: full names of tensors or names of weights, with their places.
        factors: those numbers.
        value: what it adds.
    """

    where: list[str]
    factors: list[float]
    value: float


class NumberPayload(TypedDict):
    """One number and what made it.

    Attributes:
        value: as the model computed it.
        form: how it follows from the terms.
        terms: the largest summands, the largest first.
        rest: all others together, of which there are `n_rest`.
        known: further numbers of the formula, by symbol.
        function: the activation's name; None elsewhere.
    """

    name: str
    index: list[int]
    value: float
    form: str
    terms: list[Summand]
    n_rest: int
    rest: float
    known: dict[str, float]
    function: str | None


class FunctionsQuestion(ReadRequest):
    """Which layer's pre-activations, and which of those."""

    layer: int
    site: str


class CurvePayload(TypedDict):
    """An activation function over the axis, and how it treats the values.

    Attributes:
        equation, slope_equation: KaTeX source of it and of its derivative.
        flat_below, flat_above: where it becomes flat; None where it does not.
        saturated: share of the values that lie where it is flat.
        n_dead: units of which all do.
        factor: what the gate of `swiglu` multiplies here.
    """

    name: str
    equation: str
    slope_equation: str
    values: Floats
    slopes: Floats
    flat_below: float | None
    flat_above: float | None
    saturated: float
    n_dead: int
    factor: float | None


class FunctionsPayload(TypedDict):
    """What enters a layer's activation function, and all functions over it.

    Attributes:
        used: the function that the model has there, a name among `curves` or that of a class.
        below_zero: share of the values.
        n_outside: values beyond the axis, which are counted at its ends.
        counts: how many values lie in each of equal parts of the axis.
        x: of the curves, from one end of the axis to the other.
        by_layer: share of saturated values under `used`, where it is in the table.
    """

    request: ReadRequest
    title: str
    family: str
    layer: int
    n_layers: int
    site: str
    sites: list[str]
    used: str
    n_units: int
    below_zero: float
    n_outside: int
    counts: Integers
    x: Floats
    curves: list[CurvePayload]
    by_layer: list[float]
