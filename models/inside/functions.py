"""Activation functions as a table: each with its formula, its derivative and where it is flat.

Where a function is flat, hardly any gradient comes back through it. A number lies there when the slope is below
`FLAT` at it and at every number further out on its side: the value is *saturated*. A neuron that is saturated at
every token of a text is *dead* on it: nothing in this text can change what it reads for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.inside.formulas import FORMULAS

if TYPE_CHECKING:
    from jaxtyping import Float

FLAT = 0.01  # of the gradient: less than a hundredth comes back
LEAK = 0.01  # torch's own default of leaky ReLU (Maas, Hannun and Ng, 2013)
_ROOT = math.sqrt(2 / math.pi)
_CUBE = 0.044715


@dataclass(frozen=True)
class ActivationFunction:
    """One function of one number.

    Attributes:
        name: a key of `FUNCTIONS`, and where the model may use it of `models.inside.formulas.FORMULAS`.
        equation, slope_equation: KaTeX source of the function and its derivative.
        function, slope: of tensors of any shape.
        flat_below, flat_above: beyond them the slope stays below `FLAT`; infinite where it never does.
    """

    name: str
    equation: str
    slope_equation: str
    function: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]
    flat_below: float
    flat_above: float = math.inf

    def saturated(self, pre: Float[Tensor, "*_"]) -> Tensor:
        """Which numbers lie where the function is flat."""
        return (pre < self.flat_below) | (pre > self.flat_above)


def _sigmoid_slope(x: Tensor) -> Tensor:
    return x.sigmoid() * (-x).sigmoid()  # not 1 - sigmoid, which is 0 too early


def _silu(x: Tensor) -> Tensor:
    return x * x.sigmoid()


def _silu_slope(x: Tensor) -> Tensor:
    return x.sigmoid() + x * _sigmoid_slope(x)


def _normal_share(x: Tensor) -> Tensor:
    """The share of a normal distribution that lies below."""
    return 0.5 * torch.erfc(-x / math.sqrt(2))


def _gelu_slope(x: Tensor) -> Tensor:
    return _normal_share(x) + x * torch.exp(-x.square() / 2) / math.sqrt(2 * math.pi)


def _tanh_of(x: Tensor) -> Tensor:
    return torch.tanh(_ROOT * (x + _CUBE * x.pow(3)))


def _gelu_tanh_slope(x: Tensor) -> Tensor:
    inner = _tanh_of(x)
    return (1 + inner) / 2 + x / 2 * (1 - inner.square()) * _ROOT * (1 + 3 * _CUBE * x.square())


def _row(
    name: str,
    slope_equation: str,
    function: Callable[[Tensor], Tensor],
    slope: Callable[[Tensor], Tensor],
    *,
    equation: str = "",
) -> ActivationFunction:
    below, above = _flat_ends(slope)
    return ActivationFunction(name, equation or FORMULAS[name][0], slope_equation, function, slope, below, above)


def _flat_ends(slope: Callable[[Tensor], Tensor]) -> tuple[float, float]:
    """From where outwards, on either side, a slope stays below `FLAT`, to a thousandth."""
    x = torch.arange(0, 20_001, dtype=torch.float64) / 1000
    ends = []
    for side in (-1, 1):
        steep = (slope(side * x).abs() >= FLAT).nonzero()
        last = int(steep[-1]) if len(steep) else 0
        ends.append(side * math.inf if last == len(x) - 1 else side * last / 1000)
    return ends[0], ends[1]


# In the order in which the field came to them.
FUNCTIONS: Mapping[str, ActivationFunction] = {
    row.name: row
    for row in (
        _row("sigmoid", r"\sigma(x)\,(1 - \sigma(x))", torch.sigmoid, _sigmoid_slope),
        _row("tanh", r"1 - \tanh^2(x)", torch.tanh, lambda x: 1 - x.tanh().square()),
        _row("relu", r"1 \text{ if } x > 0 \text{, else } 0", lambda x: x.clamp(min=0), lambda x: (x > 0).to(x.dtype)),
        _row(
            "leaky_relu",
            r"1 \text{ if } x > 0 \text{, else } 0.01",
            lambda x: torch.where(x > 0, x, LEAK * x),
            lambda x: torch.where(x > 0, torch.ones_like(x), torch.full_like(x, LEAK)),
            equation=r"\max(x,\ 0.01\,x)",
        ),
        _row("gelu", r"\Phi(x) + x\,\varphi(x)", lambda x: x * _normal_share(x), _gelu_slope),
        _row(
            "gelu_tanh",
            r"\tfrac{1 + t}{2} + \tfrac{x}{2}\,(1 - t^2)\,\sqrt{2/\pi}\,(1 + 0.134145\,x^2), \quad t = \tanh(\dots)",
            lambda x: x / 2 * (1 + _tanh_of(x)),
            _gelu_tanh_slope,
        ),
        _row("silu", r"\sigma(x) + x\,\sigma(x)\,(1 - \sigma(x))", _silu, _silu_slope),
    )
}


def swiglu(gate: Float[Tensor, "*_"], up: Float[Tensor, "*_"]) -> Float[Tensor, "*_"]:
    """What a gated neuron gives: two numbers multiplied, of which one went through SiLU (Shazeer, 2020)."""
    return _silu(gate) * up


def swiglu_slopes(gate: Float[Tensor, "*_"], up: Float[Tensor, "*_"]) -> tuple[Tensor, Tensor]:
    """Its derivatives by the gate and by `up`."""
    return up * _silu_slope(gate), _silu(gate)
