"""One text as several tokenizers cut it, as columns that the browser lays out by the characters they cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from models.records import Family, Normalized, Piece, TokenColumns
from viz.html import visible
from viz.payload import encode_bytes, encode_integers
from viz.tokens.payloads import CountsPayload, MadePayload, PiecePayload, RowPayload, RowsPayload, TokenizerKind
from viz.tokens.spellings import encode_spellings

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPECIAL, UNKNOWN, SECOND = 1, 2, 4  # the bits of a token's flags
BLANK = visible(" ")
MADE_SHOWN = 80  # characters
# How pieces begin when that is no text of their own, and special tokens: by what the page says of them.
MARKS = {"Ġ": "space", "▁": "space", "##": "inside", BLANK: "blank"}
SPECIALS = {"[CLS]": "cls", "[SEP]": "sep", "[MASK]": "mask", "[PAD]": "pad", "<|endoftext|>": "eot"}
_KINDS: dict[str, TokenizerKind] = {
    "byte-level BPE": "bpe",
    "byte-fallback BPE": "fallback",
    "WordPiece": "wordpiece",
    "Unigram": "unigram",
    "characters": "char",
    "words": "word",
}


@dataclass(frozen=True)
class Row:
    """One tokenizer's answer.

    Attributes:
        id: of the tokenizer.
        title: the models that use it, or "" for one of no model, whose name the page knows.
        family: of the first such model, or None.
        kind: of tokenizer.
        n_pieces: entries of its vocabulary.
        normalized: what the tokenizer made of the text; None where it left it as it is.
    """

    id: str
    title: str
    family: Family | None
    kind: str
    n_pieces: int
    columns: TokenColumns
    normalized: Normalized | None = None


def encode_tokens(texts: tuple[str, str], rows: Iterable[Row]) -> RowsPayload:
    """Everything that the rows and their cost show.

    Args:
        texts: what was tokenized; the second sentence may be empty.
    """
    encoded = [_encode_row(texts, row) for row in rows]
    return {"texts": texts, "spellings": encode_spellings("".join(texts)), "rows": encoded}


def _encode_row(texts: tuple[str, str], row: Row) -> RowPayload:
    columns = row.columns
    flags = columns.is_special * SPECIAL | columns.is_unknown * UNKNOWN | (columns.sentences == 1) * SECOND
    return {
        "id": row.id,
        "title": row.title,
        "family": row.family,
        "kind": kind_of(row.kind),
        "n_pieces": row.n_pieces,
        "unknown": _unknown(columns),
        "counts": count_tokens(texts, columns),
        "ids": encode_integers(columns.ids),
        "starts": encode_integers(columns.starts),
        "ends": encode_integers(columns.ends),
        "flags": encode_bytes(flags.astype(np.uint8)),
        "pieces": {str(id_): encode_piece(piece) for id_, piece in columns.pieces.items()},
        "made": encode_made(row.normalized) if row.normalized else None,
    }


def encode_made(normalized: Normalized) -> MadePayload:
    """What a tokenizer made of a text, with as much of it as a line holds."""
    made = normalized.made
    words = made if len(made) <= MADE_SHOWN else f"{made[:MADE_SHOWN]}…"
    return {
        "text": " ".join(map(visible, words.split(" "))),
        "steps": list(normalized.steps),
        "changes": encode_bytes(normalized.changes),
    }


def kind_of(kind: str) -> TokenizerKind:
    """How the page calls a kind of tokenizer."""
    return _KINDS.get(kind, "other")


def _unknown(columns: TokenColumns) -> str:
    """The piece that stands where the vocabulary cannot spell the text; empty where there is none."""
    return next((columns.pieces[id_].piece for id_ in columns.ids[columns.is_unknown][:1].tolist()), "")


@lru_cache(maxsize=2**17)
def encode_piece(piece: Piece) -> PiecePayload:
    """`(piece, mark, label, is_whole)`: as the vocabulary spells it; its mark; what follows, readable.

    Bytes of no whole character are hex everywhere, whatever letters the vocabulary has for them.

    >>> encode_piece(Piece("ĠcafÃ©", " café", "Ġ", True))
    ('ĠcafÃ©', 'Ġ', 'café', True)
    >>> encode_piece(Piece("ä½", "<E4><BD>", "", False))
    ('<E4><BD>', '', '<E4><BD>', False)

    A space is a mark too, so that it is told from a `·` that was typed.

    >>> encode_piece(Piece(" ", " ", "", True)), encode_piece(Piece("·", "·", "", True))
    (('·', '·', '', True), ('·', '', '·', True))
    """
    if not piece.is_whole:
        return piece.text, "", piece.text, False
    mark = piece.mark or (BLANK if piece.text.startswith(" ") else "")
    n_spelled = len(mark) if mark == piece.text[: len(mark)] else 1
    return visible(piece.piece), mark, visible(piece.text[n_spelled:]), True


def count_tokens(texts: tuple[str, str], columns: TokenColumns) -> CountsPayload:
    """How many tokens a text takes and how much of it each holds."""
    n_added = int((columns.starts < 0).sum())
    n_real = len(columns.ids) - n_added
    return {
        "n_tokens": len(columns.ids),
        "n_added": n_added,
        "n_unknown": int(columns.is_unknown.sum()),
        "n_dropped": sum(int((~covered_characters(text, columns, n)).sum()) for n, text in enumerate(texts) if text),
        "characters_per_token": sum(map(len, texts)) / n_real if n_real else 0,
        "bytes_per_token": sum(len(text.encode()) for text in texts) / n_real if n_real else 0,
    }


def covered_characters(text: str, columns: TokenColumns, sentence: int) -> NDArray[np.bool_]:
    """Per character of a sentence whether some token covers it."""
    own = columns.sentences == sentence
    begins, ends = (np.bincount(edge[own], minlength=len(text) + 1) for edge in (columns.starts, columns.ends))
    covered: NDArray[np.bool_] = np.cumsum(begins - ends)[: len(text)] > 0
    return covered
