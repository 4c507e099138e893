"""Loading models: lazy, each once, safetensors only, no code from elsewhere, bounded in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import Any

from models.device import pick_device  # before torch: see there

# isort: split
import httpx
import torch
import transformers
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from models.cache import BoundedCache
from models.catalog import ModelCard, card
from models.errors import InputError
from models.families import FAMILIES
from models.few_rows import packed_bytes
from models.ways import EAGER, check_reading, make_observable

MAX_DOWNLOAD_BYTES = int(os.environ.get("UNMASKED_MAX_DOWNLOAD_MB", "1500")) * 10**6
MAX_RESIDENT_BYTES = int(os.environ.get("UNMASKED_MODEL_MEMORY_MB", "4000")) * 10**6
_HUB_SECONDS = 5.0
for _architecture in [name for facts in FAMILIES.values() for name in facts.architectures]:
    import_module(_architecture)  # they register themselves with transformers' Auto classes


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run: in evaluation mode, in float32, observable."""

    card: ModelCard
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    device: torch.device


def _resident_bytes(loaded: LoadedModel) -> int:
    """What the model weighs once it has been decoded with."""
    return sum(parameter.nbytes for parameter in loaded.model.parameters()) + packed_bytes(loaded.model)


_loaded: BoundedCache[LoadedModel] = BoundedCache(MAX_RESIDENT_BYTES, _resident_bytes)
_loading = Lock()  # from_pretrained changes torch's defaults while it runs: one model at a time
_tokenizers: BoundedCache[PreTrainedTokenizerFast] = BoundedCache(64, lambda tokenizer: 1)


def load(model_id: str) -> LoadedModel:
    """The model with this id, loaded on first use and then shared by everybody.

    Raises:
        InputError: unknown, not reachable, too large, or without safetensors weights.
    """
    chosen = card(model_id)
    return _loaded.get_or_compute(chosen.path, lambda: _load(chosen))


def load_tokenizer(model_id: str) -> PreTrainedTokenizerFast:
    """The tokenizer alone, which is loaded in milliseconds and needs no weights."""
    chosen = card(model_id)
    return _tokenizers.get_or_compute(chosen.path, lambda: _from_pretrained(AutoTokenizer, chosen))


def _load(chosen: ModelCard) -> LoadedModel:
    with _loading:
        loader = getattr(transformers, chosen.facts.loads_with)
        options = {"use_safetensors": True, "trust_remote_code": False, "dtype": torch.float32}
        if chosen.facts.has_attention:
            options["attn_implementation"] = EAGER  # the yardstick; some models choose their classes by it, once
        model = _from_pretrained(loader, chosen, **options)
    device = pick_device()
    model = model.eval().requires_grad_(False).to(device)
    if chosen.facts.has_attention:
        make_observable(model)
        check_reading(model, chosen.title, onwards=chosen.facts.reads == "onwards")
    return LoadedModel(chosen, model, load_tokenizer(chosen.id), device)


def _from_pretrained(auto_class: Any, chosen: ModelCard, **options: Any) -> Any:
    """From the machine if it is there, which is quick to find out, then from the hub."""
    try:
        return auto_class.from_pretrained(chosen.path, local_files_only=True, **options)
    except OSError as error:
        if "safetensors" in str(error) and chosen.source == "local":
            raise InputError("unsafe_model", model=chosen.title) from error
        if chosen.source != "hub":
            raise
    _check_hub(chosen)
    try:
        return auto_class.from_pretrained(chosen.path, **options)
    except OSError as error:
        raise InputError("hub_unreachable", model=chosen.title) from error


def _check_hub(chosen: ModelCard) -> None:
    """Ask the hub, briefly, whether it is there and what the download would weigh, before it starts."""
    try:
        info = HfApi().model_info(chosen.path, files_metadata=True, timeout=_HUB_SECONDS)
    except (OSError, HfHubHTTPError, OfflineModeIsEnabled, httpx.HTTPError) as error:
        raise InputError("hub_unreachable", model=chosen.title) from error
    sizes = [file.size or 0 for file in info.siblings or [] if file.rfilename.endswith(".safetensors")]
    if not sizes:
        raise InputError("unsafe_model", model=chosen.title)
    if sum(sizes) > MAX_DOWNLOAD_BYTES:
        raise InputError(
            "model_too_large",
            model=chosen.title,
            value=f"{sum(sizes) / 1e6:,.0f} MB",
            limit=f"{MAX_DOWNLOAD_BYTES / 1e6:,.0f} MB",
        )
