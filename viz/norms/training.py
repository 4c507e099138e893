"""How the twins learned: Plotly's figure of their losses and of the length of their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from viz.learning_curves import curve_line, loss_lines
from viz.palette import LIGHT, TWINS
from viz.plotly_style import LOG_TICKS, styled

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

TWIN_COLOURS = {
    place: LIGHT[twin] for place, twin in zip(("before", "after", "rms", "batch", "none"), TWINS, strict=True)
}
_HEIGHT = 420


def plot_curves(curves: Mapping[str, pd.DataFrame], words: Mapping[str, str]) -> Figure:
    """Held-out and training loss on the left, the length of the gradient on the right.

    Args:
        curves: by twin, a table with `step`, `train_loss_nats`, `held_out_loss_nats` and `gradient_norm`.
        words: the names of the twins, and `loss`, `gradient` and `step`, in the reader's language.

    Returns:
        Two plots with a common legend.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, subplot_titles=(words["loss"], words["gradient"]), horizontal_spacing=0.09)
    for place, curve in curves.items():
        name, colour = words[place], TWIN_COLOURS[place]
        figure.add_traces(loss_lines(curve, name, colour), rows=1, cols=1)
        figure.add_trace(curve_line(curve, "gradient_norm", name, colour), 1, 2)
    figure.update_xaxes(title_text=words["step"])
    figure.update_yaxes(type="log", tickvals=LOG_TICKS, row=1, col=2)
    return styled(figure, height=_HEIGHT)
