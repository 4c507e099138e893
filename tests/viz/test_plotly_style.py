"""Plotly's figures: what they show is what they were given, and words in them are words."""

from __future__ import annotations

import json
import math

import pytest

from viz.palette import CLEAR, LIGHT, NEUTRAL
from viz.plotly_style import dots, family_colour, figure_of, line

HOSTILE = '<a href="//x">&</a>'


def test_the_ground_is_clear() -> None:
    figure = figure_of([line([1, 2], [3, None], "a", NEUTRAL)], x="x", y="y")
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == CLEAR
    assert figure.layout.font.color == NEUTRAL
    assert json.loads(figure.to_json())["data"][0]["y"] == [3, None]


def test_a_name_is_no_markup() -> None:
    figure = figure_of([line([1], [2], HOSTILE, NEUTRAL)], x=HOSTILE, y=HOSTILE)
    (drawn,) = figure.data
    said = (drawn.name, drawn.hovertemplate.replace("<extra></extra>", ""), figure.layout.xaxis.title.text)
    assert [words for words in said if "<" in words] == []
    assert "&lt;a href" in drawn.hovertemplate


def test_a_hover_says_value_and_unit() -> None:
    assert line([1], [2], "with", NEUTRAL, unit="ms").hovertemplate == "with: %{y:.4~g} ms<extra></extra>"


@pytest.mark.parametrize(("low", "ends"), [(1e-3, (-3, math.log10(8) + 0.1)), (None, None), (10, None)])
def test_a_logarithmic_axis_begins_where_it_is_told(low: float | None, ends: tuple[float, float] | None) -> None:
    figure = figure_of([line([1, 2, 3], [8, None, 1e-9], "a", NEUTRAL)], x="x", y="y", log=True, low=low)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.range == (pytest.approx(ends) if ends else None)


def test_points_have_no_line() -> None:
    assert dots([1], [2], "a", LIGHT["gpt-fill"]).mode == "markers"


def test_a_model_for_comparison_is_grey() -> None:
    assert (family_colour("lstm"), family_colour("rnn")) == (LIGHT["lstm-fill"], NEUTRAL)
