"""What is left of a small change of a recurrent state, drawn by Plotly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models.records import Fading
from viz.figures import line, style
from viz.palette import family_colour

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_DASHES = ("dash", "solid", "dot")


def plot_fading(fadings: Sequence[tuple[str, Fading]], words: Mapping[str, str], text: str = "") -> Figure:
    """What is left of a small change of a recurrent state so many tokens later, layer by layer.

    Args:
        fadings: with the model's name.
        words: the lab's, in the reader's language.
        text: that it was measured on.
    """
    from plotly.graph_objects import Figure

    figure, halves = Figure(), []
    for title, fading in fadings:
        for n, gain in enumerate(fading.gain.tolist()):
            name = words["fading_of"].format(model=title, n=n)
            colour, dash = family_colour(fading.family), _DASHES[n % len(_DASHES)]
            figure.add_trace(line(range(len(gain)), gain, name, colour, dash=dash))
            halves.append(words["fading_half"].format(name=name, half=_half(gain, words)))
    models, note = ", ".join(title for title, _ in fadings), f"{words['fading_note']} {' · '.join(halves)}"
    style(figure, title=words["fading"], measure=words["gain"], text=text, model=models, note=note)
    figure.update_xaxes(title_text=words["distance_state"], tickformat="d")
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    return figure


def _half(gain: Sequence[float], words: Mapping[str, str]) -> str:
    """Where half of the change is left at most, in words."""
    for distance, left in enumerate(gain):
        if left <= 0.5:
            return words["half_at"].format(n=distance)
    return words["half_beyond"].format(n=len(gain) - 1)
