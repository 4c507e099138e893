"""What travels between the tokens lab and its half of the page."""

from __future__ import annotations

from typing import Literal, TypedDict

from models.records import Family
from viz.payloads import Bytes, Floats, Integers

# As the vocabulary spells it; its mark (`Ġ`, `##`; `·` is a space); what follows, readable; whether it is characters.
PiecePayload = tuple[str, str, str, bool]
# `other` is for models' own of kinds that the page has no words for.
TokenizerKind = Literal["bpe", "fallback", "wordpiece", "unigram", "char", "word", "other"]


class SpellingPayload(TypedDict):
    """A character as it is seen.

    Attributes:
        forms: as a text begins with it, has it inside, ends with it; alone it is as at the beginning.
        code: its code point, such as `U+4F60`.
        bytes: as UTF-8, in hex: `<E4><BD><A0>`.
    """

    forms: tuple[str, str, str]
    code: str
    bytes: str


class RowsProps(TypedDict):
    """What the rows explain.

    Attributes:
        marks: by a piece's mark, the end of the string that explains it.
        specials: by a special token, the same.
        offered: ids of the tokenizers of no model that can have a row.
        steps: of normalization, in the order of their bits.
    """

    marks: dict[str, str]
    specials: dict[str, str]
    offered: list[str]
    steps: list[str]


class ChosenModels(TypedDict):
    """The models that are chosen above."""

    gpt: str
    bert: str
    lstm: str


class CountsPayload(TypedDict):
    """How many tokens a text takes, and how much of it each holds.

    Attributes:
        n_added: of those that the tokenizer put in.
        n_unknown: that stand for text the vocabulary cannot spell.
        n_dropped: characters that no token covers.
        characters_per_token, bytes_per_token: the added ones left out; 0 when there are no others.
    """

    n_tokens: int
    n_added: int
    n_unknown: int
    n_dropped: int
    characters_per_token: float
    bytes_per_token: float


class MadePayload(TypedDict):
    """How a tokenizer changed a text before it cut it.

    Attributes:
        text: what came of it, cut where it is long.
        steps: of normalization, those that occur.
        changes: per token, a bit for each of `RowsProps.steps` between the text that it covers and its piece.
    """

    text: str
    steps: list[str]
    changes: Bytes


class RowPayload(TypedDict):
    """A text under one tokenizer, one number a token.

    Attributes:
        title: the models that use it; empty for a tokenizer of no model.
        n_pieces: entries of its vocabulary.
        unknown: what stands where the vocabulary cannot spell the text; empty where it can.
        starts, ends: code points in the token's own sentence, -1 for tokens that were put in.
        flags: 1 special, 2 unknown, 4 of the second sentence, added up.
        pieces: by id, of the ids that occur.
        made: what the tokenizer cut instead of the text; None where that is the text.
    """

    id: str
    title: str
    family: Family | None
    kind: TokenizerKind
    n_pieces: int
    unknown: str
    counts: CountsPayload
    ids: Integers
    starts: Integers
    ends: Integers
    flags: Bytes
    pieces: dict[str, PiecePayload]
    made: MadePayload | None


class RowsPayload(TypedDict):
    """The texts, of which the second may be empty, under every tokenizer.

    Attributes:
        spellings: by character, of those that occur.
    """

    texts: tuple[str, str]
    spellings: dict[str, SpellingPayload]
    rows: list[RowPayload]


class TokensPayload(RowsPayload):
    """All that the lab shows at first."""

    models: ChosenModels


class CostProps(TypedDict):
    """Sentences with their translations, to begin with."""

    pairs: list[tuple[str, str]]


class CostQuestion(TypedDict):
    """A sentence and its translation, and who reads them: `shown` are tokenizers of no model."""

    english: str
    chinese: str
    models: ChosenModels
    shown: list[str]


class CostPayload(TypedDict):
    """What both cost one tokenizer: English, then Chinese."""

    id: str
    title: str
    family: Family | None
    counts: list[CountsPayload]


