"""Every named activation of a pass, taken by hooks where `models.inside.anatomy` says.

Hooks stand on the modules for as long as the pass runs; which pass they answer to lies in a context variable, so
that two threads that run one model do not meet. Nothing is copied: what a module gave is kept as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.architectures.recurrent import layer_steps
from models.inside.anatomy import Anatomy, anatomy_of
from models.inside.blocks import Place
from models.inside.kinds import END, KINDS, START
from models.inside.steps import full_name
from models.observe import AttentionParts, Observer

if TYPE_CHECKING:
    from jaxtyping import Bool

Steps = dict[str, Tensor]
_keeping: ContextVar[Steps | None] = ContextVar("keeping", default=None)


@dataclass(frozen=True)
class Captured:
    """Every named step of a pass.

    Attributes:
        values: by full name, in the order in which they are made, each with the batch as its first axis.
        allowed: what each query may see, by layer; None without attention that can be observed.
        scaling: of the scores, by layer.
    """

    values: Mapping[str, Tensor]
    allowed: Bool[Tensor, "n_layers query_pos key_pos"] | None
    scaling: tuple[float, ...]

    def on_cpu(self) -> Captured:
        """The same away from the model's device."""
        values = {name: value.float().cpu() for name, value in self.values.items()}
        return Captured(values, None if self.allowed is None else self.allowed.cpu(), self.scaling)


@contextmanager
def capturing(model: PreTrainedModel) -> Iterator[Steps]:
    """What hooks find while the model reads inside, by full name, where the model is."""
    found: Steps = {}
    anatomy = anatomy_of(model)
    by_module: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    for name, place in anatomy.places.items():
        by_module[place.module].append((name, place))
    handles = [
        model.get_submodule(module).register_forward_hook(_keeper(found, steps), with_kwargs=True)
        for module, steps in by_module.items()
    ]
    token = _keeping.set(found)
    try:
        yield found
    finally:
        _keeping.reset(token)
        for handle in handles:
            handle.remove()


def _keeper(found: Steps, steps: Sequence[tuple[str, Place]]) -> Callable[..., None]:
    def keep(_: nn.Module, args: Any, options: Any, output: Any) -> None:
        if _keeping.get() is not found:
            return
        for name, place in steps:
            if place.side == "in":
                value = args[0] if args else options["hidden_states"]
            else:
                value = output[0] if isinstance(output, tuple) else output
            found.setdefault(name, value)

    return keep


def completed(
    model: PreTrainedModel, found: Steps, observer: Observer | None, hidden: Sequence[Tensor] | None
) -> Captured:
    """What hooks found, with what attention and recurrent layers show beside.

    Args:
        found: by hooks.
        observer: of attention, where it can be observed.
        hidden: what enters a recurrent network's first layer, and what each gives.
    """
    anatomy = anatomy_of(model)
    n_rows, n_tokens = next((value.shape[:2] for value in found.values() if value.dim() == 3), (0, 0))
    named = {name: value.view(n_rows, n_tokens, -1) if value.dim() == 2 else value for name, value in found.items()}
    parts = observer.parts(anatomy.stack) if observer and anatomy.stack else ()
    for layer, part in enumerate(parts):
        named |= {full_name(layer, step): value for step, value in _attention(anatomy, layer, part, named).items()}
    if anatomy.recurrent is not None and hidden is not None:
        layers: Any = model.get_submodule(anatomy.recurrent)
        for layer, weights in enumerate(layers.all_weights):
            steps = layer_steps(weights, hidden[layer], hidden[layer + 1])
            named |= {full_name(layer, step): value for step, value in steps.items()}
    return Captured(
        {name: named[name] for name in _in_order(anatomy) if name in named},
        torch.stack([part.allowed for part in parts]) if parts else None,
        tuple(part.scaling for part in parts),
    )


def _in_order(anatomy: Anatomy) -> Iterator[str]:
    yield from START
    for layer in range(anatomy.n_layers):
        yield from (full_name(layer, step) for step in KINDS[anatomy.kind or "pre_norm"].order)
    yield from END


def _attention(anatomy: Anatomy, layer: int, part: AttentionParts, named: Steps) -> Steps:
    steps = {"attn.v": part.v, "attn.scores": part.scores, "attn.pattern": part.pattern, "attn.z": part.z}
    if not anatomy.turned:
        return {"attn.q": part.q, "attn.k": part.k, **steps}
    before = {
        f"attn.{one}": named[full_name(layer, f"attn.{one}")][..., projection.columns].transpose(1, 2)
        for one, projection in anatomy.projections[layer].items()
        if one != "v"
    }
    return {**before, "attn.rot_q": part.q, "attn.rot_k": part.k, **steps}
