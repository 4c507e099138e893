"""Where a text's numbers fall under an activation function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


@dataclass(frozen=True)
class Flatness:
    """What of some pre-activations lies where a function is flat.

    Attributes:
        saturated: share of all values.
        n_dead: units that are saturated at every token of the text.
    """

    saturated: float
    n_dead: int


@dataclass(frozen=True)
class Curve:
    """A function drawn over a range, and how it treats some pre-activations.

    Attributes:
        name: a key of `models.inside.functions.FUNCTIONS`, or `swiglu`.
        equation, slope_equation: KaTeX source of the function and its derivative.
        values, slopes: at each x; of `swiglu` by the gate, with `factor` for the number that it multiplies.
        flat_below, flat_above: beyond them the function is flat; infinite where it is nowhere.
        factor: the median size of what a gate multiplies; None without a gate.
    """

    name: str
    equation: str
    slope_equation: str
    values: Float[Tensor, " x"]
    slopes: Float[Tensor, " x"]
    flat_below: float
    flat_above: float
    flatness: Flatness
    factor: float | None = None


@dataclass(frozen=True)
class PreActivations:
    """What enters an activation function in one layer, and what each function would make of it.

    Attributes:
        site: the step that enters it, without its layer: `mlp.pre`, `forget_gate.pre`.
        used: the function that the model itself has there: a key of `models.inside.functions.FUNCTIONS`, or the name
            of a class that is not in it.
        values: by position and unit.
        x: where the curves are drawn.
        curves: of every function, on these same values; with `swiglu` where the layer has a gate.
        by_layer: of the function that is used, in every layer; empty where it is not in the table.
    """

    model_id: str
    layer: int
    n_layers: int
    site: str
    sites: tuple[str, ...]
    used: str
    values: Float[Tensor, "pos unit"]
    x: Float[Tensor, " x"]
    curves: tuple[Curve, ...]
    by_layer: tuple[Flatness, ...]

    def curve(self, name: str) -> Curve:
        """The curve of a function.

        Raises:
            StopIteration: it is not in the table.
        """
        return next(one for one in self.curves if one.name == name)
