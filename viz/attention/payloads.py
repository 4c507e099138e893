"""What travels between the attention lab and its half of the page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from models.records import Family
from viz.payloads import Booleans, Bytes, ClaimPayload, Floats, Integers, Message, PlacedLabel

Sight = Literal["causal", "full", "partial"]
MapKind = Literal["head", "average", "maximum", "rollout", "value"]
BertvizView = Literal["head", "model", "neuron"]
Axis = Literal["source", "target"]


class AttentionRequest(TypedDict):
    """Which forward pass.

    Attributes:
        mask: as `models.masks` reads it.
    """

    text: str
    model: str
    mask: str


class StackQuestion(AttentionRequest):
    """One stack of a pass.

    Attributes:
        stack: `self`, or of an encoder-decoder `encoder`, `decoder` or `cross`.
    """

    stack: str


class HeadQuestion(StackQuestion):
    """One head of a pass; layers and heads count from 0."""

    layer: int
    head: int


class MapQuestion(HeadQuestion):
    """One map of a layer; for `average`, `maximum` and `rollout` the head does not matter."""

    kind: NotRequired[MapKind]


class CellQuestion(HeadQuestion):
    """One query's row of a head.

    Attributes:
        query: its position, from 0.
    """

    query: int


class BertvizQuestion(HeadQuestion):
    """One of BertViz's own views; the head is the one that it opens with."""

    view: BertvizView


class SilenceQuestion(AttentionRequest):
    """A pass without some of its heads.

    Attributes:
        silenced: layer and head of each.
    """

    silenced: NotRequired[list[tuple[int, int]]]


class TwinQuestion(TypedDict):
    """The text that both twins go on with."""

    text: str


class MapPayload(TypedDict):
    """One map exactly, cell for cell, `[query_pos, key_pos]`.

    Attributes:
        scores: before the mask; None where they were not captured, and for maps that no softmax made.
        allowed: where the mask lets anything be.
        strongest: query and key of the cell that is looked at first.
    """

    layer: int
    head: int
    kind: MapKind
    pattern: Floats
    scores: Floats | None
    allowed: Booleans
    strongest: tuple[int, int]


class GridPayload(TypedDict):
    """All heads of a stack, small. A cell is `level / 255 * row_max`, within 1/510 of its row's maximum.

    Attributes:
        shape: of the pattern, `[n_layers, n_heads, n_queries, n_keys]`.
        pooled: how many query and key positions a cell stands for.
        sight: what the queries may see, told from the mask itself.
        n_key_value_heads: heads before grouped-query heads were expanded for display.
        allowed: `[1 or n_layers, row, column]`.
        levels: `[layer, head, cell]`, of the cells that are allowed in any layer, row by row.
        row_max: `[layer, head, row]`.
    """

    shape: list[int]
    pooled: list[int]
    sight: Sight
    n_key_value_heads: int
    allowed: Booleans
    levels: Bytes
    row_max: Floats


class StackPayload(TypedDict):
    """One stack's attention.

    Attributes:
        queries, keys: which text's tokens stand on its axes.
        kinds: what can be drawn of it.
        strongest: `[layer, head, 2]`, query and key of the cell that is looked at first.
        opened: the head that is shown first, exactly.
    """

    queries: Axis
    keys: Axis
    kinds: list[MapKind]
    grid: GridPayload
    strongest: Integers
    opened: MapPayload


class AttentionPayload(TypedDict):
    """One forward pass, before a head is asked for exactly.

    Attributes:
        tokens: of the `source` text and, for an encoder-decoder, of the `target` that it wrote.
    """

    model: str
    family: Family
    mask: str
    tokens: dict[Axis, list[PlacedLabel]]
    stacks: dict[str, StackPayload]


class TracedPayload(AttentionPayload):
    """A pass with the question that gets it again.

    Attributes:
        is_masked: the model fills in `[MASK]` and sees both sides of it; else it goes on with the text.
        edited: the stacks that another mask and silenced heads change.
        no_head: of a model that predicts nothing, why.
        read_only: the model computes attention on its own: what it tells is shown, and nothing can be changed.
    """

    request: AttentionRequest
    is_masked: bool
    edited: list[str]
    no_head: NotRequired[Message]
    read_only: bool


