"""What Plotly's figures have in common: the page's type and colours, clear grounds, and their numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from viz.palette import CLEAR, LIGHT
from viz.payloads import FigurePayload
from viz.tables import encode_rows

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure, Scatter

HEIGHT = 340
_DIGITS = 6  # more than anybody reads, less than a float32 carries of noise
_UNUSED = ("toImage", "select2d", "lasso2d", "autoScale2d")  # the page saves figures itself, with their text and model


def style(
    figure: Figure,
    *,
    title: str = "",
    measure: str = "",
    text: str = "",
    model: str = "",
    note: str = "",
    named: str = "",
    height: int = HEIGHT,
) -> Figure:
    """The figure as the page shows it: its style sheet turns these colours into the dark page's.

    Args:
        measure: what the height says.
        text, model: what the numbers were measured on, and of what, as files of it say.
        note: what stands below it on the page.
        named: its title in files, where on the page none stands in it.
    """
    muted = {"color": LIGHT["muted"], "size": 12}
    figure.update_xaxes(
        showgrid=False, zeroline=False, linecolor=LIGHT["line-strong"], tickfont=muted, title_font=muted
    )
    figure.update_yaxes(gridcolor=LIGHT["line"], zeroline=False, tickfont=muted, title_font=muted)
    heading = {"text": title, "font": {"size": 15}, "subtitle": {"text": measure, "font": {**muted, "size": 13}}}
    figure.update_layout(
        title={**heading, "x": 0, "xref": "container", "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8}},
        meta={"title": title or named, "text": text, "model": model, "note": note},
        height=height,
        font={"family": "system-ui, sans-serif", "size": 13, "color": LIGHT["ink"]},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 48, "r": 8, "t": 16 + 24 * bool(title) + 18 * bool(measure), "b": 40},
        legend={"orientation": "h", "y": 0, "yref": "container", "yanchor": "bottom", "x": 0, "xref": "container"},
        hovermode="x unified",
        hoverlabel={"bgcolor": LIGHT["raised"], "bordercolor": LIGHT["line-strong"]},
        modebar={"remove": list(_UNUSED), "bgcolor": CLEAR, "color": LIGHT["muted"], "activecolor": LIGHT["ink"]},
    )
    return figure


def line(
    x: Sequence[float],
    y: Sequence[float | None],
    name: str,
    colour: str,
    *,
    dash: str = "solid",
    mode: str = "lines+markers",
    column: str | None = None,
) -> Scatter:
    """One series; None leaves a gap.

    Args:
        colour: its name in the palette.
        mode: Plotly's: `lines`, `markers` or both.
        column: its name in the table, where that is not the name in the legend.
    """
    from plotly.graph_objects import Scatter

    told = name.replace("%", "&#37;")
    return Scatter(
        x=list(x),
        y=list(y),
        name=name,
        mode=mode,
        line={"color": LIGHT[colour], "width": 2, "dash": dash},
        marker={"color": LIGHT[colour], "size": 7 if mode == "markers" else 4},
        meta=column,
        hovertemplate=f"{told}: %{{y:.4~g}}<extra></extra>",
    )


def encode_below(figure: Figure, table: pd.DataFrame | None = None) -> FigurePayload:
    """What `style` was told of the figure, and its numbers, or those of a `table` in their place."""
    said = figure.layout.meta
    rows = encode_rows(figure_table(figure) if table is None else table)
    measure = figure.layout.title.subtitle.text or ""
    return {
        "title": said["title"],
        "measure": measure,
        "text": said["text"],
        "model": said["model"],
        "note": said["note"],
        "rows": rows,
    }


def figure_table(figure: Figure) -> pd.DataFrame:
    """The figure's numbers: a row a place on the axis, a column a series, its axis's name first."""
    import pandas as pd

    columns = [_column(trace) for trace in figure.data]
    joined = pd.concat(columns, axis=1).sort_index() if columns else pd.DataFrame()
    joined.insert(0, figure.layout.xaxis.title.text or "", joined.index)
    return joined.reset_index(drop=True)


def _column(trace: Any) -> pd.Series[float]:
    import pandas as pd

    rounded = [None if y is None else float(f"{y:.{_DIGITS}g}") for y in trace.y]
    return pd.Series(rounded, index=list(trace.x), name=trace.meta or trace.name, dtype=float)
