"""What a model is, in the words of its own card: how large, what it has read, who made it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.catalog import ModelCard


@dataclass(frozen=True)
class About:
    """What the card of a model says beside its sizes.

    Attributes:
        vocab_size: tokens of its vocabulary; None where nobody said.
        n_read: tokens that it has read in training, a text read twice counted twice; None where nobody said.
    """

    vocab_size: int | None
    n_read: int | None


def about(entry: ModelCard) -> About:
    """What `card.json` beside a model's weights says; a model of the hub has none here."""
    file = Path(entry.path) / "card.json"
    told = json.loads(file.read_text(encoding="utf-8")) if entry.source != "hub" and file.is_file() else {}
    return About(
        vocab_size=told.get("vocab_size"),
        n_read=told.get("training", {}).get("n_tokens"),
    )
