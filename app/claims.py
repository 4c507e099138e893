"""What presets and hints promise of the bundled models, as data: the page says the numbers, a test measures them.

A hint names a claim in its braces, `{gpt}`, and where the claim is of a head, that head as `{gpt_head}`
(`assets/js/lib/claims.js`). `tests/app/test_claims.py` finds every claim of every lab and holds the models to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.records import Token
from viz.payloads import ClaimPayload


@dataclass(frozen=True)
class Look:
    """A head gives a word (`key`) this share of the weight of another (`query`), under the model's own mask.

    Of a word that stands several times in the text the last is meant, and of one in several tokens the last of them.
    """

    model: str
    text: str
    head: tuple[int, int]
    query: str
    key: str
    share: float

    def encode(self) -> ClaimPayload:
        return {"value": self.share, "unit": "share", "head": self.head}

    def places(self, tokens: Sequence[Token]) -> tuple[int, int]:
        """The positions of query and key among the text's tokens."""
        return place_of(self.text, self.query, tokens), place_of(self.text, self.key, tokens)


@dataclass(frozen=True)
class Expects:
    """A model expects a token next, or in place of the text's `[MASK]`, with this probability.

    Attributes:
        is_first: nothing is more probable.
        silenced: layer and head of those that are silent meanwhile.
    """

    model: str
    text: str
    token: str
    prob: float
    is_first: bool = True
    silenced: tuple[tuple[int, int], ...] = ()

    def encode(self) -> ClaimPayload:
        return {"value": self.prob, "unit": "share", "head": None}


@dataclass(frozen=True)
class Costs:
    """The surprisal of the last token that reads `word`; of the whole text where there is no word."""

    model: str
    text: str
    word: str
    bits: float

    def encode(self) -> ClaimPayload:
        return {"value": self.bits, "unit": "bits", "head": None}


@dataclass(frozen=True)
class Reaches:
    """Nine tenths of the influence lie in so many of the last tokens."""

    model: str
    text: str
    n_tokens: int

    def encode(self) -> ClaimPayload:
        return {"value": self.n_tokens, "unit": "tokens", "head": None}


Claim = Look | Expects | Costs | Reaches


def encode_claims(claims: Mapping[str, Claim]) -> dict[str, ClaimPayload]:
    """The numbers that a hint says, by the names that stand in its braces."""
    return {name: claim.encode() for name, claim in claims.items()}


def place_of(text: str, word: str, tokens: Sequence[Token]) -> int:
    """The position of the token that ends the last `word` of a text.

    Raises:
        ValueError: no such word.
    """
    end = text.rindex(word) + len(word)
    return next(
        place
        for place, token in enumerate(tokens)
        if token.start is not None and token.end is not None and token.start < end <= token.end
    )
