"""How far back models reach, drawn by Plotly: influence against distance, and what is left of a small change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records import Fading
from viz.plotly_style import Dash, dots, family_colour, figure_of, line

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from torch import Tensor

LEAST_BITS = 1e-3  # influence below is not worth an axis


@dataclass(frozen=True)
class DistanceCurve:
    """A model's influence against distance.

    Attributes:
        values: `[distance]`, the mean over all positions, from the last token read on.
        here: the same of one chosen position, if one is chosen.
        is_twin: there for comparison alone, and dashed.
    """

    title: str
    family: str
    values: Tensor
    here: Tensor | None = None
    is_twin: bool = False


def plot_influence(curves: Sequence[DistanceCurve], words: Mapping[str, str], *, low: float | None = None) -> Figure:
    """How much a token matters to a prediction so many tokens later.

    Args:
        words: `distance`, `influence`, and `here`, which names the chosen position of a `{model}`.
        low: the least influence on the axis, such as `LEAST_BITS`.
    """
    lines = [
        line(
            _distances(curve.values, first=1),
            curve.values.tolist(),
            curve.title,
            family_colour(curve.family),
            dash="dash" if curve.is_twin else "solid",
            markers=True,
        )
        for curve in curves
    ]
    lines += [
        dots(
            _distances(curve.here, first=1),
            curve.here.tolist(),
            words["here"].format(model=curve.title),
            family_colour(curve.family),
        )
        for curve in curves
        if curve.here is not None
    ]
    return figure_of(lines, x=words["distance"], y=words["influence"], log=True, low=low)


def plot_fading(fadings: Sequence[tuple[str, Fading]], words: Mapping[str, str]) -> Figure:
    """What is left of a small change of a recurrent state so many tokens later, layer by layer.

    Args:
        fadings: with the model's name.
        words: `distance`, `left`, and `layer`, which names layer `{n}` of a `{model}`.
    """
    lines = [
        line(
            _distances(gain, first=0),
            gain.tolist(),
            words["layer"].format(model=title, n=n + 1),
            family_colour(fading.family),
            dash=_DASHES[n % len(_DASHES)],
        )
        for title, fading in fadings
        for n, gain in enumerate(fading.gain)
    ]
    return figure_of(lines, x=words["distance"], y=words["left"], log=True)


_DASHES: tuple[Dash, ...] = ("dash", "solid", "dot")


def _distances(values: Tensor, first: int) -> list[float]:
    return [float(first + n) for n in range(len(values))]
