"""How the twins learned: Plotly's figure of their losses and of the length of their gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from viz.palette import CLEAR, LIGHT

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure, Scatter

TWIN_COLOURS = {
    "before": LIGHT["gpt-fill"],
    "after": LIGHT["bert-fill"],
    "rms": LIGHT["lstm-fill"],
    "batch": LIGHT["seq2seq-fill"],
    "none": LIGHT["line-strong"],
}
_HEIGHT = 420
_TICKS = [factor * 10.0**power for power in range(-3, 4) for factor in (1, 2, 5)]


def plot_curves(curves: Mapping[str, pd.DataFrame], words: Mapping[str, str]) -> Figure:
    """Held-out and training loss on the left, the length of the gradient on the right.

    Args:
        curves: by twin, a table with `step`, `train_loss_nats`, `held_out_loss_nats` and `gradient_norm`.
        words: the names of the twins, and `loss`, `gradient` and `step`, in the reader's language.

    Returns:
        Two plots with a common legend; backgrounds are clear, so that it fits the dark page too.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, subplot_titles=(words["loss"], words["gradient"]), horizontal_spacing=0.09)
    for place, curve in curves.items():
        figure.add_trace(_line(curve, place, words[place], "held_out_loss_nats"), 1, 1)
        figure.add_trace(_line(curve, place, words[place], "train_loss_nats"), 1, 1)
        figure.add_trace(_line(curve, place, words[place], "gradient_norm"), 1, 2)
    figure.update_xaxes(title_text=words["step"], showgrid=False, zeroline=False)
    figure.update_yaxes(gridcolor=LIGHT["line-strong"], zeroline=False)
    figure.update_yaxes(type="log", tickvals=_TICKS, row=1, col=2)
    figure.update_layout(
        height=_HEIGHT,
        font={"family": "system-ui, sans-serif", "size": 13},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        margin={"l": 48, "r": 12, "t": 40, "b": 44},
        legend={"orientation": "h", "y": -0.18},
        hovermode="x unified",
    )
    return figure


def _line(curve: pd.DataFrame, place: str, name: str, column: str) -> Scatter:
    """The training loss is dotted; a twin stands in the legend once."""
    from plotly.graph_objects import Scatter

    kept = curve.dropna(subset=[column])
    is_train = column == "train_loss_nats"
    return Scatter(
        x=kept["step"].tolist(),
        y=kept[column].tolist(),
        name=name,
        legendgroup=place,
        showlegend=column == "held_out_loss_nats",
        mode="lines",
        line={"color": TWIN_COLOURS[place], "width": 1.2 if is_train else 2, "dash": "dot" if is_train else "solid"},
        hovertemplate=f"{name}: %{{y:.3f}}<extra></extra>",
    )
