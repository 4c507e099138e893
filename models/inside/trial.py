"""One short pass in which everything is watched: what entered and what left every module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import get_ident
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.compat import Conv1D
from models.norms.sites import norm_kind
from models.observe import AttentionParts, Observer, observing
from models.ways import is_close, tried_inputs, way_of


@dataclass(frozen=True, eq=False)
class Leaf:
    """One call of a module."""

    name: str
    module: nn.Module
    entered: Tensor
    left: Tensor

    @property
    def is_linear(self) -> bool:
        return isinstance(self.module, nn.Linear | Conv1D)

    @property
    def is_norm(self) -> bool:
        """Norms of single heads have an axis more."""
        return norm_kind(self.module) is not None and self.entered.dim() < 4


@dataclass(frozen=True)
class Trial:
    """What was seen.

    Attributes:
        leaves: calls of modules that hold no others, in their order.
        blocks: by module name, from the first.
        stack: of attention, as `models.observe` calls it; None without attention.
        attention: what each block's attention multiplied; empty where it cannot be observed.
        logits: of the whole model.
    """

    leaves: tuple[Leaf, ...]
    blocks: Mapping[str, Leaf]
    stack: str | None
    attention: Sequence[AttentionParts]
    logits: Tensor

    def before_blocks(self) -> list[Leaf]:
        inside = tuple(f"{name}." for name in self.blocks)
        first = next(i for i, leaf in enumerate(self.leaves) if leaf.name.startswith(inside))
        return list(self.leaves[:first])


@torch.inference_mode()
def try_model(model: PreTrainedModel) -> Trial:
    """Let a model read a few tokens and note all of it."""
    way = way_of(model)
    stack = next((name for name in ("self", "encoder") if name in way.sizes), None)
    names = _block_names(model, way.sizes[stack][0]) if stack else ()
    leaves: list[Leaf] = []
    blocks: dict[str, Leaf] = {}

    reader = get_ident()  # others may use the model at the same moment

    def note(name: str) -> Callable[..., None]:
        def hook(module: nn.Module, args: Any, options: Any, output: Any) -> None:
            if get_ident() != reader:
                return
            entered = args[0] if args else options.get("hidden_states", options.get("input"))
            left = output[0] if isinstance(output, tuple) else output
            if isinstance(entered, Tensor) and isinstance(left, Tensor):
                call = Leaf(name, module, entered, left)
                if name in names:
                    blocks.setdefault(name, call)
                else:
                    leaves.append(call)

        return hook

    watched = {name: one for name, one in model.named_modules() if name in names or not any(one.children())}
    handles = [module.register_forward_hook(note(name), with_kwargs=True) for name, module in watched.items()]
    seen = Observer(keep_pattern=False, keep_parts=True)
    try:
        with observing(seen):
            logits = cast(Any, model)(**tried_inputs(model)).logits
    finally:
        for handle in handles:
            handle.remove()
    attention = seen.parts(stack) if stack and way.kind == "observed" else ()
    return Trial(tuple(leaves), blocks, stack, attention, logits)


def _block_names(model: PreTrainedModel, n_layers: int) -> tuple[str, ...]:
    """The outermost list of as many modules as there are layers of attention: an encoder's before a decoder's."""
    for name, module in model.named_modules():
        if isinstance(module, nn.ModuleList) and len(module) == n_layers:
            return tuple(f"{name}.{i}" for i in range(n_layers))
    return ()


def is_same(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors are one and the same, seen flat or not: nothing was done between them."""
    return one.data_ptr() == other.data_ptr() and one.numel() == other.numel()


def is_sum(whole: Tensor, parts: Sequence[Tensor]) -> bool:
    """Whether the parts add up."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return is_close(total.reshape(-1), whole.reshape(-1)) if total.numel() == whole.numel() else False
