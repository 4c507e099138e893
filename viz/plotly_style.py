"""How Plotly's figures look: on a clear ground, with words that can be read on white and on dark paper.

Plotly is imported where a figure is made: the page opens before it is there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from viz.palette import CLEAR, LIGHT, NEUTRAL, RULE

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

Dash = Literal["solid", "dot", "dash"]
Numbers = Sequence[float | None]
LOG_TICKS = [factor * 10.0**power for power in range(-3, 4) for factor in (1, 2, 5)]
_HEIGHT = 380


def family_colour(family: str) -> str:
    """A family's colour for lines; models that are there for comparison alone are grey."""
    return LIGHT.get(f"{family}-fill", NEUTRAL)


def line(
    x: Numbers,
    y: Numbers,
    name: str,
    colour: str,
    *,
    dash: Dash = "solid",
    width: float = 2,
    markers: bool = False,
    unit: str = "",
    group: str | None = None,
    in_legend: bool = True,
) -> Scatter:
    """A line that tells its name and value when it is pointed at.

    Args:
        x, y: None where there is no point, which leaves a gap.
        unit: behind the value.
        group: lines of one group come and go together.
    """
    from plotly.graph_objects import Scatter

    value = f"%{{y:.4~g}} {unit}".rstrip()
    return Scatter(
        x=list(x),
        y=list(y),
        name=_as_text(name),
        legendgroup=group,
        showlegend=in_legend,
        mode="lines+markers" if markers else "lines",
        line={"color": colour, "width": width, "dash": dash},
        hovertemplate=f"{_as_text(name)}: {value}<extra></extra>",
    )


def dots(x: Numbers, y: Numbers, name: str, colour: str, *, unit: str = "") -> Scatter:
    """Points without a line."""
    drawn = line(x, y, name, colour, unit=unit)
    return drawn.update(mode="markers", marker={"color": colour, "size": 7})


def figure_of(lines: Sequence[Scatter], *, x: str, y: str, log: bool = False, low: float | None = None) -> Figure:
    """One plot.

    Args:
        x, y: what the axes say.
        log: a logarithmic y axis; values of 0 and below have no place on it.
        low: the least value that it shows.
    """
    from plotly.graph_objects import Figure

    figure = Figure(list(lines))
    figure.update_xaxes(title_text=_as_text(x))
    figure.update_yaxes(title_text=_as_text(y))
    if log:
        figure.update_yaxes(type="log", exponentformat="power", dtick=1, range=_decades(lines, low))
    else:
        figure.update_yaxes(rangemode="tozero")
    return styled(figure)


def _decades(lines: Sequence[Scatter], low: float | None) -> list[float] | None:
    """The range of a logarithmic axis from its least value, as powers of ten; None to leave it to Plotly."""
    most = max((y for drawn in lines for y in drawn.y if y is not None), default=0)
    return None if low is None or most <= low else [math.log10(low), math.log10(most) + 0.1]


def styled(figure: Figure, *, height: int = _HEIGHT) -> Figure:
    """The same figure, in the page's look."""
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(gridcolor=RULE, zeroline=False)
    figure.update_layout(
        height=height,
        font={"family": "system-ui, sans-serif", "size": 13, "color": NEUTRAL},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 56, "r": 12, "t": 40, "b": 44},
        legend={"orientation": "h", "y": -0.18},
        hovermode="x unified",
    )
    return figure


def _as_text(words: str) -> str:
    """Plotly reads a few tags in words, links among them: here words are words."""
    return words.replace("&", "&amp;").replace("<", "&lt;")
