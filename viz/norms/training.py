"""How the twins learned: Plotly's figure of their losses and of the length of their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from viz.figures import style
from viz.learning_curves import curve_line, loss_lines
from viz.palette import TWINS

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

TWIN_COLOURS = dict(zip(("before", "after", "rms", "batch", "none"), TWINS, strict=True))  # names in the palette
# Dashes let a line be seen that lies under another: with and without the mean, norms learn alike.
TWIN_DASHES = {"before": "solid", "after": "longdash", "rms": "dash", "batch": "dashdot", "none": "14px,4px"}
_HEIGHT = 420
_TICKS = [factor * 10.0**power for power in range(-3, 4) for factor in (1, 2, 5)]


def plot_curves(curves: Mapping[str, pd.DataFrame], words: Mapping[str, str]) -> Figure:
    """Held-out and training loss on the left, the length of the gradient on the right.

    Args:
        curves: by twin, a table with `step`, `train_loss_nats`, `held_out_loss_nats` and `gradient_norm`.
        words: the names of the twins, and `title`, `loss`, `gradient` and `step`, in the reader's language.

    Returns:
        Two plots with a common legend.
    """
    from plotly.subplots import make_subplots

    titles = (words["loss"], words["gradient"])
    figure = make_subplots(1, 2, subplot_titles=titles, horizontal_spacing=0.09)
    model = ", ".join(words[place] for place in curves)
    style(figure, height=_HEIGHT, named=words["title"], model=model)
    for place, curve in curves.items():
        name, colour = words[place], TWIN_COLOURS[place]
        dash = TWIN_DASHES[place]
        figure.add_traces(loss_lines(curve, name, colour, dash), rows=1, cols=1)
        figure.add_trace(curve_line(curve, "gradient_norm", name, colour, dash), 1, 2)
    figure.update_xaxes(title_text=words["step"])
    figure.update_yaxes(type="log", tickvals=_TICKS, row=1, col=2)
    figure.update_layout(margin={"t": 40, "b": 80})  # below the axis, the legend has room in the picture itself
    return figure
