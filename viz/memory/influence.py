"""How far back models reach: for the page, and drawn by Plotly against distance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.records import Family, Influence
from viz.figures import line, style
from viz.memory.payloads import InfluencePayload
from viz.memory.tokens import encode_token
from viz.palette import family_colour
from viz.payload import encode_floats

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
    from torch import Tensor

Measure = Literal["moved_bits", "gradient"]
LEAST_BITS = 1e-3  # influence below is not worth an axis
_REACH = 0.9


def encode_influence(influence: Influence, title: str, moved_bits: Tensor, half: float | None) -> InfluencePayload:
    """One model's reach.

    Args:
        moved_bits: the mean at each distance, from the last token read on.
        half: how many tokens further back that is half; None if it never is.
    """
    return {
        "model": influence.model_id,
        "title": title,
        "family": influence.family,
        "n_tokens": len(influence.tokens),
        "first": influence.first,
        "n_replacements": influence.n_replacements,
        "tokens": [
            {**encode_token(token), "start": token.start, "end": token.end}
            for token in influence.tokens[influence.first :]
        ],
        "moved_bits": encode_floats(influence.moved_bits),
        "gradient": encode_floats(influence.gradient),
        "half": half,
        "reach": reach(moved_bits.tolist()),
        "last_bits": float(moved_bits[0]),
    }


def reach(curve: Sequence[float]) -> int | None:
    """How many of the last tokens together have nine tenths of the influence; None where there is none.

    >>> reach([8.0, 1.0, 0.5, 0.5])
    2
    """
    total, running = sum(curve), 0.0
    if total <= 0:
        return None
    for n, value in enumerate(curve, 1):
        running += value
        if running >= _REACH * total:
            return n
    return len(curve)


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
        figure.add_trace(line(_distances(curve.values), curve.values.tolist(), curve.title, colour, dash=dash))
        if curve.here is not None:
            name = words["this_position"].format(model=curve.title)
            figure.add_trace(line(_distances(curve.here), curve.here.tolist(), name, colour, mode="markers"))
    models = ", ".join(curve.title for curve in curves)
    style(figure, title=words["by_distance"], measure=words[f"{measure}_axis"], text=text, model=models)
    figure.update_xaxes(title_text=words["distance"], tickformat="d")
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    most = max((max(trace.y) for trace in figure.data), default=0.0)
    if measure == "moved_bits" and most > LEAST_BITS:
        figure.update_yaxes(range=[math.log10(LEAST_BITS), math.log10(most) + 0.2])
    return figure


def _distances(values: Tensor) -> list[int]:
    """Of as many values, the last token read being at 1."""
    return list(range(1, len(values) + 1))
