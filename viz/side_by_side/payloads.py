"""What travels between the side by side lab and its half of the page."""

from __future__ import annotations

from typing import Literal, TypedDict

from models.records import Family
from viz.payloads import ClaimPayload, Label, Likely, Message

Seen = Literal["before", "state", "around"]


class Word(TypedDict):
    """A stretch of the text that no token crosses, readable; characters `start` to `end`."""

    start: int
    end: int
    label: str


class Expected(TypedDict):
    """What a model expects; `rest` is the probability of all others."""

    top: list[Likely]
    rest: float
    entropy_bits: float


class ReadingCell(TypedDict):
    """One word as one model reads it.

    Attributes:
        tokens: of the word, readable.
        unknown: one of them stands for what the vocabulary cannot spell, and has no surprisal.
        bits: the summed surprisal of the others; None where nothing is predicted.
        expected: at the first of them.
        truth: the place of the first of them among what is expected there; None where it is not.
    """

    tokens: list[str]
    unknown: bool
    bits: float | None
    expected: Expected | None
    truth: int | None


class ReadingColumn(TypedDict):
    """One model's reading.

    Attributes:
        sight: what the model sees when it is asked for a token: those before it, one state of all before it, or both
            sides of it.
        pseudo: each token was masked in turn.
        n_unknown: tokens that stand for what the vocabulary cannot spell; the totals leave them and their bytes out.
        next: what follows the text; None for a masked model.
        cells: one a word.
    """

    model: str
    title: str
    family: Family
    sight: Seen
    pseudo: bool
    n_tokens: int
    total_bits: float
    bits_per_byte: float
    n_unknown: int
    next: Expected | None
    cells: list[ReadingCell]


class ReadingsPayload(TypedDict):
    """The table: a row a word, a column a model.

    Attributes:
        words: at most the first few hundred.
        n_words: of the whole text.
    """

    words: list[Word]
    n_words: int
    n_bytes: int
    columns: list[ReadingColumn]


class BaselinePayload(TypedDict):
    """What a simpler model makes of the text."""

    name: str
    total_bits: float
    bits_per_byte: float


class Refusal(TypedDict):
    """Why a model makes nothing of the text."""

    family: Family
    title: str
    message: Message


class EffectColumn(TypedDict):
    """What a change moved in one model, in bits.

    Attributes:
        cells: per word the most among its tokens; None where no shared token of it is predicted.
        next: of what follows the text.
    """

    model: str
    cells: list[float | None]
    next: float | None


class EffectsPayload(TypedDict):
    """What a change moved in every model."""

    columns: list[EffectColumn]


class EditPayload(EffectsPayload):
    """The change, too: which characters were replaced, and by what."""

    start: int
    end: int
    replacement: str


class ReadingPayload(ReadingsPayload):
    """All that the first section shows."""

    baselines: list[BaselinePayload]
    errors: list[Refusal]
    text: str
    edit: EditPayload | None


class ReadingPreset(TypedDict):
    """A sentence to try.

    Attributes:
        word: the one that is chosen first, where it stands last; empty for the text's last word.
        claims: what its hint says in numbers.
    """

    text: str
    word: str
    claims: dict[str, ClaimPayload]


class Target(TypedDict):
    """How high the target distribution is: at the true token, at each other one."""

    true: float
    other: float


class TargetCandidate(Likely):
    """A token that was expected, and whether it is the true one."""

    true: bool


class TermPayload(TypedDict):
    """One position's part of a loss.

    Attributes:
        true: what stands there.
        read: what the model got to read.
        fate: of a position that was chosen for masking.
    """

    position: int
    true: str
    read: str
    fate: str
    plain_nats: float
    smoothed_nats: float
    top: list[TargetCandidate]


class TargetsPayload(TypedDict):
    """A text under an objective; a loss is None where there is no target.

    Attributes:
        unreadable: the vocabulary can spell nothing of the text: masked training chooses none of it.
        n_empty: how many draws of masks before this one chose no token.
    """

    title: str
    family: Family
    tokens: list[Label]
    loss_nats: float | None
    smoothed_loss_nats: float | None
    d_vocab: int
    unreadable: bool
    target: Target
    terms: list[TermPayload]
    n_empty: int


class PairPayload(TypedDict):
    """Next-sentence prediction.

    Attributes:
        loss_nats: if the second sentence follows, and if it does not.
    """

    first: str
    second: str
    prob_follows: float
    loss_nats: list[float]


class NoPair(TypedDict):
    """Why there is none, which must not hide the other objectives."""

    error: Message


class ObjectivesPayload(TypedDict):
    """Every training objective on the text.

    Attributes:
        picked: the token of a person's choice as a target, a term a fate; None where none can be one.
    """

    smoothing: float
    seed: int
    causal: list[TargetsPayload]
    masked: TargetsPayload
    picked: TargetsPayload | None
    pair: PairPayload | NoPair
