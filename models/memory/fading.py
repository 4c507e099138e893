"""What is left of a derivative that goes back through a recurrent network (Bengio, Simard and Frasconi, 1994).

In a plain network `h_t = tanh(W h_(t-1) + ...)` the state's derivative by an earlier state is a product of
one matrix a step, `diag(1 - h_t^2) W`. In an LSTM the cell's own path, `c_t = f_t * c_(t-1) + ...`,
multiplies by the forget gate alone (Hochreiter and Schmidhuber, 1997; Gers et al., 2000).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor

from models.architectures.recurrent import OnwardReader
from models.catalog import card
from models.errors import InputError
from models.memory.gates import trace_layers
from models.passes import Pass, Wanted, prepare, run_then
from models.records import Fading
from models.registry import LoadedModel

if TYPE_CHECKING:
    from jaxtyping import Float

    Products = tuple[Float[Tensor, " distance"], Float[Tensor, " distance"]]

MAX_DISTANCE = 64


def measure_fading(text: str, model_id: str) -> Fading:
    """The product of derivatives from the last token of a text backwards.

    Args:
        model_id: of the plain recurrent network or of an LSTM.

    Raises:
        InputError: bad text, too many tokens, `not_recurrent` for other families.
    """
    chosen = card(model_id)
    if chosen.facts.state == "cell":
        layers = [forget_products(trace.forget_gate[-MAX_DISTANCE:]) for trace in trace_layers(text, model_id)]
    elif chosen.facts.state == "hidden":
        layers = run_then(model_id, [prepare(text, model_id).ids], Wanted(hidden=True), _state_products)
    else:
        raise InputError("not_recurrent", model=chosen.title)
    gain, longest = (torch.stack(values) for values in zip(*layers, strict=True))
    return Fading(chosen.id, chosen.family, gain, longest)


def forget_products(forget_gate: Float[Tensor, "pos unit"]) -> Products:
    """The products of gates from the last position backwards, over the units.

    Returns:
        Their root mean square and their maximum; both begin with 1, at distance 0.
    """
    products = torch.cat([torch.ones_like(forget_gate[:1]), forget_gate.flip(0).double().cumprod(0)])
    return products.square().mean(-1).sqrt().float(), products.amax(-1).float()


def _state_products(loaded: LoadedModel, found: Pass) -> list[Products]:
    weights = cast(OnwardReader, loaded.model).layers.all_weights
    products = [
        tanh_products(hidden[0, -MAX_DISTANCE:], from_state)
        for hidden, (_, from_state, *_) in zip(found.hidden[1:], weights, strict=True)
    ]
    return [(gain.cpu(), longest.cpu()) for gain, longest in products]


def tanh_products(hidden: Float[Tensor, "pos unit"], weight_hidden: Float[Tensor, "unit unit"]) -> Products:
    """The derivative of the last state by each earlier one.

    Returns:
        The root mean square and the largest of its singular values; both begin with 1, at distance 0.
    """
    product = torch.eye(len(weight_hidden), dtype=torch.float64, device=hidden.device)
    gains, longest = [torch.ones((), dtype=torch.float64)], [torch.ones((), dtype=torch.float64)]
    for state in hidden.double().flip(0):
        product = product @ ((1 - state.square())[:, None] * weight_hidden.double())
        gains.append(product.square().sum().div(len(product)).sqrt())
        longest.append(_largest_singular_value(product))
    return torch.stack(gains).float(), torch.stack(longest).float()


def _largest_singular_value(matrix: Float[Tensor, "unit unit"]) -> Float[Tensor, ""]:
    """From the eigenvalues of the square, which is four times as quick as all singular values."""
    scale = matrix.abs().max()
    if scale == 0:
        return scale
    largest: Tensor = torch.linalg.eigvalsh((matrix / scale).T @ (matrix / scale))[-1]
    return largest.clamp(min=0).sqrt() * scale
