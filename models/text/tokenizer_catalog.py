"""Which tokenizers there are: those bundled for comparison, and every model's own. Light: nothing is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.catalog import cards
from models.errors import InputError

BUNDLED = Path(__file__).parents[2] / "assets" / "tokenizers"
COMPRESSED = "tokenizer.json.gz"  # of a vocabulary so large that it is loaded only when it is asked for


@dataclass(frozen=True)
class TokenizerCard:
    """A tokenizer that can be chosen.

    Attributes:
        id: a model's id for that model's own.
        kind: `characters`, `words`, `Unigram`, `WordPiece`, `byte-level BPE` ...
        path: the folder of its files, or the model's.
        licence: of its files.
        of_model: True when it belongs to a model.
        bundled: True when it comes with the project.
        large: True for a vocabulary of a well-known model, which nothing loads unasked.
    """

    id: str
    kind: str
    path: str
    licence: str
    of_model: bool
    bundled: bool
    large: bool = False


def tokenizer_cards() -> tuple[TokenizerCard, ...]:
    """Every model's tokenizer under the model's id, then those that belong to none."""
    of_models = (TokenizerCard(c.id, c.tokenizer, c.path, c.licence, True, c.bundled) for c in cards())
    return (*of_models, *comparison_cards())


def usual_cards() -> tuple[TokenizerCard, ...]:
    """Those that come with the project and are small."""
    return tuple(card for card in tokenizer_cards() if card.bundled and not card.large)


@cache
def comparison_cards() -> tuple[TokenizerCard, ...]:
    """The bundled tokenizers that belong to no model, by name."""
    folders = sorted(path.parent for path in BUNDLED.glob("*/card.json"))
    return tuple(_read_card(folder) for folder in folders)


def _read_card(folder: Path) -> TokenizerCard:
    told = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    is_large = (folder / COMPRESSED).is_file()
    return TokenizerCard(folder.name, told["kind"], str(folder), told["licence"], False, True, is_large)


def tokenizer_card(tokenizer_id: str) -> TokenizerCard:
    """The card of a tokenizer.

    Raises:
        InputError: `unknown_tokenizer`, naming the ones there are.
    """
    known = {entry.id: entry for entry in tokenizer_cards()}
    if tokenizer_id not in known:
        raise InputError("unknown_tokenizer", value=tokenizer_id[:80], known=", ".join(known))
    return known[tokenizer_id]
