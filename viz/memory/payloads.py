"""What travels between the memory lab and its half of the page."""

from __future__ import annotations

from typing import TypedDict

from models.records import Family
from viz.payloads import Floats, Label, Likely


class ReadToken(Label):
    """A token, and what a reader of sentences would notice.

    Attributes:
        ends: a sentence or a quotation begins or ends here.
    """

    ends: bool


class PlacedToken(ReadToken):
    """A token with its characters in the text; None where it covers none."""

    start: int | None
    end: int | None


class LayerGates(TypedDict):
    """One layer's gates, `[token, unit]`; cell and hidden state follow from them.

    Attributes:
        cell_before: the cell before the first token shown, `[unit]`.
    """

    input_gate: Floats
    forget_gate: Floats
    cell_candidate: Floats
    output_gate: Floats
    cell_before: Floats


class GatesPayload(TypedDict):
    """Every layer's gates on the last tokens of the text.

    Attributes:
        n_tokens: of the whole text.
        first: position of the first token shown.
    """

    model: str
    title: str
    n_tokens: int
    first: int
    tokens: list[ReadToken]
    layers: list[LayerGates]


class InfluencePayload(TypedDict):
    """How far back one model reaches.

    Attributes:
        first: position of the first token looked at.
        n_replacements: how many other tokens stood in for each.
        moved_bits: `[asked, replaced]`, how far a token's replacement moves the prediction after another.
        gradient: the same shape, by the derivative.
        half: how many tokens further back the mean influence is half; None if it never is.
        reach: how many of the last tokens together have nine tenths of it; None where there is none.
        last_bits: the mean influence of the last token read.
    """

    model: str
    title: str
    family: Family
    n_tokens: int
    first: int
    n_replacements: int
    tokens: list[PlacedToken]
    moved_bits: Floats
    gradient: Floats
    half: float | None
    reach: int | None
    last_bits: float


class ReachPayload(TypedDict):
    """All models so far, one after the other.

    Attributes:
        pending: titles of those that are still being measured.
    """

    models: list[InfluencePayload]
    pending: list[str]


class ExpectedNext(TypedDict):
    """What a model expects after the text, the most probable first."""

    title: str
    family: Family
    top: list[Likely]


class ReachTextPayload(TypedDict):
    """The text whose reach is measured.

    Attributes:
        is_telling: it is the lab's own.
        claimed: the language of the story whose hint speaks of these models; None where no hint does.
    """

    text: str
    is_telling: bool
    claimed: str | None
    expected: list[ExpectedNext]


class Guess(Likely):
    """The likeliest token, and whether it is the one that stands there."""

    right: bool


class DirectionsPayload(TypedDict):
    """A bidirectional LSTM's two states at every token, and what each guesses.

    Attributes:
        forward, backward: `[pos, unit]`.
        surprisal_bits: per token from the left alone, from the right alone, from both; None for special tokens,
            and for `[UNK]`, which stands for many texts.
        guesses: likewise; None for special tokens.
    """

    title: str
    tokens: list[ReadToken]
    forward: Floats
    backward: Floats
    surprisal_bits: list[tuple[float, float, float] | None]
    guesses: list[tuple[Guess, Guess, Guess] | None]


class BothDirectionsPayload(DirectionsPayload):
    """The same, with how many layers the chosen LSTM has."""

    n_layers: int


class LayerWeights(TypedDict):
    """One layer in one direction; each of its gates has the same matrices.

    Attributes:
        from_input, from_state, biases: of one gate.
        per_gate: their sum.
    """

    layer: int
    backward: bool
    input_size: int
    from_input: int
    from_state: int
    biases: int
    gates: list[str]
    per_gate: int
    total: int


class WeightsPayload(TypedDict):
    """The weights of a network of a person's own sizes."""

    cell: str
    hidden_size: int
    biases: str
    total: int
    layers: list[LayerWeights]
