"""What can be loaded: the bundled models, local folders, and well-known small models of the hub.

Light on purpose: cards are read from JSON files and from the header of the weights, without torch.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Literal

from models.errors import InputError
from models.families import FAMILIES, FamilyFacts, family_of
from models.folders import CONFIG, INDEX, WEIGHTS, check_folder, count_parameters, read_json
from models.records import Family
from models.sizes import sizes_of

BUNDLED = Path(__file__).parent.parent / "assets" / "models"
TOKENIZERS = BUNDLED.parent / "tokenizers"  # that belong to no model; endpoints call both kinds by their ids
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
        languages: that it has read, by their codes; empty where nobody says.
        n_bytes: what has to be fetched of a model of the hub.
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
    languages: tuple[str, ...] = ()
    n_bytes: int = 0

    @property
    def bundled(self) -> bool:
        return self.source == "bundled"

    @property
    def facts(self) -> FamilyFacts:
        """What a model of its family can do."""
        return FAMILIES[self.family]


@dataclass(frozen=True)
class Refused:
    """A folder of `UNMASKED_MODELS` that cannot be chosen.

    Attributes:
        id: its name, which no model has.
        reason: what is wrong with it.
    """

    id: str
    reason: InputError


def _hub(
    path: str,
    family: Family,
    licence: str,
    sizes: tuple[int, int, int, int],
    context_length: int,
    n_bytes: int,
) -> ModelCard:
    kind = {"gpt": "byte-level BPE", "bert": "WordPiece"}[family]
    name = path.rpartition("/")[2]
    sizes_and_more = (*sizes, context_length, kind)
    return ModelCard(path, family, name, "hub", path, licence, *sizes_and_more, languages=("en",), n_bytes=n_bytes)


# Sizes as published with the models.
HUB_MODELS = (
    _hub("distilbert/distilgpt2", "gpt", "Apache-2.0", (6, 12, 768, 81_912_576), 1024, 352_824_413),
    _hub("openai-community/gpt2", "gpt", "MIT", (12, 12, 768, 124_439_808), 1024, 548_105_171),
    _hub("HuggingFaceTB/SmolLM2-135M", "gpt", "Apache-2.0", (30, 9, 576, 134_515_008), 8192, 269_060_552),
    _hub("google-bert/bert-base-uncased", "bert", "Apache-2.0", (12, 12, 768, 109_514_298), 512, 440_449_768),
    _hub("distilbert/distilbert-base-uncased", "bert", "Apache-2.0", (6, 12, 768, 66_985_530), 512, 267_954_768),
)


def cards() -> tuple[ModelCard, ...]:
    """All models that can be loaded: bundled first, then local folders, then the hub's."""
    return (*_bundled_cards(), *(entry for entry in own_models() if isinstance(entry, ModelCard)), *HUB_MODELS)


def refused() -> tuple[Refused, ...]:
    """The folders of `UNMASKED_MODELS` that cannot be chosen, and why."""
    return tuple(entry for entry in own_models() if isinstance(entry, Refused))


def own_models() -> tuple[ModelCard | Refused, ...]:
    """What `UNMASKED_MODELS` names: the folder itself, if it is a model, or each folder in it."""
    named = os.environ.get("UNMASKED_MODELS", "")
    return _own_models(named) if named else ()


def is_here(entry: ModelCard) -> bool:
    """Whether a model's weights are on this machine."""
    from huggingface_hub import try_to_load_from_cache

    names = (WEIGHTS, INDEX)
    return entry.source != "hub" or any(isinstance(try_to_load_from_cache(entry.path, name), str) for name in names)


def card(model_id: str) -> ModelCard:
    """The card of a model.

    Raises:
        InputError: why a folder of that name is refused; else `unknown_model`, naming the ones there are.
    """
    known = {entry.id: entry for entry in cards()}
    if model_id in known:
        return known[model_id]
    for entry in refused():
        if entry.id == model_id:
            raise InputError(entry.reason.code, **entry.reason.values)
    raise InputError("unknown_model", value=model_id[:80], known=", ".join(known))


