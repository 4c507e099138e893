"""Loading models: lazy, each once, safetensors only, no code from elsewhere, bounded in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from models.device import pick_device  # before torch: see there

# isort: split
import torch
import transformers
from huggingface_hub import HfApi
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from models.cache import BoundedCache
from models.catalog import ModelCard, Refused, card, is_here, not_loadable, own_models
from models.compat import HubClientError
from models.errors import InputError
from models.families import FAMILIES
from models.few_rows import packed_bytes
from models.folders import CONFIG, read_json, some_of, weight_shapes
from models.ways import EAGER, check_reading, make_observable
from models.weights import check_weights, n_embeddings

MAX_DOWNLOAD_BYTES = int(os.environ.get("UNMASKED_MAX_DOWNLOAD_MB", "1500")) * 10**6
MAX_RESIDENT_BYTES = int(os.environ.get("UNMASKED_MODEL_MEMORY_MB", "4000")) * 10**6
_HUB_SECONDS = 5.0
_UNREACHED = (OSError, HubClientError)
_TELLING: Any = {  # sizes that do not fit are told, and refused by name
    "dtype": torch.float32,
    "output_loading_info": True,
    "ignore_mismatched_sizes": True,
}
for _architecture in [name for facts in FAMILIES.values() for name in facts.architectures]:
    import_module(_architecture)  # they register themselves with transformers' Auto classes


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run: in evaluation mode, in float32, observable.

    Attributes:
        missing_head: what its file lacks of the output layer; those weights are random and may not be used.
    """

    card: ModelCard
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    device: torch.device
    missing_head: tuple[str, ...] = ()

    def check_head(self) -> None:
        """Raise `InputError` (`no_head`) unless its logits are its own."""
        if self.missing_head:
            raise InputError("no_head", model=self.card.title, names=some_of(list(self.missing_head)))

    def check_ids(self, ids: Iterable[int]) -> None:
        """Raise `InputError` (`id_outside`) for a token id that its embedding has no row for."""
        limit = n_embeddings(self.model)
        for outside in () if limit is None else (id_ for id_ in ids if id_ >= limit):
            token = self.tokenizer.convert_ids_to_tokens(outside)
            raise InputError("id_outside", model=self.card.title, token=str(token), value=outside, limit=limit)


def _resident_bytes(loaded: LoadedModel) -> int:
    """What the model weighs once it has been decoded with."""
    return sum(parameter.nbytes for parameter in loaded.model.parameters()) + packed_bytes(loaded.model)


_loaded: BoundedCache[LoadedModel] = BoundedCache(MAX_RESIDENT_BYTES, _resident_bytes)
_loading = Lock()  # from_pretrained changes torch's defaults while it runs: one model at a time
_tokenizers: BoundedCache[PreTrainedTokenizerFast] = BoundedCache(64, lambda tokenizer: 1)
_faults: BoundedCache[InputError | None] = BoundedCache(1_000, lambda fault: 1)  # of folders, by path
_reached: BoundedCache[bool] = BoundedCache(1_000, lambda reached: 1)


def load(model_id: str) -> LoadedModel:
    """The model with this id, loaded on first use and then shared by everybody.

    Raises:
        InputError: unknown, not reachable, too large, or without safetensors weights.
    """
    chosen = card(model_id)
    return _loaded.get_or_compute(chosen.path, lambda: _load(chosen))


def load_tokenizer(model_id: str) -> PreTrainedTokenizerFast:
    """The tokenizer alone, which is loaded in milliseconds and needs no weights.

    Raises:
        InputError: as `load`; `no_tokenizer`.
    """
    chosen = card(model_id)
    return _tokenizers.get_or_compute(chosen.path, lambda: _from_pretrained(AutoTokenizer, chosen))


def check_usable(model_id: str) -> None:
    """See, in much less time than loading takes, whether a model can be loaded.

    Of a folder the names and shapes of the weights are held against its architecture; of a model of the
    hub that is not on this machine the hub is asked.

    Raises:
        InputError: as `load`.
    """
    chosen = card(model_id)
    if chosen.source == "local":
        fault = _faults.get_or_compute(chosen.path, lambda: _fault_of(chosen))
        if fault is not None:
            raise InputError(fault.code, **fault.values)
    elif chosen.source == "hub":
        _reached.get_or_compute(chosen.path, lambda: _is_within_reach(chosen))


