from __future__ import annotations

import pytest

from viz.figures import encode_below, figure_table, line, style
from viz.palette import DARK, LIGHT, css_variables

go = pytest.importorskip("plotly.graph_objects")


def test_the_table_joins_the_series_by_their_place() -> None:
    figure = go.Figure([line([1, 2], [0.5, None], "LSTM", "lstm-fill"), line([2, 3], [1 / 3, 4], "GPT", "gpt-fill")])
    table = figure_table(style(figure.update_xaxes(title_text="distance")))
    assert list(table.columns) == ["distance", "LSTM", "GPT"]
    assert table["distance"].tolist() == [1, 2, 3]
    assert table.astype(object).where(table.notna(), None).to_numpy().tolist() == [
        [1, 0.5, None],
        [2, None, 0.333333],
        [3, None, 4.0],
    ]


def test_files_name_a_figure_whose_title_stands_above_it_on_the_page() -> None:
    below = encode_below(style(go.Figure([line([1], [2], "before", "gpt-fill")]), named="Training", measure="nats"))
    assert (below["title"], below["measure"], below["rows"]) == ("Training", "nats", [["", "before"], [1, 2.0]])


def test_series_of_one_name_may_have_columns_of_their_own() -> None:
    series = [line([1], [2], "before", "gpt-fill", column=name) for name in ("loss", "gradient")]
    assert list(figure_table(style(go.Figure(series))).columns) == ["", "loss", "gradient"]


def test_a_name_is_no_template() -> None:
    """Plotly fills `%{...}` in what it tells; a model may be called anything."""
    (trace,) = go.Figure([line([1], [2], "50%{x}", "gpt-fill")]).data
    assert "%{x}" not in trace.hovertemplate
    assert trace.name == "50%{x}"


def test_the_dark_page_has_a_colour_for_each_that_a_figure_may_use() -> None:
    rules = css_variables()
    for name, value in LIGHT.items():
        if not value.startswith("#") or DARK[name] == value:
            continue
        channels = f"rgb({int(value[1:3], 16)}, {int(value[3:5], 16)}, {int(value[5:7], 16)})"
        (shown,) = {line.split("var(--um-")[1].split(")")[0] for line in rules.splitlines() if channels in line}
        assert DARK[shown] == DARK[name]
