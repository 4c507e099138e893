"""A step of gradient descent on one weight of a real model, with the loss before and after.

The models that are served belong to everybody and are never changed. A weight `W[out, in]` that grows by `d` adds
`d * x[in]` to what its matrix gives at `out`, and nothing else: so that is added, in one pass whose rows have a
different `d` each. Its gradient is what comes back to `out`, times `x[in]`, summed over the positions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.catalog import card
from models.compat import Conv1D
from models.device import on_gpu
from models.errors import InputError
from models.inside.anatomy import anatomy_of
from models.inside.asked import Asked, ask
from models.inside.gradients import changing, losses
from models.inside.steps import full_name, split_name
from models.inside.through_time import read_in_steps
from models.records import WeightStep
from models.registry import LoadedModel, load
from models.weights import n_embeddings

if TYPE_CHECKING:
    from jaxtyping import Float

MATRICES = ("attn.out", "mlp.gate", "mlp.pre", "mlp.out")
RECURRENT = ("W_ih", "W_hh")
N_OFFSETS = 25
REACH = 1.4  # of the step, drawn on either side of it
_CHUNK = 4_000_000  # logits in one pass
Index = tuple[int, int]
Change = Callable[[Tensor, Tensor], Tensor]


def matrices(model_id: str) -> tuple[str, ...]:
    """Full names of what has a matrix whose weights can take a step."""
    loaded = load(model_id)
    anatomy = anatomy_of(loaded.model)
    if anatomy.recurrent is not None:
        return tuple(full_name(layer, one) for layer in range(anatomy.n_layers) for one in RECURRENT if anatomy.kind)
    names = (full_name(layer, one) for layer in range(anatomy.n_layers) for one in MATRICES)
    return tuple(
        name
        for name in names
        if name in anatomy.places
        and isinstance(loaded.model.get_submodule(anatomy.places[name].module), nn.Linear | Conv1D)
    )


def weight_step(
    text: str,
    model_id: str,
    matrix: str | None = None,
    index: Index | None = None,
    rate: float = 1.0,
    position: int | None = None,
) -> WeightStep:
    """Move one weight against its gradient and measure the loss again.

    Args:
        matrix: one of `matrices(model_id)`; None for the last.
        index: output and input of the weight; None for the one with the largest gradient in the matrix.
        rate: of learning: the weight moves by `-rate * gradient`.
        position: see `models.inside.asked.ask`.

    Raises:
        InputError: as `models.inside.asked.ask`; `no_mlp`, `not_one_of`, `out_of_range`.
    """
    known = matrices(model_id)
    if not known:
        raise InputError("no_mlp", model=card(model_id).title)
    matrix = known[-1] if matrix is None else matrix
    if matrix not in known:
        raise InputError("not_one_of", name="matrix", value=matrix[:80], example=", ".join(known[-4:]))
    return _step(model_id, ask(text, model_id, position), matrix, index, rate)


@on_gpu
def _step(model_id: str, asked: Asked, matrix: str, index: Index | None, rate: float) -> WeightStep:
    loaded = load(model_id)
    weight = weight_of(loaded, matrix)
    if index is not None:
        for name, value, count in zip(("out", "in"), index, weight.shape, strict=True):
            if not 0 <= value < count:
                raise InputError("out_of_range", name=name, value=value, limit=f"0 … {count - 1}")
    gradients = weight_gradients(loaded, matrix, asked)
    if index is None:
        at = int(gradients.abs().argmax())
        index = (at // weight.shape[1], at % weight.shape[1])
    gradient = float(gradients[index])
    step = -rate * gradient
    span = max(abs(step) * REACH, float(weight.std()))
    offsets = torch.linspace(-span, span, N_OFFSETS)
    before, after, *curve = moved_losses(loaded, matrix, index, torch.tensor([0.0, step, *offsets]), asked).tolist()
    return WeightStep(
        loaded.card.id,
        asked.position,
        asked.target,
        matrix,
        (int(weight.shape[0]), int(weight.shape[1])),
        index,
        float(weight[index]),
        gradient,
        rate,
        before,
        after,
        offsets,
        torch.tensor(curve),
    )


def weight_of(loaded: LoadedModel, matrix: str) -> Float[Tensor, "out inputs"]:
    """The matrix, its outputs in rows; of a `Conv1D` they lie in columns."""
    layer, step = split_name(matrix)
    anatomy = anatomy_of(loaded.model)
    if anatomy.recurrent is not None:
        layers: Any = loaded.model.get_submodule(anatomy.recurrent)
        found: Tensor = layers.all_weights[layer][RECURRENT.index(step)]
        return found
    module: Any = loaded.model.get_submodule(anatomy.places[matrix].module)
    return module.weight if isinstance(module, nn.Linear) else module.weight.T


def weight_gradients(loaded: LoadedModel, matrix: str, asked: Asked) -> Float[Tensor, "out inputs"]:
    """The gradient of the loss by every weight of one matrix."""
    seen: list[tuple[Tensor, Tensor]] = []

    def note(entered: Tensor, left: Tensor) -> Tensor:
        seen.append((entered, left))
        return left

    with torch.enable_grad():
        loss = _losses(loaded, matrix, asked, 1, note)[0]
        found = torch.autograd.grad(loss, [left for _, left in seen], materialize_grads=True)
    back = torch.cat([one.reshape(-1, one.shape[-1]) for one in found])
    entered = torch.cat([one.detach().reshape(-1, one.shape[-1]) for one, _ in seen])
    return (back.T @ entered).cpu()


def moved_losses(
    loaded: LoadedModel, matrix: str, index: Index, offsets: Float[Tensor, " row"], asked: Asked
) -> Float[Tensor, " row"]:
    """The loss with one weight larger by each offset, all other weights as they are."""
    width = 1 if not loaded.card.facts.is_masked else len(asked.ids)
    n_at_once = max(1, _CHUNK // (width * (n_embeddings(loaded.model) or _CHUNK)))
    found = []
    for chunk in offsets.to(loaded.device).split(n_at_once):
        move = partial(_moved, chunk, index)
        with torch.inference_mode():
            try:  # one row up to the weight, and only then as many as there are offsets
                found.append(_losses(loaded, matrix, asked, 1, move).cpu())
            except RuntimeError:  # a model that counts its rows at its beginning
                found.append(_losses(loaded, matrix, asked, len(chunk), move).cpu())
    return torch.cat(found)


def _moved(
    offsets: Float[Tensor, " row"],
    index: Index,
    entered: Float[Tensor, "_ *places _"],
    left: Float[Tensor, "_ *places _"],
) -> Float[Tensor, "row *places _"]:
    """What a matrix gives with one of its weights larger, by another offset in each row."""
    out, into = index
    rows = left.expand(len(offsets), *left.shape[1:]).clone()
    rows[..., out] += offsets.view(-1, *[1] * (left.dim() - 2)) * entered[..., into]
    return rows


def _begin(_: Tensor, left: Tensor) -> Tensor:
    """No weight wants a gradient: what is to be differentiated begins with the embedding."""
    return left.detach().requires_grad_(torch.is_grad_enabled())


def _by_rows(change: Change, n_tokens: int, entered: Tensor, left: Tensor) -> Tensor:
    """Some models lay all texts of a batch one behind the other."""
    made = change(*(one.reshape(-1, n_tokens, one.shape[-1]) for one in (entered, left)))
    return made if left.dim() == 3 else made.flatten(0, 1)


def _losses(loaded: LoadedModel, matrix: str, asked: Asked, n_rows: int, change: Change) -> Float[Tensor, " row"]:
    """The loss of the same text in every row, with `change` at what enters and leaves a matrix."""
    layer, step = split_name(matrix)
    anatomy = anatomy_of(loaded.model)
    if anatomy.recurrent is None:
        module = loaded.model.get_submodule(anatomy.places[matrix].module)
        embedding = loaded.model.get_input_embeddings()
        with changing(embedding, _begin), changing(module, partial(_by_rows, change, len(asked.ids))):
            return losses(loaded, asked, n_rows)

    def change_one(at: int, name: str, entered: Tensor, left: Tensor) -> Tensor:
        return change(entered, left) if (at, name) == (layer, step) else left

    steps = read_in_steps(loaded, asked.ids, n_rows, change_one)
    target = torch.tensor(asked.target.id, device=loaded.device).expand(len(steps.last_logits))
    return nn.functional.cross_entropy(steps.last_logits, target, reduction="none")
