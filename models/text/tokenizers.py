"""Text to tokens, by the library's tokenizers, with the characters that each token covers.

Four ways of spelling a piece are told apart, by the tokenizer's own decoder:

- `byte_level` (GPT-2, Llama 3): every UTF-8 byte of the text is one character of the piece, so a
  piece may hold half a character (Radford et al., 2019, section 2.2);
- `sentencepiece` (Llama 2, T5): `▁` is a space, and `<0xE4>` one byte of a character that the
  vocabulary lacks (Kudo and Richardson, 2018);
- `byte_fallback` (our Chinese GPT): the piece is the text, or such a byte;
- `plain` (WordPiece): the piece is the text, perhaps normalised, after `##` for the inside of a word.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from transformers import PreTrainedTokenizerFast

from models.cache import BoundedCache
from models.compat import decoder_state
from models.errors import InputError
from models.limits import check_text
from models.records import Piece, Token, TokenColumns, TokenKind
from models.registry import load_tokenizer
from models.text.fragments import share_texts
from models.text.tokenizer_catalog import COMPRESSED, tokenizer_card

_Spelling = Literal["byte_level", "sentencepiece", "byte_fallback", "plain"]
_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")
_LONE_SPACE_MARKS = ("▁", "Ġ")
_bundled: BoundedCache[PreTrainedTokenizerFast] = BoundedCache(64, lambda tokenizer: 1)
_known_pieces: WeakKeyDictionary[PreTrainedTokenizerFast, dict[int, Piece]] = WeakKeyDictionary()
_MARKS: Mapping[_Spelling, tuple[str, ...]] = {
    "byte_level": ("Ġ",),
    "sentencepiece": ("▁",),
    "byte_fallback": (),
    "plain": ("##",),
}


def tokenize(text: str, tokenizer_id: str, *, special: bool = True) -> tuple[Token, ...]:
    """The tokens of a text under a tokenizer; a model's weights are not loaded for it.

    Args:
        text: 1 to `MAX_CHARACTERS` characters; never truncated.
        tokenizer_id: one of `models.text.tokenizer_catalog`.
        special: also the tokens that the tokenizer adds by itself (`[CLS]`, `<|endoftext|>`).

    Returns:
        As `tokens_of`.

    Raises:
        InputError: bad text, `unknown_tokenizer`, or the tokenizer cannot be loaded.
    """
    return tokens_of(load_any_tokenizer(tokenizer_id), check_text(text), special=special)[1]


def load_any_tokenizer(tokenizer_id: str) -> PreTrainedTokenizerFast:
    """A model's tokenizer, or one of those that are bundled for comparison.

    Raises:
        InputError: `unknown_tokenizer`, or it cannot be loaded.
    """
    chosen = tokenizer_card(tokenizer_id)
    if chosen.of_model:
        return load_tokenizer(tokenizer_id)
    return _bundled.get_or_compute(chosen.path, lambda: _load_bundled(chosen.path))


def _load_bundled(path: str) -> PreTrainedTokenizerFast:
    packed = Path(path, COMPRESSED)
    if packed.is_file():
        return _unpacked(packed)
    loaded: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(path, local_files_only=True)
    return loaded


def _unpacked(packed: Path) -> PreTrainedTokenizerFast:
    """By way of a file: given a tokenizer, the library would copy it, which takes as long as to read it."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "tokenizer.json")
        file.write_bytes(gzip.decompress(packed.read_bytes()))
        loaded: PreTrainedTokenizerFast = PreTrainedTokenizerFast(tokenizer_file=str(file))
    unknown = loaded.backend_tokenizer.model.unk_token
    if unknown is not None:
        loaded.unk_token = unknown
    return loaded


@cache
def vocabulary_print(tokenizer_id: str) -> str:
    """Equal for tokenizers that are the same, such as those of the bundled GPT and LSTM."""
    return hashlib.sha256(load_any_tokenizer(tokenizer_id).backend_tokenizer.to_str().encode()).hexdigest()


def same_tokenizers(tokenizer_ids: Iterable[str]) -> list[list[str]]:
    """Those that are the same tokenizer together, in the order of their first."""
    groups: dict[str, list[str]] = {}
    for tokenizer_id in dict.fromkeys(tokenizer_ids):
        groups.setdefault(vocabulary_print(tokenizer_id), []).append(tokenizer_id)
    return list(groups.values())


def tokens_of(
    tokenizer: PreTrainedTokenizerFast, text: str, *, special: bool = True
) -> tuple[list[int], tuple[Token, ...]]:
    """The ids that `tokenizer(text)` gives, without truncation, and what each covers.

    Args:
        special: also the tokens that the tokenizer adds by itself.

    Returns:
        Ids and tokens, one for one. Offsets never fall from token to token, and leave out only what
        the tokenizer's normaliser drops. The fragments of one character share its offsets. A mark
        for a space that the tokenizer put in by itself covers nothing: `start == end`.

    Raises:
        InputError: `no_offsets` for a tokenizer that knows no offsets (written in Python).
    """
    columns = token_columns(tokenizer, text, special=special)
    return columns.ids.tolist(), tokens_from((text, ""), columns)


