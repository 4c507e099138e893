"""The gradient of one loss, at every block and every position of a real model.

The weights of a loaded model belong to everybody and want no gradient; what is differentiated here are the vectors
that pass between them. So nothing is left behind on a model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.compat import keeps_logits
from models.device import on_gpu
from models.inside.anatomy import Anatomy, anatomy_of
from models.inside.asked import Asked, ask
from models.inside.capture import capturing
from models.inside.kinds import KINDS
from models.inside.steps import full_name
from models.inside.through_time import read_in_steps
from models.records import LossGradients
from models.registry import LoadedModel, load

if TYPE_CHECKING:
    from jaxtyping import Float

    Found = tuple[float, dict[str, Float[Tensor, " read"]]]


def loss_gradients(text: str, model_id: str, position: int | None = None) -> LossGradients:
    """How strongly a change of each vector between the blocks would change one loss.

    The loss is the surprisal, in nats, of one token of the text. It comes back along the way that the text went:
    behind the last block it stands at one position alone, and every block's attention carries it to others.

    Args:
        position: see `models.inside.asked.ask`.

    Returns:
        Euclidean lengths; 0 at positions that the prediction does not depend on.

    Raises:
        InputError: bad text or model; `no_score`, `too_few_tokens`, `not_asked`.
    """
    asked = ask(text, model_id, position)
    prepared = asked.prepared
    loss, found = _differentiated(model_id, asked)
    norms = torch.zeros(len(found), len(prepared.ids))
    for row, sizes in zip(norms, found.values(), strict=True):
        row[: len(sizes)] = sizes
    return LossGradients(
        prepared.card.id,
        prepared.card.family,
        prepared.tokens,
        asked.position,
        asked.target,
        loss,
        asked.known,
        tuple(found),
        norms,
    )


@on_gpu
def _differentiated(model_id: str, asked: Asked) -> Found:
    """The loss, and the length of its gradient by each station's vectors, by their full names."""
    loaded = load(model_id)
    anatomy = anatomy_of(loaded.model)
    with torch.enable_grad():
        if anatomy.recurrent is not None and anatomy.kind is not None:
            steps = read_in_steps(loaded, asked.ids)
            loss = nn.functional.cross_entropy(steps.last_logits[0], _target(loaded, asked))
            parts = steps.stations()
        else:
            loss, parts = _read(loaded, anatomy, asked)
        tensors = [tensor for rows in parts.values() for tensor in rows]
        gradients = iter(torch.autograd.grad(loss, tensors, materialize_grads=True))
    sizes = {name: torch.cat([next(gradients).norm(dim=-1).reshape(-1) for _ in rows]) for name, rows in parts.items()}
    return loss.item(), {name: row.float().cpu() for name, row in sizes.items()}


def _target(loaded: LoadedModel, asked: Asked) -> Tensor:
    return torch.tensor(asked.target.id, device=loaded.device)


def _read(loaded: LoadedModel, anatomy: Anatomy, asked: Asked) -> tuple[Tensor, dict[str, list[Tensor]]]:
    inputs: list[Tensor] = []

    def begin(_: Tensor, left: Tensor) -> Tensor:
        inputs.append(left.detach().requires_grad_())
        return inputs[-1]

    with capturing(loaded.model) as kept, changing(loaded.model.get_input_embeddings(), begin):
        loss = losses(loaded, asked)[0]
    out = KINDS[anatomy.kind].out if anatomy.kind else "resid_post"
    names = [full_name(0, "resid_pre"), *(full_name(layer, out) for layer in range(anatomy.n_layers))]
    found = {name: [kept[name]] for name in names if name in kept}
    return loss, found or {"embed": inputs}


def losses(loaded: LoadedModel, asked: Asked, n_rows: int = 1) -> Float[Tensor, " row"]:
    """The loss in nats, of the same text so many times; a model that reads onwards says no more than it is asked."""
    loaded.check_ids(asked.ids)
    options: dict[str, Any] = {} if loaded.card.facts.is_masked else {"use_cache": False}
    at = asked.position
    if not loaded.card.facts.is_masked and keeps_logits(loaded.model):
        options["logits_to_keep"], at = 1, -1
    model: Any = loaded.model
    ids = torch.tensor([asked.ids], device=loaded.device).expand(n_rows, -1)
    logits: Tensor = model(input_ids=ids, **options).logits[:, at].float()
    return nn.functional.cross_entropy(logits, _target(loaded, asked).expand(len(logits)), reduction="none")


@contextmanager
def changing(module: nn.Module, change: Callable[[Tensor, Tensor], Tensor]) -> Iterator[None]:
    """What leaves a module is changed, in this thread alone: others may use the model at the same moment.

    Args:
        change: of what entered and what left, to what leaves now.
    """
    reader = get_ident()

    def hook(_: nn.Module, args: Sequence[Tensor], output: Tensor) -> Tensor | None:
        return change(args[0], output) if get_ident() == reader else None

    handle = module.register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()
