"""Tokens, and the vectors that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    import numpy as np
    from jaxtyping import Bool, Float, Int8, Int32, UInt8
    from numpy.typing import NDArray
    from torch import Tensor

Family = str  # a key of `models.families.FAMILIES`


@dataclass(frozen=True, slots=True)
class Share:
    """Bytes `first` to `last`, counted from 1, of the `n_bytes` that a character has in UTF-8."""

    character: str
    first: int
    last: int
    n_bytes: int


TokenKind = Literal["plain", "fragment", "unknown"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text.

    Attributes:
        id: its row in the vocabulary.
        piece: as the vocabulary spells it (`Ġanimal`, `##ing`).
        text: the characters it covers; for a byte fragment the bytes as hex, such as `<E4>`.
        start, end: code-point offsets, Python slice style; None for special tokens that the
            tokenizer added.
        special: True for `[CLS]`, `<|endoftext|>` and the like.
        kind: `fragment` for bytes that are no whole characters, `unknown` for what stands where the vocabulary
            cannot spell the text.
        shares: of a fragment, the characters of the text that it is a part of.
    """

    id: int
    piece: str
    text: str
    start: int | None
    end: int | None
    special: bool
    kind: TokenKind = "plain"
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a vocabulary.

    Attributes:
        piece: as the vocabulary spells it.
        text: what it stands for; bytes of no whole character as hex, such as `<E4>`.
        mark: how it begins when that is no text of its own: `##`, or a space spelled `Ġ` or `▁`.
        is_whole: False for bytes that are no whole characters.
    """

    piece: str
    text: str
    mark: str
    is_whole: bool


@dataclass(frozen=True)
class TokenColumns:
    """All tokens of a sentence, or of two, under one tokenizer, as columns: there may be 100,000.

    Attributes:
        ids: rows in the vocabulary.
        starts, ends: code-point offsets into the token's own sentence; -1 for tokens that the
            tokenizer added.
        sentences: 0 or 1; -1 for tokens that the tokenizer added.
        segments: 0 or 1, as a model is told that asks: the tokens that close a sentence belong to it.
        is_special: True for `[CLS]`, `<|endoftext|>` and the like, added or typed.
        is_unknown: True where the vocabulary cannot spell what stands there.
        pieces: of the ids that occur.
    """

    ids: Int32[NDArray[np.int32], " pos"]
    starts: Int32[NDArray[np.int32], " pos"]
    ends: Int32[NDArray[np.int32], " pos"]
    sentences: Int8[NDArray[np.int8], " pos"]
    segments: Int8[NDArray[np.int8], " pos"]
    is_special: Bool[NDArray[np.bool_], " pos"]
    is_unknown: Bool[NDArray[np.bool_], " pos"]
    pieces: Mapping[int, Piece]


@dataclass(frozen=True)
class Normalized:
    """What a tokenizer made of a text before it cut it.

    Attributes:
        changes: per token a bit for each of `models.text.normalization.NAMES` between its text and its piece.
        steps: those names that occur, or that dropped what no token covers.
        made: the text that was cut; runs of spaces are one.
    """

    changes: UInt8[NDArray[np.uint8], " pos"]
    steps: tuple[str, ...]
    made: str


@dataclass(frozen=True)
class ModelInputs:
    """A batch of sentences as a model gets it.

    Attributes:
        tensors: by the model's own names, such as `input_ids`.
        pieces: of the ids that occur.
        tokens: of each sentence, without the padding behind it.
    """

    model_id: str
    family: Family
    tensors: Mapping[str, Int32[NDArray[np.int32], "batch pos"]]
    pieces: Mapping[int, Piece]
    tokens: tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A vocabulary entry whose embedding points the same way: `cosine` is at most 1."""

    token: Token
    cosine: float


@dataclass(frozen=True)
class InputVectors:
    """What a model adds up for each token before its first layer.

    Attributes:
        tokens: those that are shown.
        n_tokens: of the whole text.
        segments: per token the sentence it belongs to, for a model that asks; else None.
        embedding: each token's row of the embedding matrix.
        position_table: learned; None where positions enter in another way.
        first_position: row of the table that the first token gets.
        segment_table: None for a model without segments.
        neighbours: by token id, the entries with the highest cosine, the token itself left out.
    """

    model_id: str
    family: Family
    d_vocab: int
    tokens: tuple[Token, ...]
    n_tokens: int
    segments: tuple[int, ...] | None
    embedding: Float[Tensor, "pos d_model"]
    position_table: Float[Tensor, "position d_model"] | None
    first_position: int
    segment_table: Float[Tensor, "segment d_model"] | None
    neighbours: Mapping[int, tuple[Neighbour, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: the sentence, its characters `start` to `end`, the tokens that cover it."""

    sentence: int
    start: int
    end: int
    positions: tuple[int, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class WordVectors:
    """One word in several places, from its embedding to the last layer.

    Attributes:
        places: in the order of the text; a word of several tokens has the mean of their vectors.
        vectors: stage 0 is the embedding matrix's, stage 1 what enters the
            first layer (with position and segment), then the output of every layer.
    """

    model_id: str
    family: Family
    places: tuple[Place, ...]
    vectors: Float[Tensor, "place stage d_model"]
