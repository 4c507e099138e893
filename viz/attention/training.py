"""How the GPT and its twin without a mask learned: Plotly's figure of their losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from viz.figures import style
from viz.learning_curves import loss_lines
from viz.palette import TWINS

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

COLOURS = ("gpt-fill", *TWINS[1:])  # names in the palette: the GPT's, and those of its twins


def plot_learning(curves: Sequence[tuple[str, pd.DataFrame]], words: Mapping[str, str]) -> Figure:
    """Held-out loss, and dotted the loss on the training text, in nats a token.

    Args:
        curves: the model's name with a table of `step`, `train_loss_nats` and `held_out_loss_nats`, the GPT's
            first and its twins' after it.
        words: the lab's, in the reader's language.
    """
    from plotly.graph_objects import Figure

    drawn = [loss_lines(curve, name, colour) for (name, curve), colour in zip(curves, COLOURS, strict=False)]
    figure = style(
        Figure([one for lines in drawn for one in lines]),
        title=words["twin_curves"],
        model=", ".join(name for name, _ in curves),
    )
    figure.update_xaxes(title_text=words["twin_step"])
    figure.update_yaxes(rangemode="tozero")
    return figure
