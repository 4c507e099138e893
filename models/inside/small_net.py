"""The small net that textbooks draw: two inputs, two weights, a bias, a sigmoid and a loss, forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import torch
from torch import Tensor

from models.errors import InputError
from models.records import SmallNet, SmallStep

Loss = Literal["squared", "cross_entropy"]
LOSSES: Sequence[Loss] = get_args(Loss)
FURTHEST = 3.0  # either way: further out the sigmoid would be 0 or 1 to the last digit
MOST_RATE = 100.0
WEIGHTS = ("w1", "w2", "b")
GIVEN = ("x1", "x2", *WEIGHTS, "target")


def small_net(numbers: Mapping[str, float], loss: Loss = "squared", rate: float = 1.0) -> SmallNet:
    """Every value of the graph, every gradient, and a step on each weight (Rumelhart, Hinton and Williams, 1986).

    Args:
        numbers: of each of `GIVEN`, between -3 and 3; `target` between 0 and 1.
        loss: `squared`, half the square of the error; or `cross_entropy`, in nats.
        rate: of learning: a weight moves by `-rate * gradient`; up to 100.

    Returns:
        By node: `p1 = w1 x1`, `p2 = w2 x2`, `z = p1 + p2 + b`, `a = sigmoid(z)`, `loss`.

    Raises:
        InputError: `out_of_range`, with the name.
    """
    for name in GIVEN:
        low, high = (0.0, 1.0) if name == "target" else (-FURTHEST, FURTHEST)
        _check(name, numbers[name], low, high)
    _check("rate", rate, 0.0, MOST_RATE)
    leaves = {name: torch.tensor(float(numbers[name]), dtype=torch.float64) for name in GIVEN}
    nodes = forward({name: leaf.requires_grad_() for name, leaf in leaves.items()}, loss)
    wanted = {name: node for name, node in nodes.items() if name != "target"}
    found = torch.autograd.grad(nodes["loss"], list(wanted.values()), materialize_grads=True)
    gradients = {name: float(gradient) for name, gradient in zip(wanted, found, strict=True)}
    steps = {name: _stepped(leaves, (name,), gradients, rate, loss) for name in WEIGHTS}
    return SmallNet(
        {name: float(node.detach()) for name, node in nodes.items()},
        gradients,
        loss,
        rate,
        {**steps, "all": _stepped(leaves, WEIGHTS, gradients, rate, loss)},
    )


def forward(leaves: Mapping[str, Tensor], loss: Loss) -> dict[str, Tensor]:
    """Every node of the graph, from its leaves on."""
    p1, p2 = leaves["w1"] * leaves["x1"], leaves["w2"] * leaves["x2"]
    z = p1 + p2 + leaves["b"]
    a, target = z.sigmoid(), leaves["target"]
    squared = (a - target).square() / 2
    made = squared if loss == "squared" else -(target * a.log() + (1 - target) * (1 - a).log())
    return {**leaves, "p1": p1, "p2": p2, "z": z, "a": a, "loss": made}


def _stepped(
    leaves: Mapping[str, Tensor], names: Sequence[str], gradients: Mapping[str, float], rate: float, loss: Loss
) -> SmallStep:
    with torch.no_grad():
        after = {name: leaves[name] - rate * gradients[name] for name in names}
        nodes = forward({**leaves, **after}, loss)
    return SmallStep({name: float(value) for name, value in after.items()}, float(nodes["a"]), float(nodes["loss"]))


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise InputError("out_of_range", name=name, value=value, limit=f"{low:g} … {high:g}")