class InputsQuestion(TypedDict):
    """The texts, and more sentences, one a line."""

    texts: tuple[str, str]
    batch: str
    models: ChosenModels


class InputsPayload(TypedDict):
    """A batch as a model gets it.

    Attributes:
        is_batch: of several sentences; else of one, of which only the ids are shown.
        tensors: `[batch, pos]`, by the model's own names.
        pieces: by id, of the ids that occur.
        parts: by `row position`, how a token is shown that is a part of a character, or that stands for what
            the vocabulary cannot spell.
    """

    family: Family
    is_batch: bool
    tensors: dict[str, Integers]
    pieces: dict[str, PiecePayload]
    parts: dict[str, str]


class BpeProps(TypedDict):
    """How often the page lets merge, and what a word is, as an expression."""

    max_merges: int
    word: str


class BpeQuestion(TypedDict):
    """A corpus, how often to merge, and whether words end in a mark."""

    corpus: str
    n_merges: int
    marks_end: bool


class BpePayload(TypedDict):
    """All steps of a training.

    Attributes:
        alphabet: symbols 0 and up; merge number k makes symbol `len(alphabet) + k`.
        symbols: the same as they are shown, and what every merge made.
        words: distinct words with their counts, the most frequent first.
        n_words, n_distinct: of the whole corpus.
        leaders: `[n_merges + 1, leader, (left, right, count)]`, the winner first, -1 where there are fewer.
        n_merged: by merge, how many pairs became one symbol.
        end: the mark behind every word; empty where there is none.
    """

    alphabet: list[str]
    symbols: list[str]
    words: list[tuple[str, int]]
    n_words: int
    n_distinct: int
    leaders: Integers
    n_merged: Integers
    end: str


class VectorsProps(TypedDict):
    """Whose vectors can be chosen: keys of `ChosenModels`."""

    readers: list[str]


class VectorsQuestion(TypedDict):
    """The texts, and who reads them."""

    texts: tuple[str, str]
    model: str


class VectorToken(TypedDict):
    """A token as the vocabulary spells it, and readable."""

    id: int
    piece: str
    text: str
    special: bool


class NeighbourPayload(VectorToken):
    """A vocabulary entry whose embedding points the same way."""

    cosine: float


class VectorsPayload(TypedDict):
    """What a model adds up for each token before its first layer.

    Attributes:
        tokens: those that are shown, of `n_tokens`.
        segments: per token, for a model that asks.
        embedding: `[pos, d_model]`.
        positions: the first rows and features of the position table; None where positions enter in another way.
        remark: the string that says what happens next, or why there are no positions.
        first_position: row of the table that the first token gets.
        segment_table: `[segment, d_model]`.
        neighbours: by token id, the entries with the highest cosine.
    """

    family: Family
    d_vocab: int
    tokens: list[VectorToken]
    n_tokens: int
    segments: list[int] | None
    embedding: Floats
    positions: Floats | None
    remark: Literal["then_norm", "no_position", "no_position_lstm"] | None
    first_position: int
    segment_table: Floats | None
    neighbours: dict[str, list[NeighbourPayload]]


class WordQuestion(TypedDict):
    """A word, the sentences that it stands in, and who reads them."""

    sentences: list[str]
    word: str
    model: str


class WordPlace(TypedDict):
    """Where the word stands: the sentence, its characters, the tokens that cover it."""

    sentence: int
    start: int
    end: int
    positions: list[int]
    tokens: list[VectorToken]


class WordPayload(TypedDict):
    """One word in several places, from its embedding to the last layer.

    Attributes:
        unknown: the vocabulary cannot spell the word, so that its vector is that of every such word.
        cosines: `[place, stage]`, of each place's vector with that of the first place.
    """

    family: Family
    unknown: bool
    sentences: list[str]
    places: list[WordPlace]
    cosines: Floats
