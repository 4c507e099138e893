"""One step between a block and the logits as a linear map, with what is not linear in it held at its value.

A norm divides by the deviation of the very vector that it norms; with that number held where it is in this pass, the
norm is a product and a sum (Elhage et al., 2021). An activation function's output is its input times a gate, and the
gate is held likewise. So what a part of the stream adds can be followed through, and all parts add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from models.errors import InputError
from models.inside.anatomy import Anatomy
from models.inside.steps import STEPS, split_name
from models.norms.sites import norm_eps, norm_kind
from models.records import Activations

if TYPE_CHECKING:
    from jaxtyping import Float
    from transformers import PreTrainedModel

CLOSE = 1e-3  # of what a norm gives, to know its gain by


@dataclass(frozen=True)
class Frozen:
    """`given = scale * (entered - its mean, if it is centred)`, or `entered @ matrix`, and a constant.

    Attributes:
        scale: by feature; of a norm its gain by the deviation, of an activation its gate.
        matrix: in place of a scale.
        constant: what is added whatever enters.
    """

    constant: Float[Tensor, " d_out"]
    scale: Float[Tensor, " d_out"] | None = None
    matrix: Float[Tensor, "d_in d_out"] | None = None
    is_centred: bool = False

    def forward(self, entered: Float[Tensor, "part d_in"]) -> Float[Tensor, "part d_out"]:
        """What parts of the input become, without the constant."""
        if self.matrix is not None:
            return entered @ self.matrix
        assert self.scale is not None
        return (entered - entered.mean(-1, keepdim=True) if self.is_centred else entered) * self.scale

    def back(self, direction: Float[Tensor, " d_out"]) -> Float[Tensor, " d_in"]:
        """The direction in the input that reads the same as this one does in the output."""
        if self.matrix is not None:
            return self.matrix @ direction
        assert self.scale is not None
        scaled = direction * self.scale
        return scaled - scaled.mean() if self.is_centred else scaled


def frozen_step(found: Activations, model: PreTrainedModel, anatomy: Anatomy, name: str, position: int) -> Frozen:
    """A norm, or a step of the head, as it was at one position of a pass.

    Raises:
        InputError: `unknown_parts` where the norm's numbers do not give what it gave.
    """
    module: Any = model.get_submodule(anatomy.places[name].module)
    entered = found[found.reads[name][0]][position].double()
    given = found[name][position].double()
    op = STEPS[split_name(name)[1]].op
    if op == "linear":
        matrix = weights_of(module).double()
        return Frozen(given - entered @ matrix, matrix=matrix)
    if op == "norm":
        return _norm(module, entered, given, found.model_id)
    gate = torch.where(entered == 0, 0.0, given / torch.where(entered == 0, 1.0, entered))
    return Frozen(given - gate * entered, scale=gate)


def _norm(module: Any, entered: Tensor, given: Tensor, model_id: str) -> Frozen:
    kind = norm_kind(module)
    mean = torch.zeros(()).double() if kind == "rms" else entered.mean()
    variance = ((entered - mean) ** 2).mean()
    if kind == "batch":
        mean, variance = module.running_mean.double().cpu(), module.running_var.double().cpu()
    weight, bias = (getattr(module, one, None) for one in ("weight", "bias"))
    gain = torch.ones_like(entered) if weight is None else weight.detach().double().cpu()
    shift = torch.zeros_like(entered) if bias is None else bias.detach().double().cpu()
    deviation = (variance + norm_eps(module)).sqrt()
    for one in (gain, 1 + gain):  # Gemma keeps what its gain is above 1
        if torch.allclose((entered - mean) / deviation * one + shift, given, atol=CLOSE, rtol=CLOSE):
            frozen = Frozen(shift, scale=one / deviation, is_centred=kind == "layer")
            return Frozen(given - frozen.forward(entered[None])[0], frozen.scale, is_centred=frozen.is_centred)
    raise InputError("unknown_parts", model=model_id)


def weights_of(module: Any) -> Float[Tensor, "d_in d_out"]:
    """A linear layer's matrix as it multiplies a row; a `Conv1D` keeps it so, a `Linear` turned."""
    weight: Tensor = module.weight.detach().float().cpu()
    return weight.T if isinstance(module, torch.nn.Linear) else weight
