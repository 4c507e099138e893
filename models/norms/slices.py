"""What a norm averages over, as a table. Light: no torch.

All norms here do one thing: take activations, subtract the mean of a slice, divide by its standard
deviation. They differ in the slice alone, so each is one row of `NORMS`: the axes that it averages
over, of activations seen as `[batch, pos, group, feature]` (one group unless it is the group norm).

Sources: batch norm, Ioffe and Szegedy (2015), algorithm 1, with the batch's own statistics, as in
training; layer norm, Ba et al. (2016), equation 3; instance norm, Ulyanov et al. (2016), equation 3;
group norm, Wu and He (2018), equation 2; RMS norm, Zhang and Sennrich (2019), equation 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

AXES = ("batch", "pos", "group", "feature")
BATCH, POS, GROUP, FEATURE = range(4)
Build = Callable[[int, float, int], "nn.Module"]


@dataclass(frozen=True, slots=True)
class Norm:
    """One kind of norm.

    Attributes:
        axes: what a slice runs over, of `AXES`.
        build: torch's own module for it, without gain and bias, from width, epsilon and number of groups;
            None for a norm that torch does not have.
        grouped: whether the features are split into groups.
        centred: whether the mean is subtracted; if not, the mean square stands for the variance.
    """

    axes: tuple[int, ...]
    build: Build | None
    grouped: bool = False
    centred: bool = True


def _batch(width: int, eps: float, _: int) -> nn.Module:
    from torch import nn

    return nn.BatchNorm1d(width, eps, affine=False)


def _layer(width: int, eps: float, _: int) -> nn.Module:
    from torch import nn

    return nn.LayerNorm(width, eps, elementwise_affine=False)


def _rms(width: int, eps: float, _: int) -> nn.Module:
    from torch import nn

    return nn.RMSNorm(width, eps, elementwise_affine=False)


def _instance(width: int, eps: float, _: int) -> nn.Module:
    from torch import nn

    return nn.InstanceNorm1d(width, eps)


def _group(width: int, eps: float, groups: int) -> nn.Module:
    from torch import nn

    return nn.GroupNorm(groups, width, eps, affine=False)


NORMS: Mapping[str, Norm] = {
    "layer": Norm((GROUP, FEATURE), _layer),  # one mean per token: [batch, pos]
    "sentence": Norm((POS, GROUP, FEATURE), lambda width, eps, _: _group(width, eps, 1)),  # per sentence: [batch]
    "batch": Norm((BATCH, POS), _batch),  # per feature: [d_model]
    "group": Norm((POS, FEATURE), _group, grouped=True),  # per sentence and group: [batch, groups]
    "instance": Norm((POS,), _instance),  # per sentence and feature: [batch, d_model]
    "rms": Norm((GROUP, FEATURE), _rms, centred=False),  # per token: [batch, pos]
}


def norms_table() -> dict[str, dict[str, Any]]:
    """The norms for the page, JSON-safe.

    Returns:
        By name `{axes, per, grouped, centred}`: what a slice runs over, and for each of what there is one
        mean, in the order of its shape. Groups count only where there are some.
    """
    return {name: _described(norm) for name, norm in NORMS.items()}


def _described(norm: Norm) -> dict[str, Any]:
    counts = [axis for axis in range(len(AXES)) if axis != GROUP or norm.grouped]
    return {
        "axes": [AXES[axis] for axis in counts if axis in norm.axes],
        "per": [AXES[axis] for axis in counts if axis not in norm.axes],
        "grouped": norm.grouped,
        "centred": norm.centred,
    }
