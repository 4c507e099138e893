"""Text to tokens, by the library's tokenizers, with the characters that each token covers.

Three ways of spelling a piece are told apart, by the tokenizer's own decoder:

- `byte_level` (GPT-2, Llama 3): every UTF-8 byte of the text is one character of the piece, so a
  piece may hold half a character (Radford et al., 2019, section 2.2);
- `sentencepiece` (Llama 2, T5): `▁` is a space, and `<0xE4>` one byte of a character that the
  vocabulary lacks (Kudo and Richardson, 2018);
- `plain` (WordPiece): the piece is the text, perhaps normalised, after `##` for the inside of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from transformers import PreTrainedTokenizerFast

from models.catalog import cards
from models.errors import InputError
from models.limits import check_text
from models.records import Token
from models.registry import load_tokenizer

_Spelling = Literal["byte_level", "sentencepiece", "plain"]
_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")
_LONE_SPACE_MARKS = ("▁", "Ġ")


def tokenize(text: str, tokenizer_id: str, *, special: bool = True) -> tuple[Token, ...]:
    """The tokens of a text under the tokenizer of a catalog model; its weights are not loaded.

    Args:
        text: 1 to `MAX_CHARACTERS` characters; never truncated.
        tokenizer_id: a catalog id.
        special: also the tokens that the tokenizer adds by itself (`[CLS]`, `<|endoftext|>`).

    Returns:
        As `tokens_of`.

    Raises:
        InputError: bad text, `unknown_tokenizer`, or the tokenizer cannot be loaded.
    """
    known = [card.id for card in cards()]
    if tokenizer_id not in known:
        raise InputError("unknown_tokenizer", value=tokenizer_id[:80], known=", ".join(known))
    return tokens_of(load_tokenizer(tokenizer_id), check_text(text), special=special)[1]


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
    if not tokenizer.is_fast:
        raise InputError("no_offsets", model=tokenizer.name_or_path)
    encoding = tokenizer(text, add_special_tokens=special, verbose=False).encodings[0]
    spelling, special_ids = _spelling(tokenizer), _special_ids(tokenizer)
    tokens = []
    for id_, piece, (start, end), added in zip(
        encoding.ids, encoding.tokens, encoding.offsets, encoding.special_tokens_mask, strict=True
    ):
        if added:
            tokens.append(Token(id_, piece, piece, None, None, True))
            continue
        covered = text[start:end]
        if piece in _LONE_SPACE_MARKS and not covered.isspace():
            covered, end = "", start
        if id_ in special_ids and covered.strip() == piece:  # typed; an unknown word's [UNK] is not
            tokens.append(Token(id_, piece, covered, start, end, True))
            continue
        written, whole = _write(piece, spelling)
        tokens.append(Token(id_, piece, covered if whole else written, start, end, False))
    return encoding.ids, tuple(tokens)


def describe_tokens(tokenizer: PreTrainedTokenizerFast, ids: Iterable[int]) -> tuple[Token, ...]:
    """Tokens that stand in no text, such as a model's candidates: their offsets are None.

    Their text is what the piece stands for. WordPiece's `##` stays: without it the inside of a word
    could not be told from a word.
    """
    spelling, special_ids = _spelling(tokenizer), _special_ids(tokenizer)
    ids = list(ids)
    found: list[str | None] = list(tokenizer.convert_ids_to_tokens(ids))
    # Some models have more rows in their vocabulary than their tokenizer has pieces.
    pieces = [f"<{id_}>" if piece is None else piece for id_, piece in zip(ids, found, strict=True)]
    tokens = []
    for id_, piece in zip(ids, pieces, strict=True):
        is_special = id_ in special_ids
        tokens.append(Token(id_, piece, piece if is_special else _write(piece, spelling)[0], None, None, is_special))
    return tuple(tokens)


def piece_bytes(piece: str) -> bytes:
    """The bytes that a byte-level piece stands for: `Ġcaf` is `b" caf"`, `Ã` is `b"\\xc3"`.

    Raises:
        KeyError: a character outside the alphabet of 256, as in some special tokens.

    Source: Radford et al. (2019), section 2.2, and the table of their published encoder.
    """
    return bytes(_byte_of()[character] for character in piece)


@cache
def _byte_of() -> dict[str, int]:
    """The byte of each character: visible Latin-1 stands for itself, the rest count up from U+0100."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = sorted(set(range(256)) - set(visible))
    return {chr(byte): byte for byte in visible} | {chr(256 + i): byte for i, byte in enumerate(others)}


def _spelling(tokenizer: PreTrainedTokenizerFast) -> _Spelling:
    decoder = tokenizer.backend_tokenizer.decoder
    state = b"" if decoder is None else decoder.__getstate__()
    if b'"ByteLevel"' in state:
        return "byte_level"
    return "sentencepiece" if "▁".encode() in state else "plain"


def _special_ids(tokenizer: PreTrainedTokenizerFast) -> set[int]:
    return {id_ for id_, token in tokenizer.added_tokens_decoder.items() if token.special}


@lru_cache(maxsize=2**17)
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
    return piece.replace("▁", " ").encode()
