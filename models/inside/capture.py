"""Every named activation of a pass, taken where `models.inside.anatomy` says.

Each of its modules is switched, once, to keep what passes when somebody asks for it. Who asks lies in a context
variable: two threads that run one model do not meet, and a pass that nobody asks about pays next to nothing. Nothing
is copied: what a module gave is kept as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.architectures.recurrent import layer_steps
from models.inside.anatomy import Anatomy, anatomy_of
from models.inside.blocks import Place
from models.inside.edits import Edit, edited, editing_places, has_edits
from models.inside.kinds import END, KINDS, START
from models.inside.steps import full_name
from models.observe import AttentionParts, Observer

if TYPE_CHECKING:
    from jaxtyping import Bool

Steps = dict[str, Tensor]
_keeping: ContextVar[Steps | None] = ContextVar("keeping", default=None)
_watched: WeakSet[nn.Module] = WeakSet()
_switching = Lock()


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
    """What passes the places of named steps while the model reads inside, by full name, where the model is."""
    _watch(model)
    found: Steps = {}
    token = _keeping.set(found)
    try:
        yield found
    finally:
        _keeping.reset(token)


@contextmanager
def editing(model: PreTrainedModel, edits: Sequence[Edit]) -> Iterator[None]:
    """While the model reads inside, numbers of others stand in the place of named steps."""
    if not edits:
        yield
        return
    _watch(model)
    with editing_places(anatomy_of(model), edits):
        yield


def _watch(model: PreTrainedModel) -> None:
    """Switch a model's modules, once, so that they can be asked and edited."""
    with _switching:
        if model not in _watched:
            _watched.add(model)
            for name, steps in _by_module(anatomy_of(model)).items():
                module = model.get_submodule(name)
                object.__setattr__(module, "forward", _Watcher(name, module, tuple(steps)))


def _by_module(anatomy: Anatomy) -> Mapping[str, list[tuple[str, bool]]]:
    """Which steps are to be had at which module, and whether they are what enters it."""
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, place in anatomy.places.items():
        found[place.module].append((name, place.side == "in"))
    return found


class _Watcher:
    """A module's forward that keeps what is wanted; a hook of torch's would cost several times as much.

    An object, and no closure: a copy of the model then has one of its own, which runs the copy.
    """

    def __init__(self, name: str, module: nn.Module, steps: Sequence[tuple[str, bool]]) -> None:
        self.name, self.module, self.steps = name, module, steps

    def __call__(self, *args: Any, **options: Any) -> Any:
        is_edited = has_edits()
        if is_edited:
            args, options = self._edited_input(args, options)
        output = type(self.module).forward(self.module, *args, **options)  # of the class that it has by now
        if is_edited:
            output = self._edited_output(output)
        found = _keeping.get()
        if found is not None:
            for name, is_entering in self.steps:
                if is_entering:
                    value = args[0] if args else options["hidden_states"]
                else:
                    value = output[0] if isinstance(output, tuple) else output
                found.setdefault(name, value)
        return output

    def _edited_input(self, args: tuple[Any, ...], options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        place = Place(self.name, "in")
        if args:
            return (edited(place, args[0]), *args[1:]), options
        return args, {**options, "hidden_states": edited(place, options["hidden_states"])}

    def _edited_output(self, output: Any) -> Any:
        place = Place(self.name, "out")
        return (edited(place, output[0]), *output[1:]) if isinstance(output, tuple) else edited(place, output)


def completed(
    model: PreTrainedModel, found: Steps, observer: Observer | None, hidden: Sequence[Tensor] | None
) -> Captured:
    """What was kept of modules, with what attention and recurrent layers show beside.

    Args:
        found: what `capturing` gave.
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