@cache
def _bundled_cards() -> tuple[ModelCard, ...]:
    folders = (folder for folder in _folders_in(BUNDLED) if (folder / CONFIG).is_file())
    found = {folder.name: card_from_folder(folder, "bundled") for folder in folders}
    return tuple(found[name] for name in sorted(found, key=_curriculum_place))


def _curriculum_place(name: str) -> tuple[int, str]:
    return (_CURRICULUM.index(name) if name in _CURRICULUM else len(_CURRICULUM), name)


@cache
def _own_models(named: str) -> tuple[ModelCard | Refused, ...]:
    others = (*_bundled_cards(), *HUB_MODELS)
    ids = {entry.id for entry in others} | {folder.name for folder in _folders_in(TOKENIZERS)}
    titles = {entry.title.casefold() for entry in others}
    found: list[ModelCard | Refused] = []
    for folder in _own_folders(Path(named).expanduser().resolve()):
        entry = _own_model(folder)
        entry = replace(entry, id=_distinct(entry.id, ids))
        if isinstance(entry, ModelCard):
            known = entry.title.casefold() in titles
            entry = replace(entry, title=f"{entry.title} ({entry.id})" if known else entry.title)
            titles.add(entry.title.casefold())
        ids.add(entry.id)
        found.append(entry)
    return tuple(found)


def _own_folders(folder: Path) -> list[Path]:
    """The folder itself, if it is a model, with the models in it; else everything in it that could be meant as one."""
    is_model = (folder / CONFIG).is_file()
    try:
        inside = [place for place in _folders_in(folder) if not is_model or (place / CONFIG).is_file()]
    except OSError:  # what cannot be listed is refused by its own name
        inside = []
    return [folder, *inside] if is_model or not inside else inside


def _folders_in(folder: Path) -> list[Path]:
    places = folder.iterdir() if folder.is_dir() else ()
    return sorted(place for place in places if place.is_dir() and not place.name.startswith("."))


def _own_model(folder: Path) -> ModelCard | Refused:
    """A folder's card, or why there is none: whatever other people's files hold, the rest works."""
    try:
        if not folder.is_dir():
            raise InputError("no_such_folder", value=str(folder)[:200])
        check_folder(folder)
        return card_from_folder(folder, "local")
    except InputError as error:
        return Refused(folder.name, error)
    except Exception as error:
        return Refused(folder.name, not_loadable(folder.name, error, str(folder)))


def not_loadable(model: str, error: Exception, path: str) -> InputError:
    """What a library says of files that it cannot read, in one line and without the path on this machine."""
    said = str(error).strip().partition("\n")[0].replace(path, model)
    return InputError("not_loadable", model=model, reason=f"{type(error).__name__}: {said}"[:200])


def _distinct(name: str, taken: Collection[str]) -> str:
    """A name that is not taken, which says that it is a folder's: `gpt`, `local/gpt`, `local/gpt-2`."""
    names = chain((name, f"local/{name}"), (f"local/{name}-{n}" for n in count(2)))
    return next(one for one in names if one not in taken)


def card_from_folder(folder: Path, source: Source) -> ModelCard:
    """Describe a saved model from its `config.json`, the header of its weights and its `card.json`, if any.

    Raises:
        InputError: a file that is not whole.
    """
    config = read_json(folder / CONFIG)
    told = read_json(folder / "card.json")
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
        n_params=count_parameters(folder),
        context_length=None if FAMILIES[family].state else sizes["context_length"],
        tokenizer=_tokenizer_kind(folder),
        listed=bool(told.get("listed", True)),
        languages=tuple(map(str, told.get("languages", ()))),
    )


def _tokenizer_kind(folder: Path) -> str:
    tokenizer = read_json(folder / "tokenizer.json")
    model = tokenizer.get("model") or {}
    algorithm = str(model.get("type") or "unknown")
    if algorithm == "BPE" and model.get("byte_fallback"):
        return "byte-fallback BPE"
    pre_tokenizer = json.dumps(tokenizer.get("pre_tokenizer"))
    return "byte-level BPE" if algorithm == "BPE" and "ByteLevel" in pre_tokenizer else algorithm
