"""Backwards through time: a recurrent model read step by step, so that each state can be differentiated by.

Torch's fused pass gives the same numbers at once, and no states that later steps were made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from models.architectures.recurrent import OnwardReader
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.inside.asked import Asked, ask
from models.inside.steps import full_name
from models.records import TimeGradients
from models.registry import LoadedModel, load

if TYPE_CHECKING:
    from jaxtyping import Float

# Adds something to what one of a layer's two matrices gives: layer, `W_ih` or `W_hh`, what it read, what it gave.
Change = Callable[[int, str, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Steps:
    """All states of a text, each a tensor of its own `[batch, unit]`, by layer and step.

    Attributes:
        inputs: what enters the first layer at each step.
        hidden, cell: no cells in a plain network.
        last_logits: behind the last step.
    """

    inputs: list[Tensor]
    hidden: list[list[Tensor]]
    cell: list[list[Tensor]]
    last_logits: Float[Tensor, "row d_vocab"]

    def stations(self) -> dict[str, list[Tensor]]:
        """What enters the first layer and what each gives, by full name."""
        given = {full_name(layer, "hidden"): states for layer, states in enumerate(self.hidden)}
        return {full_name(0, "input"): self.inputs, **given}


def time_gradients(text: str, model_id: str, position: int | None = None) -> TimeGradients:
    """How strongly a change of each earlier state would change the loss at one step (Werbos, 1990).

    Args:
        model_id: of a network that carries a state onwards.
        position: the step; None for the one in front of the text's last token.

    Raises:
        InputError: as `models.inside.asked.ask`; `not_recurrent` for other models.
    """
    chosen = card(model_id)
    if chosen.facts.state is None or chosen.facts.reads != "onwards":
        raise InputError("not_recurrent", model=chosen.title)
    asked = ask(text, model_id, position)
    if position is None:
        asked = ask(text, model_id, asked.known[-1])
    loss, hidden, cell = _through_time(model_id, asked)
    tokens = asked.prepared.tokens[: asked.position + 1]
    return TimeGradients(chosen.id, chosen.family, tokens, asked.target, loss, hidden, cell)


@on_gpu
def _through_time(model_id: str, asked: Asked) -> tuple[float, Tensor, Tensor | None]:
    loaded = load(model_id)
    with torch.enable_grad():
        steps = read_in_steps(loaded, asked.ids)
        target = torch.tensor(asked.target.id, device=loaded.device)
        loss = nn.functional.cross_entropy(steps.last_logits[0], target)
        states = [state for layer in (*steps.hidden, *steps.cell) for state in layer]
        gradients = torch.autograd.grad(loss, states, materialize_grads=True)
    sizes = torch.stack([gradient.norm() for gradient in gradients]).view(-1, len(asked.ids)).cpu()
    n_layers = len(steps.hidden)
    return loss.item(), sizes[:n_layers], sizes[n_layers:] if steps.cell else None


def read_in_steps(loaded: LoadedModel, ids: tuple[int, ...], n_rows: int = 1, change: Change | None = None) -> Steps:
    """Read a text from its beginning, state by state, from an empty state on.

    Args:
        n_rows: the same text so many times, for `change` to treat each differently.
    """
    loaded.check_ids(ids)
    model = cast(OnwardReader, loaded.model)
    embedding = model.emb(torch.tensor([ids], device=loaded.device)).expand(n_rows, -1, -1)
    inputs = [one.detach().requires_grad_(torch.is_grad_enabled()) for one in embedding.unbind(1)]
    hidden: list[list[Tensor]] = []
    cell: list[list[Tensor]] = []
    below = inputs
    for layer, weights in enumerate(model.layers.all_weights):
        states, cells = _layer(weights, below, layer, change or _unchanged)
        hidden.append(states)
        if cells:
            cell.append(cells)
        below = states
    return Steps(inputs, hidden, cell, model.head(below[-1]).float())


def _unchanged(layer: int, matrix: str, entered: Tensor, left: Tensor) -> Tensor:
    return left


def _layer(
    weights: Sequence[Tensor], inputs: list[Tensor], layer: int, change: Change
) -> tuple[list[Tensor], list[Tensor]]:
    """One layer's hidden and cell states, step by step."""
    weight_input, weight_hidden, bias_input, bias_hidden = weights
    n_units = weight_hidden.shape[1]
    h = c = inputs[0].new_zeros(len(inputs[0]), n_units).requires_grad_(torch.is_grad_enabled())
    states, cells = [], []
    for x in inputs:
        from_input = change(layer, "W_ih", x, nn.functional.linear(x, weight_input, bias_input))
        pre = from_input + change(layer, "W_hh", h, nn.functional.linear(h, weight_hidden, bias_hidden))
        if len(weight_hidden) == n_units:
            h = pre.tanh()
        else:
            i, f, g, o = pre.chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            cells.append(c)
        states.append(h)
    return states, cells