class PredictionRow(TypedDict):
    """One token; a probability is None where it is not among a side's candidates: at most the side's `least`."""

    token: str
    probs: list[float | None]


class PredictionPayload(TypedDict):
    """What is expected at one position; all lists are `[native]` or `[native, changed]`.

    Attributes:
        least: the smallest probability that is known of each side.
        rows: the most probable tokens of either side, native order first.
        rest: the probability of everything without a number; with `probs` a side sums to 1.
    """

    position: int
    entropy_bits: list[float]
    least: list[float]
    rows: list[PredictionRow]
    rest: list[float]


class AttentionPanel(TracedPayload):
    """One panel of the lab.

    Attributes:
        tells: the text is one of the lab's own, and the head that is shown first is the one to look at.
    """

    title: str
    tells: bool
    predictions: list[PredictionPayload]


class NoAttention(TypedDict):
    """The panel of a model that has none."""

    title: str
    family: Family


class AttentionSide(TypedDict):
    """What a preset shows in one panel; without a text of its own the one above."""

    model: str
    text: str


class AttentionPreset(TypedDict):
    """Something to try.

    Attributes:
        models: by family, chosen above.
        claims: what its hint says in numbers.
    """

    text: str
    models: dict[str, str]
    left: AttentionSide
    right: AttentionSide
    claims: dict[str, ClaimPayload]


class MaskComparison(TypedDict):
    """A model's own pass and one under another mask."""

    before: TracedPayload
    after: TracedPayload
    predictions: list[PredictionPayload]


class ScorePayload(TypedDict):
    """How surprising each token is, as the model is and with a change.

    Attributes:
        surprisal_bits: `[side, pos]`, NaN where the model gives no probability.
        total_bits: of each side.
        pseudo: each token was masked in turn, which is no probability of the text.
    """

    tokens: list[str]
    surprisal_bits: Floats
    total_bits: list[float]
    pseudo: bool


class NoScores(TypedDict):
    """Why there are none: `too_long` goes with the `limit`, in tokens."""

    missing: Literal["no_score", "too_long"]
    limit: NotRequired[int]


class SilencedPayload(TypedDict):
    """What is expected with and without some heads."""

    predictions: list[PredictionPayload]


class CellPayload(TypedDict):
    """What softmax(q K^T scaling) V is made of, for one query; all numbers are the model's own.

    Attributes:
        query, output: `[d_head]`.
        keys, values: `[key_pos, d_head]`.
        scores, allowed, pattern: `[key_pos]`.
    """

    layer: int
    head: int
    query_pos: int
    scaling: float
    query: Floats
    keys: Floats
    values: Floats
    scores: Floats
    allowed: Booleans
    pattern: Floats
    output: Floats


class HeadScores(TypedDict):
    """One score of all heads.

    Attributes:
        values: `[layer, head]`, NaN where it does not exist.
        is_share: a share of the weight, from 0 to 1.
    """

    values: Floats
    is_share: bool


class HeadsPayload(TypedDict):
    """What every head does.

    Attributes:
        columns: scores by name; those that begin with `test_` are on random tokens that are read twice.
    """

    columns: dict[str, HeadScores]


class HeadTable(HeadsPayload):
    """The table of heads, with how many random tokens were repeated."""

    n_repeated: int


class BertvizPart(TypedDict):
    """What of a pass BertViz shows: some layers, of the first tokens."""

    layers: list[int]
    n_tokens: int
    n_all_layers: int
    n_all_tokens: int


class BertvizPage(TypedDict):
    """What stands on the page, and the program that fills it, without a `<` from a token."""

    markup: str
    script: str
    part: BertvizPart


class TwinPayload(TypedDict):
    """What a twin writes after the text.

    Attributes:
        name: the lab's string that names it; `colour` its name in the palette.
        loss_nats: where its training ended.
    """

    name: Literal["twin_gpt", "twin_unmasked"]
    colour: str
    loss_nats: float
    text: str