def tokens_from(texts: tuple[str, str], columns: TokenColumns) -> tuple[Token, ...]:
    """Tokens one by one; `start` and `end` count in the token's own sentence."""
    kept = (columns.ids, columns.starts, columns.ends, columns.is_special, columns.is_unknown, columns.sentences)
    rows = zip(*(column.tolist() for column in kept), strict=True)
    tokens = tuple(_token(texts[sentence], columns.pieces[id_], id_, *rest) for id_, *rest, sentence in rows)
    if not any(token.kind == "fragment" for token in tokens):
        return tokens
    shares = share_texts((token.text, token.kind == "fragment") for token in tokens)
    return tuple(replace(token, shares=found) for token, found in zip(tokens, shares, strict=True))


def _token(text: str, piece: Piece, id_: int, start: int, end: int, is_special: bool, is_unknown: bool) -> Token:
    if start < 0:
        return Token(id_, piece.piece, piece.piece, None, None, True)
    covered = text[start:end] if piece.is_whole else piece.text
    return Token(id_, piece.piece, covered, start, end, is_special, _kind(piece, is_unknown))


def _kind(piece: Piece, is_unknown: bool) -> TokenKind:
    if is_unknown:
        return "unknown"
    return "plain" if piece.is_whole else "fragment"


def token_columns(
    tokenizer: PreTrainedTokenizerFast, text: str, second: str | None = None, *, special: bool = True
) -> TokenColumns:
    """What `tokens_of` gives, as columns, of a sentence or of two that a model reads together.

    Args:
        second: the sentence that BERT reads as its segment B; None for no second one.

    Raises:
        InputError: `no_offsets` for a tokenizer that knows no offsets (written in Python).
    """
    if not tokenizer.is_fast:
        raise InputError("no_offsets", model=tokenizer.name_or_path)
    encoding = tokenizer(text, second, add_special_tokens=special, verbose=False).encodings[0]
    ids = np.array(encoding.ids, np.int32)
    offsets = encoding.offsets
    starts, ends = (np.fromiter(map(itemgetter(edge), offsets), np.int32, len(ids)) for edge in (0, 1))
    is_added = np.frombuffer(bytes(encoding.special_tokens_mask), bool).copy()
    starts[is_added] = ends[is_added] = -1
    sentences = np.zeros(len(ids), np.int8)
    segments = np.zeros(len(ids), np.int8)
    if second is not None:
        sentences[:] = [-1 if which is None else which for which in encoding.sequence_ids]
        segments[:] = encoding.type_ids
    sentences[is_added] = -1
    pieces = describe_pieces(tokenizer, np.flatnonzero(np.bincount(ids)).tolist())
    columns = TokenColumns(ids, starts, ends, sentences, segments, is_added, np.zeros(len(ids), bool), pieces)
    texts = (text, second or "")
    _look_closer(columns, texts, _special_ids(tokenizer), tokenizer.unk_token_id)
    if _spelling(tokenizer) == "byte_level":
        _cover_composed(columns, texts)
    return columns


def _cover_composed(columns: TokenColumns, texts: tuple[str, str]) -> None:
    """Give a character that was composed of several (`e` and an accent) all of them, in place.

    A byte-level vocabulary drops nothing; but where its normaliser composes, the library's offsets
    name the first character alone.
    """
    for sentence, text in enumerate(texts):
        places = np.flatnonzero((columns.starts >= 0) & (columns.sentences == sentence))
        nexts = np.append(columns.starts[places[1:]], len(text))
        for last in np.flatnonzero(nexts[: len(places)] > columns.ends[places]).tolist():
            at, start, end = last, int(columns.starts[places[last]]), int(columns.ends[places[last]])
            gap = text[end : int(nexts[last])]
            covered = end + len(gap.split(maxsplit=1)[0]) if gap[:1].strip() else end  # spaces may be trimmed
            while at >= 0 and (columns.starts[places[at]], columns.ends[places[at]]) == (start, end):
                columns.ends[places[at]] = covered
                at -= 1  # its bytes may be several tokens


