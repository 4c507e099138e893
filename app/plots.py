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
from viz.figures import encode_below
from viz.payloads import FigurePayload

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
    asked = drawing(plot, context.lab), inputs, place
    if on is None:
        context.refresh(*asked, in_language=True)
    else:
        context.on(on, *asked, in_language=True)


def plot_place(name: str) -> tuple[gr.Plot, gr.HTML]:
    """Where a figure stands, and below it what `drawn` gives: for handlers that have other outputs too."""
    with gr.Column(elem_classes="um-plotted"):
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


def drawn(figure: Figure | None, table: pd.DataFrame | None = None) -> tuple[Figure | None, FigurePayload | None]:
    """A figure, and what stands below it.

    Args:
        table: in place of the figure's own numbers.
    """
    return figure, None if figure is None else encode_below(figure, table)
