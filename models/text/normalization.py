"""What a tokenizer made of a text before it cut it: lower case, composed characters, dropped accents.

Unicode may write one character in several ways (`é` is one code point, or `e` and an accent), and a vocabulary
may tell fewer characters apart than a text does. Then a token's piece is not the text that it stands for.

Source: Unicode Standard Annex 15, for the forms NFC, NFD and NFKC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, groupby
from typing import TYPE_CHECKING

import numpy as np

from models.records import Normalized, TokenColumns
from models.text.fragments import bytes_of_hex

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

_DROPPED = {"Mn": "marks", "Cc": "controls", "Cf": "controls"}


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _without_controls(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))


def _form(name: str) -> Callable[[str], str]:
    return lambda text: unicodedata.normalize(name, text)  # type: ignore[arg-type]  # one of the four names


# In the order in which they are tried and told; the bit of each in `Normalized.changes` is its place.
STEPS: dict[str, Callable[[str], str]] = {
    "controls": _without_controls,
    "lower": str.lower,
    "composed": _form("NFC"),
    "decomposed": _form("NFD"),
    "compatible": _form("NFKC"),
    "marks": _without_marks,
}
OTHER = "other"
NAMES = (*STEPS, OTHER)


@lru_cache(maxsize=2**14)
def steps_between(text: str, made: str) -> tuple[str, ...]:
    """The fewest steps that make one text of another, spaces around it left out; `("other",)` where none do.

    >>> steps_between("fé", "fe"), steps_between("Fé", "fe"), steps_between("a", "a")
    (('marks',), ('lower', 'marks'), ())
    """
    text, made = text.strip(), made.strip()
    for n in range(len(STEPS) + 1):
        for names in combinations(STEPS, n):
            found = text
            for name in names:
                found = STEPS[name](found)
            if found.strip() == made:
                return names
    return (OTHER,)


def normalized(tokenizer: PreTrainedTokenizerFast, texts: tuple[str, str], columns: TokenColumns) -> Normalized | None:
    """What a tokenizer made of two sentences (the second may be empty); None where it left them as they are.

    What is unknown or special has no piece that could be compared. Tokens that are parts of one character are
    compared together.
    """
    normalizer = tokenizer.backend_tokenizer.normalizer
    if normalizer is None:
        return None
    changes = np.zeros(len(columns.ids), np.uint8)
    for places, covered, made in _spans(texts, columns):
        for name in steps_between(covered, made) if covered.strip() != made.strip() else ():
            changes[places] |= 1 << NAMES.index(name)
    all_of_them = int(np.bitwise_or.reduce(changes)) if len(changes) else 0
    lost = "".join(_dropped(text, columns, n) for n, text in enumerate(texts))
    kept = [name for n, name in enumerate(NAMES) if all_of_them >> n & 1]
    steps = tuple(name for name in NAMES if name in kept or name in _steps_that_drop(lost))
    made = " / ".join(_readable(normalizer.normalize_str(text)) for text in texts if text)
    return Normalized(changes, steps, made) if steps else None


def _readable(made: str) -> str:
    """Runs of spaces are one: some tokenizers put them around characters."""
    return " ".join(made.replace("▁", " ").split())


def _dropped(text: str, columns: TokenColumns, sentence: int) -> str:
    """The characters of a sentence that no token covers."""
    own = columns.sentences == sentence
    begins, ends = (np.bincount(edge[own], minlength=len(text) + 1) for edge in (columns.starts, columns.ends))
    covered = np.cumsum(begins - ends)[: len(text)] > 0
    return "".join(text[at] for at in np.flatnonzero(~covered).tolist())


def _steps_that_drop(characters: str) -> set[str | None]:
    return {_DROPPED.get(unicodedata.category(one)) for one in set(characters) if not one.isspace()}


def _spans(texts: Sequence[str], columns: TokenColumns) -> Iterator[tuple[list[int], str, str]]:
    """Tokens that have text and piece, with both; a run of fragments is one."""
    kept = (columns.ids, columns.starts, columns.ends, columns.sentences, columns.is_special | columns.is_unknown)
    rows = enumerate(zip(*(column.tolist() for column in kept), strict=True))
    for is_whole, run in groupby(rows, key=lambda row: columns.pieces[row[1][0]].is_whole):
        found = [(at, row) for at, row in run if not row[4] and row[1] < row[2]]
        if is_whole:
            for at, (id_, start, end, sentence, _) in found:
                piece = columns.pieces[id_]
                yield [at], texts[sentence][start:end], piece.text.removeprefix("##" if piece.mark == "##" else "")
        elif found:
            sentence, start, end = found[0][1][3], found[0][1][1], found[-1][1][2]
            raw = b"".join(bytes_of_hex(columns.pieces[row[0]].text) for _, row in found)
            if (made := _decoded(raw)) is not None:
                yield [at for at, _ in found], texts[sentence][start:end], made


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None
