"""How a token is written wherever it stands: on an axis, a chip, in a table. Said once for all labs."""

from __future__ import annotations

from collections.abc import Sequence

from models.records import BeamCandidate, Choice, DecodedToken, Share, Token
from viz.html import readable, visible
from viz.payloads import Label


def encode_label(token: Token) -> Label:
    """A token of a text, with what it is a part of or stands for."""
    return {"label": label(token), "text": token.text, "special": token.special}


def label(token: Token) -> str:
    """What a reader of the text sees of a token, and then what the model gets of it.

    Part of a character is written as the character and which of its bytes (`教 1/3`), and where the vocabulary
    cannot spell the text, that text and `[UNK]`. A space before a word is left out: it says nothing on an axis.
    """
    return part_label(token) or readable(token.text, token.piece)


def spaced_label(token: Token) -> str:
    """The same, with the space before a word as `·`."""
    return part_label(token) or visible(token.text)


def part_label(token: Token) -> str:
    """The label of a part of a character or of what the vocabulary cannot spell; empty for any other token."""
    if token.shares:
        return shares_label(token.shares)
    if token.kind == "unknown" and not token.special and token.text != token.piece:
        return f"{readable(token.text)} {visible(token.piece)}"
    return ""


def written_label(token: DecodedToken | Choice | BeamCandidate) -> str:
    """The same of a token that a model wrote, or could have, with the space before a word as `·`."""
    return shares_label(token.shares) or visible(token.token)


def shares_label(shares: Sequence[Share]) -> str:
    """The characters that a fragment has bytes of, each with which of its bytes unless it has all.

    The space before a word is left out.

    >>> shares_label([Share("你", 3, 3, 3), Share("好", 1, 2, 3)])
    '你 3/3 好 1–2/3'
    """
    return " ".join(_share_label(share) for n, share in enumerate(shares) if n or share.character != " ")


def _share_label(share: Share) -> str:
    if share.n_bytes == share.last - share.first + 1:
        return visible(share.character)
    first = f"{share.first}–" if share.first < share.last else ""
    return f"{visible(share.character)} {first}{share.last}/{share.n_bytes}"
