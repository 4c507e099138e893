"""How models learned: their losses step by step, as lines for Plotly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.plotly_style import line

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Scatter


def curve_line(curve: pd.DataFrame, column: str, name: str, colour: str) -> Scatter:
    """One column of a model's account of its training, by `step`.

    A held-out loss is the solid line that stands in the legend; what was measured on the training text is thin
    and dotted, and comes and goes with it.
    """
    kept = curve.dropna(subset=[column])
    is_held_out = column == "held_out_loss_nats"
    return line(
        kept["step"].tolist(),
        kept[column].tolist(),
        name,
        colour,
        dash="dot" if column == "train_loss_nats" else "solid",
        width=1.2 if column == "train_loss_nats" else 2,
        group=name,
        in_legend=is_held_out,
    )


def loss_lines(curve: pd.DataFrame, name: str, colour: str) -> list[Scatter]:
    """A model's held-out and training loss, in nats a token."""
    return [curve_line(curve, column, name, colour) for column in ("held_out_loss_nats", "train_loss_nats")]