def refused_models() -> tuple[Refused, ...]:
    """The folders of `UNMASKED_MODELS` that cannot be loaded, and why: also what only their architecture shows."""
    return tuple(found for entry in own_models() if (found := _refused(entry)) is not None)


def _refused(entry: ModelCard | Refused) -> Refused | None:
    if isinstance(entry, Refused):
        return entry
    try:
        check_usable(entry.id)
    except InputError as error:
        return Refused(entry.id, error)
    return None


def _load(chosen: ModelCard) -> LoadedModel:
    model, missing_head = _load_model(chosen)
    device = pick_device()
    model = model.eval().requires_grad_(False).to(device)
    if chosen.facts.has_attention:
        make_observable(model)
        check_reading(model, chosen.title, onwards=chosen.facts.reads == "onwards")
    return LoadedModel(chosen, model, load_tokenizer(chosen.id), device, missing_head)


def _load_model(chosen: ModelCard) -> tuple[PreTrainedModel, tuple[str, ...]]:
    """The model and what is missing of its output layer."""
    loader = getattr(transformers, chosen.facts.loads_with)
    options: dict[str, Any] = {"use_safetensors": True, **_TELLING}
    if chosen.facts.has_attention:
        options["attn_implementation"] = EAGER  # the yardstick; some models choose their classes by it, once
    with _loading:
        model, told = _from_pretrained(loader, chosen, **options)
    return model, check_weights(model, told, chosen.title)


def _fault_of(chosen: ModelCard) -> InputError | None:
    """Why a folder cannot be loaded, found with zeros of the weights' shapes that take no room."""
    zero, loader = torch.zeros(()), getattr(transformers, chosen.facts.loads_with)
    try:
        weights = {name: zero.expand(shape) for name, shape in weight_shapes(Path(chosen.path)).items()}
        config = _from_pretrained(AutoConfig, chosen)
        with _loading, _saying_why(loader, chosen):
            with torch.device("meta"):
                model_class = type(loader.from_config(config, trust_remote_code=False))
            model, told = model_class.from_pretrained(None, config=config, state_dict=weights, **_TELLING)
        check_weights(model, told, chosen.title)
        load_tokenizer(chosen.id)
    except InputError as error:
        return error
    return None


def _is_within_reach(chosen: ModelCard) -> bool:
    if not is_here(chosen):
        _check_hub(chosen)
    return True


def _from_pretrained(auto_class: Any, chosen: ModelCard, **options: Any) -> Any:
    """From the machine if it is there, which is quick to find out, then from the hub."""
    options["trust_remote_code"] = False
    try:
        with _saying_why(auto_class, chosen):
            return auto_class.from_pretrained(chosen.path, local_files_only=True, **options)
    except OSError:
        _check_hub(chosen)
    try:
        return auto_class.from_pretrained(chosen.path, **options)
    except _UNREACHED as error:
        raise InputError("hub_unreachable", model=chosen.title) from error


@contextmanager
def _saying_why(auto_class: Any, chosen: ModelCard) -> Iterator[None]:
    """Turn what goes wrong with other people's files, which may be anything, into an `InputError`.

    A file of a model of the hub that is not on this machine is no fault: its `OSError` passes.
    """
    try:
        yield
    except Exception as error:
        if chosen.source == "bundled" or (chosen.source == "hub" and isinstance(error, OSError)):
            raise
        raise _why_not_loaded(auto_class, chosen, error) from error


def _why_not_loaded(auto_class: Any, chosen: ModelCard, error: Exception) -> InputError:
    fault = not_loadable(chosen.title, error, chosen.path)
    if auto_class is AutoTokenizer:
        return InputError("no_tokenizer", model=chosen.title, known=fault.values["reason"])
    if "recognize" not in str(error):  # neither "does not recognize" nor "Unrecognized"
        return fault
    kind = read_json(Path(chosen.path) / CONFIG).get("model_type")
    return InputError("unknown_architecture", model=chosen.title, value=str(kind)[:80], loader=auto_class.__name__)


def _check_hub(chosen: ModelCard) -> None:
    """Ask the hub, briefly, whether it is there and what the download would weigh, before it starts."""
    try:
        info = HfApi().model_info(chosen.path, files_metadata=True, timeout=_HUB_SECONDS)
    except _UNREACHED as error:
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
