"""Which part of which character a token is, where a byte-level vocabulary has a character only in pieces."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from models.records import Share

_HEX = re.compile("<([0-9A-F]{2})>")


def bytes_of_hex(text: str) -> bytes:
    """The bytes that `models.records.Piece.text` writes as `<E4><BD>`."""
    return bytes.fromhex("".join(_HEX.findall(text)))


def shares_of(fragments: Sequence[bytes | None]) -> list[tuple[Share, ...]]:
    """What each fragment of a row of tokens is a part of.

    Args:
        fragments: the bytes of each token that is no whole characters; None for every other.

    Returns:
        For each token the characters that it holds bytes of; none where these bytes, with those of its
        neighbours, are not characters: a text that is cut off, or bytes that no text has.

    >>> shares_of(["教".encode()[:2], "教".encode()[2:], None, b"\\xe6"])[1]
    (Share(character='教', first=3, last=3, n_bytes=3),)
    """
    shares: list[tuple[Share, ...]] = []
    for is_whole, run in groupby(fragments, key=lambda fragment: fragment is None):
        found = [fragment or b"" for fragment in run]
        shares += [()] * len(found) if is_whole else _of_run(found)
    return shares


def _of_run(fragments: Sequence[bytes]) -> list[tuple[Share, ...]]:
    characters = list(_characters(b"".join(fragments)))
    begins, ends = [at for at, *_ in characters], [at + n for at, n, _ in characters]
    shares, begin = [], 0
    for fragment in fragments:
        end = begin + len(fragment)
        met = characters[bisect_right(ends, begin) : bisect_left(begins, end)]
        parts = [Share(character, max(begin, at) - at + 1, min(end, at + n) - at, n) for at, n, character in met]
        is_known = sum(part.last - part.first + 1 for part in parts) == len(fragment)
        shares.append(tuple(parts) if is_known else ())
        begin = end
    return shares


def _characters(raw: bytes) -> Iterator[tuple[int, int, str]]:
    """Where each character of UTF-8 begins, its bytes and itself; bytes of no character are passed over."""
    at = 0
    while at < len(raw):
        n = _n_bytes(raw[at])
        try:
            yield at, n, raw[at : at + n].decode()
        except UnicodeDecodeError:
            n = 1
        at += n


def _n_bytes(lead: int) -> int:
    """How many bytes a character has whose first is `lead` (RFC 3629, section 3)."""
    return next((n for n, least in ((4, 0xF0), (3, 0xE0), (2, 0xC0)) if lead >= least), 1)


def share_of_next(before: Sequence[tuple[str, bool]], text: str) -> tuple[Share, ...]:
    """What a fragment is a part of when it follows tokens: of the characters that it completes with those before.

    Args:
        before: tokens by their text, each with whether it is a fragment.
        text: of the fragment, such as `<99>`.

    >>> share_of_next([("<E6>", True), ("<95>", True)], "<99>")
    (Share(character='教', first=3, last=3, n_bytes=3),)
    """
    n = next((n for n, (_, is_fragment) in enumerate(reversed(before)) if not is_fragment), len(before))
    return share_texts([*before[len(before) - n :], (text, True)])[-1]


def share_texts(texts: Iterable[tuple[str, bool]]) -> list[tuple[Share, ...]]:
    """`shares_of` tokens by their text, each with whether it is a fragment."""
    return shares_of([bytes_of_hex(text) if is_fragment else None for text, is_fragment in texts])
