"""What can be loaded: the bundled models, local folders, and well-known small models of the hub.

Light on purpose: cards are read from JSON files and from the header of the weights, without torch.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from models.errors import InputError
from models.families import FAMILIES, FamilyFacts, family_of
from models.records import Family
from models.sizes import sizes_of

BUNDLED = Path(__file__).parent.parent / "assets" / "models"
Source = Literal["bundled", "local", "hub"]
_CURRICULUM = ("gpt", "bert", "lstm")


@dataclass(frozen=True)
class ModelCard:
    """A model that can be chosen.

    Attributes:
        id: how links and endpoints name it; for hub models the repository.
        family: decides which labs take it; see `models.families`.
        source: `bundled`, `local` (a folder of `UNMASKED_MODELS`) or `hub`.
        path: the folder of its files, or the repository on the hub.
        context_length: tokens it reads at most; None when there is no limit.
        tokenizer: what kind it is.
        listed: whether it is offered as a choice; if not, a lab compares it with its twins.
    """

    id: str
    family: Family
    title: str
    source: Source
    path: str
    licence: str
    n_layers: int
    n_heads: int
    d_model: int
    n_params: int
    context_length: int | None
    tokenizer: str
    listed: bool = True

    @property
    def bundled(self) -> bool:
        return self.source == "bundled"

    @property
    def facts(self) -> FamilyFacts:
        """What a model of its family can do."""
        return FAMILIES[self.family]


def _hub(
    path: str, family: Family, licence: str, sizes: tuple[int, int, int, int], context_length: int, tokenizer: str
) -> ModelCard:
    n_layers, n_heads, d_model, n_params = sizes
    name = path.rpartition("/")[2]
    return ModelCard(
        path, family, name, "hub", path, licence, n_layers, n_heads, d_model, n_params, context_length, tokenizer
    )


# Sizes as published with the models.
HUB_MODELS = (
    _hub("distilbert/distilgpt2", "gpt", "Apache-2.0", (6, 12, 768, 81_912_576), 1024, "byte-level BPE"),
    _hub("openai-community/gpt2", "gpt", "MIT", (12, 12, 768, 124_439_808), 1024, "byte-level BPE"),
    _hub("HuggingFaceTB/SmolLM2-135M", "gpt", "Apache-2.0", (30, 9, 576, 134_515_008), 8192, "byte-level BPE"),
    _hub("google-bert/bert-base-uncased", "bert", "Apache-2.0", (12, 12, 768, 109_514_298), 512, "WordPiece"),
    _hub("distilbert/distilbert-base-uncased", "bert", "Apache-2.0", (6, 12, 768, 66_985_530), 512, "WordPiece"),
)


def cards() -> tuple[ModelCard, ...]:
    """All models that can be loaded: bundled first, then local folders, then the hub's."""
    return (*_bundled_cards(), *_local_cards(os.environ.get("UNMASKED_MODELS", "")), *HUB_MODELS)


def card(model_id: str) -> ModelCard:
    """The card of a model.

    Raises:
        InputError: `unknown_model`, naming the ones there are.
    """
    known = {entry.id: entry for entry in cards()}
    if model_id not in known:
        raise InputError("unknown_model", value=model_id[:80], known=", ".join(known))
    return known[model_id]


@cache
def _bundled_cards() -> tuple[ModelCard, ...]:
    found = {entry.id: entry for entry in _cards_in(BUNDLED, "bundled")}
    return tuple(found[name] for name in sorted(found, key=_curriculum_place))


def _curriculum_place(name: str) -> tuple[int, str]:
    return (_CURRICULUM.index(name) if name in _CURRICULUM else len(_CURRICULUM), name)


@cache
def _local_cards(folder: str) -> tuple[ModelCard, ...]:
    return tuple(_cards_in(Path(folder), "local")) if folder else ()


def _cards_in(folder: Path, source: Source) -> Iterator[ModelCard]:
    """Cards of the folder itself, if it is a model, and of the models in it."""
    for place in (folder, *sorted(p for p in folder.glob("*") if p.is_dir())):
        if (place / "config.json").is_file() and (place / "model.safetensors").is_file():
            yield card_from_folder(place, source)


def card_from_folder(folder: Path, source: Source) -> ModelCard:
    """Describe a saved model from its `config.json`, the header of its weights and its `card.json`, if any."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    told = _read_json(folder / "card.json")
    sizes = sizes_of(config)
    family = family_of(config)
    return ModelCard(
        id=folder.name,
        family=family,
        title=str(told.get("title", folder.name)),
        source=source,
        path=str(folder),
        licence=str(told.get("licence", "unknown")),
        n_layers=sizes["n_layers"] or 0,
        n_heads=sizes["n_heads"] or 0,
        d_model=sizes["d_model"] or 0,
        n_params=count_parameters(folder / "model.safetensors"),
        context_length=None if FAMILIES[family].state else sizes["context_length"],
        tokenizer=_tokenizer_kind(folder),
        listed=bool(told.get("listed", True)),
    )


def _tokenizer_kind(folder: Path) -> str:
    tokenizer = _read_json(folder / "tokenizer.json")
    model = tokenizer.get("model", {})
    algorithm = str(model.get("type") or "unknown")
    if algorithm == "BPE" and model.get("byte_fallback"):
        return "byte-fallback BPE"
    pre_tokenizer = json.dumps(tokenizer.get("pre_tokenizer"))
    return "byte-level BPE" if algorithm == "BPE" and "ByteLevel" in pre_tokenizer else algorithm


def _read_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def count_parameters(weights: Path) -> int:
    """Numbers stored in a safetensors file, read from its header (shared weights are stored once)."""
    with weights.open("rb") as file:
        (header_length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(header_length))
    return sum(math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__")
