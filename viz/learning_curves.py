"""How models learned: their losses step by step, as lines for Plotly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.figures import line

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Scatter


def curve_line(curve: pd.DataFrame, column: str, name: str, colour: str, dash: str = "solid") -> Scatter:
    """One column of a model's account of its training, by `step`.

    A held-out loss is the line that stands in the legend. What was measured on the training text is thin and dotted;
    all lines of a name come and go together.

    Args:
        colour: its name in the palette.
        dash: of a line that may lie on another.
    """
    kept = curve.dropna(subset=[column])
    is_train = column == "train_loss_nats"
    drawn = line(
        kept["step"].tolist(),
        kept[column].tolist(),
        name,
        colour,
        dash="dot" if is_train else dash,
        mode="lines",
        column=f"{name}: {column}",
    )
    return drawn.update(legendgroup=name, showlegend=column == "held_out_loss_nats", line_width=1.2 if is_train else 2)


def loss_lines(curve: pd.DataFrame, name: str, colour: str, dash: str = "solid") -> list[Scatter]:
    """A model's held-out and training loss, in nats a token."""
    return [curve_line(curve, column, name, colour, dash) for column in ("held_out_loss_nats", "train_loss_nats")]
