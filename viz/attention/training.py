"""How the GPT and its twin without a mask learned: Plotly's figure of their losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from viz.learning_curves import loss_lines
from viz.palette import LIGHT, TWINS
from viz.plotly_style import figure_of

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure


def plot_learning(curves: Sequence[tuple[str, pd.DataFrame]], words: Mapping[str, str]) -> Figure:
    """Held-out (solid) and training loss (dotted) by step.

    Args:
        curves: the model's name with a table of `step`, `train_loss_nats` and `held_out_loss_nats`, the GPT's
            first and its twins' after it.
        words: `loss` and `step`, in the reader's language.
    """
    colours = (LIGHT["gpt-fill"], *(LIGHT[twin] for twin in TWINS[1:]))
    lines = [
        one for (name, curve), colour in zip(curves, colours, strict=False) for one in loss_lines(curve, name, colour)
    ]
    return figure_of(lines, x=words["step"], y=words["loss"])
