"""Plotly's figures on the page: in its language, saved with their text and model, and readable as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from inspect import isgeneratorfunction
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.context import Control, LabContext
from app.i18n import section_strings
from app.views import browser_view
from viz.figures import figure_table

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure


def plot_view(
    context: LabContext,
    name: str,
    plot: Callable[..., Any],
    inputs: Sequence[Control],
    *,
    on: Callable[..., Any] | None = None,
) -> None:
    """A figure of Plotly's; below it its files and its numbers.

    Args:
        name: of the files.
        plot: `plot(*input values, words)` returns a figure, or None where there is nothing to show, or yields it as
            it grows. `words` are the lab's strings in the page's language, by their keys.
        on: an event that draws it, such as `button.click`; else it follows its inputs while its section is open.
    """
    place = plot_place(name)
    handler = drawing(plot, context.lab)
    if on is None:
        context.refresh(handler, inputs, place, in_language=True)
    else:
        context.on(on, handler, inputs, place, in_language=True)


def plot_place(name: str) -> tuple[gr.Plot, gr.HTML]:
    """Where a figure stands, and below it what `drawn` gives: for handlers that have other outputs too."""
    with gr.Column(elem_classes="um-plot"):
        return gr.Plot(show_label=False, container=False), browser_view("plot", file=name)


def drawing(plot: Callable[..., Any], section: str) -> Callable[..., Any]:
    """`plot` as a handler: its last input is the page's language, its outputs are the figure and its rows."""

    @wraps(plot)
    def draw(*values: Any) -> tuple[Any, Any]:
        *given, language = values
        return drawn(plot(*given, section_strings(language, section)))

    @wraps(plot)
    def stream(*values: Any) -> Iterator[tuple[Any, Any]]:
        *given, language = values
        for figure in plot(*given, section_strings(language, section)):
            yield drawn(figure)

    return stream if isgeneratorfunction(plot) else draw


def drawn(figure: Figure | None, table: pd.DataFrame | None = None) -> tuple[Figure | None, dict[str, Any] | None]:
    """A figure, and what stands below it: what files say of it, and its rows, the first being the head.

    Args:
        table: in place of the figure's own numbers.
    """
    if figure is None:
        return None, None
    table = figure_table(figure) if table is None else table
    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    return figure, {"about": figure.layout.meta or {}, "rows": [list(table.columns), *rows]}
