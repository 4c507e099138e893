"""What travels between the inside lab and its half of the page."""

from __future__ import annotations

from typing import TypedDict

from models.records import Family
from viz.payloads import Bytes, Floats, Label, Likely


class ReadRequest(TypedDict):
    """A pass, as the server remembers it."""

    text: str
    model: str


class StepRow(TypedDict):
    """A row of the table of steps: what a tensor is called, and how it is made.

    Attributes:
        lens: its name in TransformerLens; None where it has none.
        depth: the lab that shows it in depth, and that lab's section, if it is in one.
    """

    name: str
    part: str
    axes: list[str]
    op: str
    equation: str
    code: str
    lens: str | None
    depth: tuple[str, str] | None


class FlowProps(TypedDict):
    """What the flow knows of all models."""

    steps: list[StepRow]
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
