"""How far back models reach, drawn by Plotly: influence against distance, and what is left of a small change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.records import Fading, Family
from viz.figures import line, style
from viz.palette import family_colour

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from torch import Tensor

Measure = Literal["moved_bits", "gradient"]
LEAST_BITS = 1e-3  # influence below is not worth an axis
_DASHES = ("dash", "solid", "dot")


@dataclass(frozen=True)
class DistanceCurve:
    """A model's influence against distance.

    Attributes:
        values: `[distance]`, the mean over all positions, from the last token read on.
        here: the same of one chosen position, if one is chosen.
        is_twin: there for comparison alone, and dashed.
    """

    title: str
    family: Family
    values: Tensor
    here: Tensor | None = None
    is_twin: bool = False


def plot_influence(
    curves: Sequence[DistanceCurve], measure: Measure, words: Mapping[str, str], text: str = ""
) -> Figure:
    """How much a token matters to a prediction so many tokens later.

    Args:
        words: the lab's, in the reader's language.
        text: that it was measured on.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for curve in curves:
        colour, dash = family_colour(curve.family), "dash" if curve.is_twin else "solid"
        figure.add_trace(line(_from(1, curve.values), curve.values.tolist(), curve.title, colour, dash=dash))
        if curve.here is not None:
            name = words["this_position"].format(model=curve.title)
            figure.add_trace(line(_from(1, curve.here), curve.here.tolist(), name, colour, mode="markers"))
    style(figure, title=words["by_distance"], text=text, model=", ".join(curve.title for curve in curves))
    figure.update_xaxes(title_text=words["distance"])
    figure.update_yaxes(title_text=words[f"{measure}_axis"], type="log", exponentformat="power", dtick=1)
    most = max((float(curve.values.max()) for curve in curves), default=0.0)
    if measure == "moved_bits" and most > LEAST_BITS:
        figure.update_yaxes(range=[math.log10(LEAST_BITS), math.log10(most) + 0.2])
    return figure


def plot_fading(fadings: Sequence[tuple[str, Fading]], words: Mapping[str, str], text: str = "") -> Figure:
    """What is left of a small change of a recurrent state so many tokens later, layer by layer.

    Args:
        fadings: with the model's name.
        words: the lab's, in the reader's language.
        text: that it was measured on.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for title, fading in fadings:
        for n, gain in enumerate(fading.gain):
            name = words["fading_of"].format(model=title, n=n + 1)
            colour, dash = family_colour(fading.family), _DASHES[n % len(_DASHES)]
            figure.add_trace(line(_from(0, gain), gain.tolist(), name, colour, dash=dash, mode="lines"))
    style(figure, title=words["fading"], text=text, model=", ".join(title for title, _ in fadings))
    figure.update_xaxes(title_text=words["distance_state"])
    figure.update_yaxes(title_text=words["gain"], type="log", exponentformat="power", dtick=1)
    return figure


def _from(first: int, values: Tensor) -> list[int]:
    """The distances of as many values, counted from `first`."""
    return list(range(first, first + len(values)))
