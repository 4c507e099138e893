"""How far back models reach: every token's influence, the same against distance, and what a recurrent state keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from models.records import Fading, Influence
from viz.figures import line, style
from viz.memory.gates import encode_token
from viz.memory.payloads import InfluencePayload
from viz.palette import PLAIN, family_fill
from viz.payload import encode_floats

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter
    from torch import Tensor

Measure = Literal["moved_bits", "gradient"]
_SHARE = 0.9
_LEAST_BITS = 1e-3  # less is the noise of rounding


@dataclass(frozen=True)
class Reached:
    """One model's influence, and its mean at each distance, from the last token read on.

    Attributes:
        title: of the model.
        moved_bits, gradient: the means of both measures, `[distance]`.
        half: how many tokens further back the mean influence is half; None if it never is.
    """

    title: str
    influence: Influence
    moved_bits: Tensor
    gradient: Tensor
    half: float | None


def encode_reach(reached: Reached) -> InfluencePayload:
    """One model's matrices, and what to carry away."""
    found = reached.influence
    return {
        "model": found.model_id,
        "title": reached.title,
        "family": found.family,
        "n_tokens": len(found.tokens),
        "first": found.first,
        "n_replacements": found.n_replacements,
        "tokens": [
            {**encode_token(token), "start": token.start, "end": token.end} for token in found.tokens[found.first :]
        ],
        "moved_bits": encode_floats(found.moved_bits),
        "gradient": encode_floats(found.gradient),
        "half": reached.half,
        "reach": reach(reached.moved_bits.tolist()),
        "last_bits": float(reached.moved_bits[0]),
    }


def reach(curve: Sequence[float]) -> int | None:
    """How many of the last tokens together have nine tenths of the influence; None where there is none.

    >>> reach([8.0, 1.0, 0.5, 0.5])
    2
    """
    total, running = sum(curve), 0.0
    if total <= 0:
        return None
    for n, value in enumerate(curve, 1):
        running += value
        if running >= _SHARE * total:
            return n
    return len(curve)


def plot_reach(reached: Sequence[Reached], measure: Measure, back: int, text: str, words: Mapping[str, str]) -> Figure:
    """The mean influence of each model against distance, and the first model's at one position.

    Args:
        back: how many tokens before the last one that position is.
    """
    from plotly.graph_objects import Figure

    figure = Figure([_mean(one, measure) for one in reached])
    lead = reached[0]
    matrix: Tensor = getattr(lead.influence, measure)
    asked = max(0, len(matrix) - 1 - back)
    row = matrix[asked, : asked + 1].flip(0).tolist()
    name = words["this_position"].format(model=lead.title)
    colour = family_fill(lead.influence.family)
    figure.add_trace(line(range(1, asked + 2), row, name, colour, mode="markers"))
    floor = {"minallowed": math.log10(_LEAST_BITS)} if measure == "moved_bits" else {}
    figure.update_xaxes(title_text=words["distance"], tickformat="d")
    figure.update_yaxes(type="log", dtick=1, exponentformat="power", **floor)
    models = ", ".join(one.title for one in reached)
    return style(figure, title=words["by_distance"], measure=words[f"{measure}_axis"], text=text, model=models)


def _mean(reached: Reached, measure: Measure) -> Scatter:
    colour = family_fill(reached.influence.family)
    curve = getattr(reached, measure).tolist()
    return line(range(1, len(curve) + 1), curve, reached.title, colour, dash="dash" if colour == PLAIN else "solid")


def plot_fading(found: Sequence[tuple[str, Fading]], text: str, words: Mapping[str, str]) -> Figure:
    """What is left of a small change of each layer's state, against distance.

    Args:
        found: the models' titles, and what was measured.
    """
    from plotly.graph_objects import Figure

    figure, halves = Figure(), []
    for title, fading in found:
        for n, gain in enumerate(fading.gain.tolist()):
            name = words["fading_of"].format(model=title, n=n + 1)
            dash = "solid" if n % 2 else "dash"
            figure.add_trace(line(range(len(gain)), gain, name, family_fill(fading.family), dash=dash))
            halves.append(f"{name}: {_half(gain, words)}")
    figure.update_xaxes(title_text=words["distance_state"], tickformat="d")
    figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    note = f"{words['fading_note']} {' · '.join(halves)}"
    models = ", ".join(title for title, _ in found)
    return style(figure, title=words["fading"], measure=words["gain"], text=text, model=models, note=note)


def _half(gain: Sequence[float], words: Mapping[str, str]) -> str:
    for distance, left in enumerate(gain):
        if left <= 0.5:
            return words["half_at"].format(n=distance)
    return words["half_beyond"].format(n=len(gain) - 1)
