"""The formulas of what differs from model to model: norms, activation functions, gates. As KaTeX and as PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.inside.anatomy import anatomy_of
from models.inside.steps import split_name, step_of
from models.norms.sites import norm_kind
from models.records import Activations, Formula
from models.registry import load

# Activations by the names of their classes in torch and transformers.
FUNCTIONS: Mapping[str, str] = {
    "NewGELUActivation": "gelu_tanh", "GELUTanh": "gelu_tanh", "PytorchGELUTanh": "gelu_tanh",
    "FastGELUActivation": "gelu_tanh", "GELUActivation": "gelu", "GELU": "gelu", "SiLUActivation": "silu",
    "SiLU": "silu", "ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid",
}  # fmt: skip
_LAYER = r"n = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot \gamma + \beta"
FORMULAS: Mapping[str, tuple[str, str]] = {
    "layer": (_LAYER, "n = F.layer_norm(x, (d_model,), gain, bias, eps)"),
    "rms": (
        r"n = \frac{x}{\sqrt{\frac{1}{d}\sum_i x_i^2 + \epsilon}} \odot \gamma",
        "n = F.rms_norm(x, (d_model,), gain, eps)",
    ),
    "batch": (_LAYER, "n = F.batch_norm(x, running_mean, running_var, gain, bias, eps=eps)"),
    "gelu": (r"\text{GELU}(x) = x \, \Phi(x)", "y = F.gelu(x)"),
    "gelu_tanh": (
        r"\text{GELU}(x) \approx \tfrac{x}{2} \left(1 + \tanh\left(\sqrt{2/\pi} \, (x + 0.044715 x^3)\right)\right)",
        'y = F.gelu(x, approximate="tanh")',
    ),
    "silu": (r"\text{SiLU}(x) = x \, \sigma(x)", "y = F.silu(x)"),
    "relu": (r"\text{ReLU}(x) = \max(0, x)", "y = F.relu(x)"),
    "tanh": (r"\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}", "y = torch.tanh(x)"),
    "sigmoid": (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "y = torch.sigmoid(x)"),
    "gated": (r"u' = \text{act} \odot u", "post = act * pre"),
}


def formula_of(found: Activations, name: str) -> Formula:
    """How a tensor of a pass is made.

    Args:
        name: of a tensor that is there, in full.
    """
    step = step_of(name)
    function = function_of(found, name) if step.op in ("norm", "activation", "product") else None
    equation, code = (step.equation, step.code) if function is None else FORMULAS.get(function, ("", step.code))
    return Formula(function, equation or step.equation, code)


def norm_site(found: Activations, name: str) -> str | None:
    """The name of the module that is the norm of this step, as `models.norms.sites` has it; None for other steps."""
    place = anatomy_of(load(found.model_id).model).places.get(name)
    return place.module if place is not None and place.side == "out" and step_of(name).op == "norm" else None


def function_of(found: Activations, name: str) -> str | None:
    """Which norm or activation function makes a tensor: a key of `FORMULAS`, or the name of the module's class."""
    step, anatomy = split_name(name)[1], anatomy_of(load(found.model_id).model)
    if anatomy.recurrent is not None:
        if step_of(name).op == "product":
            return "tanh" if len(found.reads[name]) == 1 else None
        return "tanh" if step == "cell_candidate" else "sigmoid"
    if step_of(name).op == "product" or len(found.reads.get(name, ())) > 1:
        return "gated"
    module: Any = load(found.model_id).model.get_submodule(anatomy.places[name].module)
    kind = norm_kind(module)
    if kind is not None:
        return kind
    if anatomy.places[name].side == "in":  # what reads it is known, and not what made it
        return None
    return FUNCTIONS.get(type(module).__name__, type(module).__name__)
