"""What travels between the lab's questions and their half of the page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from models.records import Family
from viz.inside.payloads import FlowToken, ReadRequest
from viz.payloads import Floats, Integers, Likely


class LensPayload(TypedDict):
    """What a model would predict after each block, at each position.

    Attributes:
        is_telling: the text is the section's own, because the one above is the page's first.
        is_recurrent: the stations are layers and not blocks.
        mask_token: what stands for a hidden token, of a model that fills it; None for one that writes on.
        stations: full names: what enters block 0, then what each block gives.
        top: the likeliest token, `[station, pos]`, with the space before a word as `·`.
        probs: of that, `[station, pos]`.
        entropy_bits: of the whole distribution, `[station, pos]`.
        answers: what the model expects in the end, by position.
        answer_probs, answer_ranks: of that at each station, `[station, pos]`; 1 is the first rank.
        position: the one to look at first.
    """

    request: ReadRequest
    title: str
    family: Family
    is_telling: bool
    is_recurrent: bool
    mask_token: str | None
    tokens: list[FlowToken]
    stations: list[str]
    top: list[list[str]]
    probs: Floats
    entropy_bits: Floats
    answers: list[str]
    answer_probs: Floats
    answer_ranks: Integers
    position: int


class LensQuestion(ReadRequest):
    """Asks for the candidates of one station at one position."""

    station: int
    position: int


class LensPlacePayload(TypedDict):
    """The candidates of one place, falling."""

    station: int
    position: int
    top: list[Likely]


class SplitQuestion(ReadRequest):
    """Asks for the parts of a logit.

    Attributes:
        token: whose logit; empty for the answer.
        other: whose logit is taken off; empty for none, None for the strongest rival.
        position: left out for the one that answers.
    """

    token: str
    other: str | None
    position: NotRequired[int]


class NeuronsQuestion(SplitQuestion):
    """Asks for the neurons of one MLP."""

    layer: int


class PartOfLogit(TypedDict):
    """What one part of the model adds.

    Attributes:
        name: of the tensor that is added, in full.
        position: that was written, of a recurrent network.
    """

    kind: str
    name: str
    value: float
    layer: int | None
    head: int | None
    position: int | None


Held = Literal["last", "all", "cells", "nothing"]


class SplitPayload(TypedDict):
    """A logit, or the difference of two, as a sum.

    Attributes:
        words: the likeliest candidates, as one types them.
        position: that answers.
        token, other: whose logit, and whose is taken off.
        rival: that one as it was asked for; empty for none.
        value: as the model computed it.
        total: of all parts.
        held: what is held at its value so that they add up: the deviation of the last norm, of all norms, or the
            gates of the cells.
    """

    family: Family
    tokens: list[FlowToken]
    words: list[str]
    position: int
    token: str
    other: str | None
    rival: str
    value: float
    total: float
    held: Held
    parts: list[PartOfLogit]


class ContributionsPayload(TypedDict):
    """What the section opens with."""

    request: ReadRequest
    title: str
    is_telling: bool
    split: SplitPayload


class NeuronPayload(TypedDict):
    """A neuron of an MLP.

    Attributes:
        activation: how strongly it fires.
        value: what it adds to the logit.
        raises, lowers: the tokens whose logits it moves most, as it fires here.
    """

    layer: int
    index: int
    activation: float
    value: float
    raises: list[str]
    lowers: list[str]


class PatchQuestion(ReadRequest):
    """Asks what one vector of another sentence changes, at each block and position.

    Attributes:
        head: of attention the only one that is carried over; None for all.
    """

    other: str
    site: str
    head: int | None


class HushQuestion(ReadRequest):
    """Asks for each part silent in turn: `zero`, or `mean` over positions."""

    how: str


class SilencePayload(TypedDict):
    """The answer's probability with each part of each block silent.

    Attributes:
        columns: the heads by their numbers, then `mlp` and `block`.
        before: with nothing silent.
        probs: `[layer, column]`.
        top: what the model says then, `[layer, column]`.
    """

    token: str
    columns: list[str]
    before: float
    probs: Floats
    top: list[list[str]]


class PatchPayload(TypedDict):
    """How the answer turns with one vector of the other sentence.

    Attributes:
        others: the other sentence's tokens.
        position: that answers.
        token, rival: the answers of the two sentences.
        before, behind: the rival's logit less the token's, in the one and in the other.
        shares: of the way from the one to the other, `[layer, pos]`.
        rival_probs: `[layer, pos]`.
        top: what the model says then, `[layer, pos]`.
    """

    tokens: list[FlowToken]
    others: list[FlowToken]
    position: int
    token: str
    rival: str
    site: str
    before: float
    behind: float
    shares: Floats
    rival_probs: Floats
    top: list[list[str]]


class WhatIfPayload(TypedDict):
    """What the section opens with.

    Attributes:
        other: the second sentence; empty where a person has to write one.
        carried: None as long as there is none.
    """

    request: ReadRequest
    title: str
    family: Family
    is_telling: bool
    other: str
    silenced: SilencePayload
    carried: PatchPayload | None
