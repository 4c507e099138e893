from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr
import pytest
from plotly.graph_objects import Figure

from app.context import Controls, LabContext, Registry
from app.i18n import section_strings
from app.plots import drawing, plot_view
from viz.figures import line, style


def plot(n: int, words: Mapping[str, str]) -> Figure:
    figure = Figure([line([1], [n], words["cell"], "lstm-fill")])
    return style(
        figure.update_xaxes(title_text=words["distance"]),
        title="the title",
        measure="bits",
        text="the text",
        model="GPT",
    )


def grow(n: int, words: Mapping[str, str]) -> Iterator[Figure]:
    yield from (plot(step, words) for step in range(n))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_figure_speaks_the_page_s_language_and_so_does_its_table(language: str) -> None:
    words = section_strings(language, "memory")
    figure, below = drawing(plot, "memory")(7, language)
    assert figure.data[0].name == words["cell"]
    rows = [[words["distance"], words["cell"]], [1, 7.0]]
    assert below == {
        "title": "the title",
        "measure": "bits",
        "text": "the text",
        "model": "GPT",
        "note": "",
        "rows": rows,
    }


def test_a_language_that_we_do_not_speak_gives_english() -> None:
    assert section_strings("fr", "memory") == section_strings("en", "memory") != section_strings("zh", "memory")


def test_a_figure_may_grow() -> None:
    assert [below["rows"][1] for _, below in drawing(grow, "memory")(2, "en")] == [[1, 0.0], [1, 1.0]]


def test_without_a_figure_there_is_nothing_below() -> None:
    assert drawing(lambda words: None, "memory")("en") == (None, None)


def test_the_page_says_its_language_after_the_inputs() -> None:
    with gr.Blocks() as page:
        choices = [gr.Dropdown(["a"]) for _ in range(3)]
        context = LabContext("memory", Controls(gr.Textbox("hello"), *choices), {}, gr.Column(), Registry())
        plot_view(context, "file", plot, [context.chosen.text])
        plot_view(context, "file", plot, [context.chosen.text], on=gr.Button().click)
    asking: list[Any] = [event.get_config() for event in page.fns.values() if event.fn]
    assert [len(event["inputs"]) for event in asking] == [2, 2]
    assert all(event["js"].endswith("window.unmasked.language]") for event in asking)
