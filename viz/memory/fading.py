"""What is left of a small change of a recurrent state: for the page, and drawn by Plotly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models.records import Fading
from viz.figures import line, style
from viz.memory.payloads import FadingPayload
from viz.palette import family_colour
from viz.payload import encode_floats

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_DASHES = ("dash", "solid", "dot")


def encode_fading(fading: Fading, title: str) -> FadingPayload:
    """What is left of a derivative `distance` tokens back, for each layer."""
    return {
        "model": fading.model_id,
        "title": title,
        "family": fading.family,
        "gain": encode_floats(fading.gain),
        "longest": encode_floats(fading.longest),
    }


def plot_fading(fadings: Sequence[tuple[str, Fading]], words: Mapping[str, str], text: str = "") -> Figure:
    """What is left of a small change of a recurrent state so many tokens later, layer by layer.

    Args:
        fadings: with the model's name.
        words: the lab's, in the reader's language.
        text: that it was measured on.
    """
    from plotly.graph_objects import Figure

    figure = Figure()
    for title, fading in fadings:
        for n, gain in enumerate(fading.gain):
            name = words["fading_of"].format(model=title, n=n + 1)
            colour, dash = family_colour(fading.family), _DASHES[n % len(_DASHES)]
            figure.add_trace(line(list(range(len(gain))), gain.tolist(), name, colour, dash=dash, mode="lines"))
    style(figure, title=words["fading"], text=text, model=", ".join(title for title, _ in fadings))
    figure.update_xaxes(title_text=words["distance_state"])
    figure.update_yaxes(title_text=words["gain"], type="log", exponentformat="power", dtick=1)
    return figure
