"""What enters the activation functions of a model on a text, and how much of it lies where they are flat."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.inside.activations import activations
from models.inside.formulas import function_of
from models.inside.functions import FUNCTIONS, ActivationFunction, swiglu, swiglu_slopes
from models.inside.steps import full_name
from models.records import Activations, Curve, Flatness, PreActivations

# What enters a function, and which step comes out of it; a gate stands before what it is multiplied with.
SITES: Mapping[str, str] = {
    "mlp.gate": "mlp.act",
    "mlp.pre": "mlp.post",
    **{f"{gate}.pre": gate for gate in ("input_gate", "forget_gate", "cell_candidate", "output_gate")},
    "pre": "hidden",
}
NEAREST, FURTHEST = 4.0, 12.0  # where the curves' axis ends
N_DRAWN = 193


def pre_activations(text: str, model_id: str, layer: int | None = None, site: str | None = None) -> PreActivations:
    """The numbers that enter a layer's activation function, and where every function would be flat on them.

    Args:
        layer: from 0; None for the one in which the model's own function is flat most often.
        site: one of the record's `sites`; None for the first.

    Raises:
        InputError: bad text or model, `no_mlp`, a layer or site that is not there.
    """
    found = activations(text, model_id)
    sites = _sites(found)
    if not sites:
        raise InputError("no_mlp", model=card(model_id).title)
    site = sites[0] if site is None else site
    if site not in sites:
        raise InputError("not_one_of", name="site", value=site[:80], example=", ".join(sites))
    used = _used(found, site)
    layers = [found[full_name(one, site)] for one in range(found.n_layers)]
    by_layer = tuple(flatness(used, values) for values in layers) if used in FUNCTIONS else ()
    if layer is None:
        layer = max(range(len(by_layer)), key=lambda one: by_layer[one].saturated, default=0)
    if not 0 <= layer < found.n_layers:
        raise InputError("out_of_range", name="layer", value=layer, limit=f"0 … {found.n_layers - 1}")
    values = layers[layer]
    x = torch.linspace(*_ends(values), N_DRAWN)
    gated = [_gated(x, values, found[full_name(layer, "mlp.pre")])] if site == "mlp.gate" else []
    return PreActivations(
        found.model_id,
        layer,
        found.n_layers,
        site,
        sites,
        used,
        values,
        x,
        (*(_curve(row, x, values) for row in FUNCTIONS.values()), *gated),
        by_layer,
    )


def flatness(name: str, values: Tensor) -> Flatness:
    """How much of some values `[pos, unit]` lies where the function of that name is flat."""
    saturated = FUNCTIONS[name].saturated(values)
    return Flatness(float(saturated.float().mean()), int(saturated.all(0).sum()))


def _ends(values: Tensor) -> tuple[float, float]:
    """Whole numbers around the values, and around where functions bend."""
    low, high = math.floor(float(values.min())), math.ceil(float(values.max()))
    return max(-FURTHEST, min(-NEAREST, low)), min(FURTHEST, max(NEAREST, high))


def _curve(row: ActivationFunction, x: Tensor, values: Tensor) -> Curve:
    return Curve(
        row.name,
        row.equation,
        row.slope_equation,
        row.function(x),
        row.slope(x),
        row.flat_below,
        row.flat_above,
        flatness(row.name, values),
    )


def _gated(x: Tensor, gate: Tensor, up: Tensor) -> Curve:
    """SwiGLU over its gate, for a number of usual size to be multiplied; flat where the gate is shut."""
    factor = float(up.abs().median())
    slopes, _ = swiglu_slopes(x, torch.full_like(x, factor))
    flat = FUNCTIONS["silu"].flat_below
    return Curve(
        "swiglu",
        r"\text{SiLU}(g)\,u",
        r"\frac{\partial}{\partial g} = u\,\text{SiLU}'(g), \quad \frac{\partial}{\partial u} = \text{SiLU}(g)",
        swiglu(x, torch.full_like(x, factor)),
        slopes,
        flat,
        math.inf,
        flatness("silu", gate),
        factor,
    )


def _sites(found: Activations) -> tuple[str, ...]:
    """Those that every layer of the model has; what a gate is multiplied with enters no function."""
    there = [
        site
        for site, made in SITES.items()
        if all(
            full_name(layer, site) in found.values and full_name(layer, made) in found.values
            for layer in range(found.n_layers)
        )
    ]
    return tuple(site for site in there if not (site == "mlp.pre" and "mlp.gate" in there))


def _used(found: Activations, site: str) -> str:
    return function_of(found, full_name(0, SITES[site])) or ""