def _look_closer(columns: TokenColumns, texts: tuple[str, str], special_ids: set[int], unknown_id: int | None) -> None:
    """Settle, in place, the few ids whose meaning depends on the text they cover.

    A special token may have been typed; what is unknown is spelled like a special token; and a mark
    for a space may have been put in where there is none.
    """
    is_real = columns.starts >= 0
    if unknown_id is not None:
        columns.is_unknown[:] = is_real & (columns.ids == unknown_id)
    lone_marks = {id_ for id_, piece in columns.pieces.items() if piece.piece in _LONE_SPACE_MARKS}
    typed = {id_ for id_ in special_ids & columns.pieces.keys() if any(columns.pieces[id_].piece in t for t in texts)}
    if not lone_marks | typed:
        return
    for place in np.flatnonzero(is_real & np.isin(columns.ids, sorted(lone_marks | typed))).tolist():
        id_, start, end = int(columns.ids[place]), int(columns.starts[place]), int(columns.ends[place])
        covered = texts[columns.sentences[place]][start:end]
        if id_ in lone_marks:
            is_there = covered.isspace() or covered == columns.pieces[id_].piece  # a mark can be typed, too
            columns.ends[place] = end if is_there else start
        elif covered.strip() == columns.pieces[id_].piece:
            columns.is_special[place], columns.is_unknown[place] = True, False


def describe_pieces(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]) -> dict[int, Piece]:
    """The vocabulary's entries of some ids."""
    known = _known_pieces.setdefault(tokenizer, {})
    new = [id_ for id_ in ids if id_ not in known]
    if new:
        spelling = _spelling(tokenizer)
        for id_, piece in zip(new, tokenizer.convert_ids_to_tokens(new), strict=True):
            # Some models have more rows in their vocabulary than their tokenizer has pieces.
            known[id_] = _describe(f"<{id_}>" if piece is None else piece, spelling)
    return {id_: known[id_] for id_ in ids}


def _describe(piece: str, spelling: _Spelling) -> Piece:
    text, is_whole = _write(piece, spelling)
    mark = next((mark for mark in _MARKS[spelling] if piece.startswith(mark)), "")
    return Piece(piece, text, mark if is_whole else "", is_whole)


def describe_tokens(tokenizer: PreTrainedTokenizerFast, ids: Iterable[int]) -> tuple[Token, ...]:
    """Tokens that stand in no text, such as a model's candidates: their offsets are None.

    Their text is what the piece stands for. WordPiece's `##` stays: without it the inside of a word
    could not be told from a word.
    """
    special_ids = _special_ids(tokenizer)
    ids = list(ids)
    pieces = describe_pieces(tokenizer, ids)
    tokens = []
    for id_ in ids:
        piece, is_special = pieces[id_], id_ in special_ids
        text, kind = piece.piece if is_special else piece.text, _kind(piece, id_ == tokenizer.unk_token_id)
        tokens.append(Token(id_, piece.piece, text, None, None, is_special, kind))
    return tuple(tokens)


def piece_bytes(piece: str) -> bytes:
    """The bytes that a byte-level piece stands for: `Ġcaf` is `b" caf"`, `Ã` is `b"\\xc3"`.

    Raises:
        KeyError: a character outside the alphabet of 256, as in some special tokens.

    Source: Radford et al. (2019), section 2.2, and the table of their published encoder.
    """
    return bytes(_byte_of()[character] for character in piece)


def bytes_piece(raw: bytes) -> str:
    """How a byte-level vocabulary spells some bytes: undoes `piece_bytes`."""
    return "".join(map(_stand_ins().__getitem__, raw))


@cache
def _stand_ins() -> dict[int, str]:
    return {byte: character for character, byte in _byte_of().items()}


@cache
def _byte_of() -> dict[str, int]:
    """The byte of each character: visible Latin-1 stands for itself, the rest count up from U+0100."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = sorted(set(range(256)) - set(visible))
    return {chr(byte): byte for byte in visible} | {chr(256 + i): byte for i, byte in enumerate(others)}


def _spelling(tokenizer: PreTrainedTokenizerFast) -> _Spelling:
    state = decoder_state(tokenizer)
    if b'"ByteLevel"' in state:
        return "byte_level"
    if "▁".encode() in state:
        return "sentencepiece"
    return "byte_fallback" if b'"ByteFallback"' in state else "plain"


def _special_ids(tokenizer: PreTrainedTokenizerFast) -> set[int]:
    return {id_ for id_, token in tokenizer.added_tokens_decoder.items() if token.special}


def _write(piece: str, spelling: _Spelling) -> tuple[str, bool]:
    """What a piece stands for, and whether that is whole characters; else it is hex: `<E4><BD>`."""
    if spelling == "plain":
        return piece, True
    try:
        raw = _raw_bytes(piece, spelling)
    except KeyError:  # an added token, which is spelled as it is
        return piece, True
    try:
        return raw.decode(), True
    except UnicodeDecodeError:
        return "".join(f"<{byte:02X}>" for byte in raw), False


def _raw_bytes(piece: str, spelling: _Spelling) -> bytes:
    if spelling == "byte_level":
        return piece_bytes(piece)
    if byte := _BYTE_PIECE.fullmatch(piece):
        return bytes.fromhex(byte[1])
    return (piece.replace("▁", " ") if spelling == "sentencepiece" else piece).encode()
