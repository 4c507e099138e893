"""Learning curves are drawn as they were measured: the twins', and the GPT's beside its own twin's."""

from __future__ import annotations

import pandas as pd
import pytest

from viz.attention.training import plot_learning
from viz.norms.training import TWIN_COLOURS, plot_curves
from viz.palette import FAMILIES, LIGHT, TWINS

CURVE = pd.DataFrame(
    {
        "step": [100, 200, 300],
        "train_loss_nats": [3.0, 2.0, 1.5],
        "held_out_loss_nats": [3.5, None, 2.0],
        "gradient_norm": [1.0, 0.5, 20.0],
    }
)
WORDS = {
    "title": "Training",
    "loss": "Loss",
    "gradient": "Gradient",
    "step": "Step",
    **{place: place.title() for place in TWIN_COLOURS},
}
TOLD = {"twin_curves": "Loss", "twin_step": "Step"}


def points(trace: object) -> list[tuple[float, float]]:
    return list(zip(trace.x, trace.y, strict=True))  # type: ignore[attr-defined]


def test_both_losses_are_drawn_for_every_model() -> None:
    figure = plot_learning([("GPT", CURVE), ("twin", CURVE * 2)], TOLD)
    held_out, train, other, _ = figure.data
    assert points(held_out) == [(100, 3.5), (300, 2.0)]
    assert points(train) == [(100, 3.0), (200, 2.0), (300, 1.5)]
    assert points(other) == [(200, 7.0), (600, 4.0)]
    assert [trace.line.dash for trace in figure.data] == ["solid", "dot"] * 2
    assert [trace.showlegend for trace in figure.data] == [True, False] * 2
    assert [trace.legendgroup for trace in figure.data] == ["GPT", "GPT", "twin", "twin"]


def test_a_twin_has_no_familys_colour() -> None:
    figure = plot_learning([("GPT", CURVE), ("twin", CURVE)], TOLD)
    gpt, _, twin, _ = (trace.line.color for trace in figure.data)
    assert gpt == LIGHT["gpt-fill"]
    assert twin not in [LIGHT[f"{family}-fill"] for family in FAMILIES]
    assert tuple(TWIN_COLOURS.values()) == TWINS


def test_gradients_stand_beside_the_losses() -> None:
    figure = plot_curves({"before": CURVE, "none": CURVE}, WORDS)
    gradients = [trace for trace in figure.data if trace.xaxis == "x2"]
    assert [trace.name for trace in gradients] == ["Before", "None"]
    assert points(gradients[0]) == [(100, 1.0), (200, 0.5), (300, 20.0)]
    assert figure.layout.yaxis2.type == "log"
    assert figure.layout.xaxis.title.text == "Step"
    assert figure.layout.yaxis.range is None


@pytest.mark.parametrize("place", TWIN_COLOURS)
def test_every_twin_stands_in_the_legend_once(place: str) -> None:
    figure = plot_curves({place: CURVE}, WORDS)
    assert [trace.name for trace in figure.data if trace.showlegend] == [place.title()]


def test_of_lines_that_lie_on_each_other_both_are_seen() -> None:
    """Whichever two twins learn alike, the upper line has gaps."""
    figure = plot_curves(dict.fromkeys(TWIN_COLOURS, CURVE), WORDS)
    for axis in ("x", "x2"):
        drawn = [trace for trace in figure.data if (trace.xaxis or "x") == axis and trace.line.dash != "dot"]
        assert len(drawn) == len(TWIN_COLOURS)
        assert "solid" not in [trace.line.dash for trace in drawn[1:]]
        assert len({trace.line.dash for trace in drawn}) == len(drawn)
