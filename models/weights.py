"""What was loaded, held against the file that it came from: no weight may be a random one in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from torch import nn
from transformers import PreTrainedModel

from models.errors import InputError
from models.folders import some_of

_NUMBER = re.compile(r"(?<=\.)\d+(?=\.)")


def check_weights(model: PreTrainedModel, told: Mapping[str, Any], title: str) -> tuple[str, ...]:
    """See that all that hidden states are computed with came from the file.

    Args:
        model: as `from_pretrained` made it; what was not in the file is random.
        told: what `from_pretrained` says with `output_loading_info`, ties heeded.
        title: names the model in errors.

    Returns:
        The names of what is missing of the output layer alone; without any, the model predicts.

    Raises:
        InputError: `weights_missing`, `weights_unmatched`, `weights_left_over`, `weights_misshapen`.
    """
    for name, in_file, wanted in sorted(told["mismatched_keys"]):
        raise InputError("weights_misshapen", model=title, names=name, value=list(in_file), limit=list(wanted))
    body = _body(model)
    missing, unused = sorted(told["missing_keys"]), sorted(told["unexpected_keys"])
    lost = [name for name in missing if id(model.get_parameter_or_buffer(name)) in body]
    if lost:
        said: dict[str, object] = {"model": title, "n": len(lost), "names": some_of(lost)}
        if unused:
            raise InputError("weights_unmatched", **said, n_unused=len(unused), unused=some_of(unused))
        raise InputError("weights_missing", **said)
    left_over = list(_layers_too_many(unused, model.state_dict().keys(), model.base_model_prefix))
    if left_over:
        raise InputError("weights_left_over", model=title, names=some_of(left_over))
    return tuple(missing)


def _body(model: PreTrainedModel) -> set[int]:
    """The ids of all weights that hidden states are computed with; tied ones are one and count here."""
    if model.base_model is model:
        outputs: nn.Module | None = model.get_output_embeddings()
        own = {id(weight) for weight in _weights(outputs)} - {id(weight) for weight in _weights(_inputs(model))}
        return {id(weight) for weight in _weights(model)} - own
    return {id(weight) for part in (model.base_model, _inputs(model)) for weight in _weights(part)}


def _inputs(model: PreTrainedModel) -> nn.Module | None:
    try:
        found: nn.Module | None = model.get_input_embeddings()
    except NotImplementedError:  # several of them, or none by that name
        return None
    return found


def _weights(module: nn.Module | None) -> list[Any]:
    return [] if module is None else [*module.parameters(), *module.buffers()]


def _layers_too_many(unused: Iterable[str], known: Collection[str], prefix: str) -> Iterable[str]:
    """Weights without a place that are called like those of a layer, but for its number."""
    own = {_NUMBER.sub("N", name.removeprefix(f"{prefix}.")) for name in known}
    return (name for name in unused if _NUMBER.sub("N", name.removeprefix(f"{prefix}.")) in own)


def n_embeddings(model: PreTrainedModel) -> int | None:
    """How many token ids the model's embedding has rows for; None where it has no one embedding."""
    weight = getattr(_inputs(model), "weight", None)
    return None if weight is None else len(weight)
