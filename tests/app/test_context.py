"""Handlers speak to people: bad input in their language, our own mistakes without details."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import gradio as gr
import pytest

from app.context import Controls, LabContext, Registry, describe_setting, speaking
from app.state import Chosen, Setting
from models.errors import InputError

SKIP = gr.skip()


def halve(number: int) -> tuple[int, int]:
    if number % 2:
        raise InputError("too_many_tokens", n=number, model="GPT", limit=2, over=number - 2)
    return number // 2, number // 0 if number == 4 else number // 2


def count(last: int) -> Iterator[int]:
    for number in range(last):
        if number == 2:
            raise InputError("empty_text")
        yield number


def test_outputs_follow_an_empty_message() -> None:
    assert speaking(halve, 2)(6) == [None, 3, 3]


def test_every_step_of_a_stream_has_a_number_of_its_own() -> None:
    steps = [*speaking(count, 1)(2), *speaking(count, 1)(2)]
    assert [output for _, output in steps] == [0, 1, 0, 1]
    assert len({number for number, _ in steps}) == 4


def test_bad_input_is_told_in_both_languages_and_keeps_the_outputs() -> None:
    told, *outputs = speaking(halve, 2)(3)
    assert told == {
        "en": "3 tokens; GPT reads at most 2: shorten the text by 1.",
        "zh": "3 个词元；GPT 最多读取 2 个：请缩短 1 个词元。",
    }
    assert outputs == [SKIP, SKIP]


def test_a_stream_ends_with_its_message() -> None:
    *steps, (told, output) = speaking(count, 1)(5)
    assert [step for _, step in steps] == [0, 1]
    assert told["en"] == "There is no text: type a sentence."
    assert output == SKIP


def test_our_own_mistakes_are_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        told, *_ = speaking(halve, 2)(4)
    assert "ZeroDivisionError" in caplog.text
    assert "our fault" in told["en"]
    assert "Division" not in str(told)


@pytest.mark.parametrize(
    ("component", "setting"),
    [
        (gr.Slider(1, 9, 3), Setting("lab.x", "number", 3, low=1, high=9)),
        (gr.Number(3, minimum=0), Setting("lab.x", "number", 3, low=0)),
        (gr.Checkbox(True), Setting("lab.x", "switch", 3)),
        (gr.Radio(["a", "b"]), Setting("lab.x", "choice", 3, ("a", "b"))),
        (gr.Dropdown([("A", 1), ("B", 2)]), Setting("lab.x", "choice", 3, (1, 2))),
        (gr.Dropdown(["a"], multiselect=True), Setting("lab.x", "choices", 3, ("a",))),
        (gr.CheckboxGroup(["a"]), Setting("lab.x", "choices", 3, ("a",))),
        (gr.Textbox(), Setting("lab.x", "text", 3)),
        (None, Setting("lab.x", "text", 3)),
    ],
)
def test_a_link_takes_what_the_control_takes(component: object, setting: Setting) -> None:
    assert describe_setting("lab.x", component, 3) == setting


@pytest.fixture
def lab() -> Iterator[LabContext]:
    with gr.Blocks():
        choices = [gr.Dropdown(["a"]) for _ in range(3)]
        yield LabContext("lab", Controls(gr.Textbox("hello"), *choices), {"stored": 1}, gr.Column(), Registry())


def test_a_labs_words_and_settings_carry_its_name(lab: LabContext) -> None:
    switch = gr.Checkbox()
    assert lab.setting("tied", switch, False) is switch
    assert lab.setting("head", None, "0.1") is None
    assert [setting.name for setting in lab.registry.settings] == ["lab.tied", "lab.head"]
    assert lab.registry.controls == {"lab.tied": switch}
    assert (lab.t("title").key, lab.t("shell.csv").key) == ("lab.title", "shell.csv")


def test_a_refresh_asks_the_server_only_through_its_gate(lab: LabContext) -> None:
    lab.refresh(lambda text, gpt: len(text + gpt), [lab.chosen.text, lab.chosen.gpt], gr.Number(6))
    events = [event.get_config() for event in gr.context.Context.root_block.fns.values()]
    asking = [event for event in events if event["backend_fn"]]
    (gate,) = lab.notices.children
    assert [event["targets"] for event in asking] == [[(gate._id, "refresh")]]
    assert asking[0]["trigger_mode"] == "always_last"
    assert {event["api_visibility"] for event in events} == {"private"}
    assert (gate.props["values"], gate.props["fresh"]) == (["hello", "a"], True)


def test_the_shared_controls_arrive_as_one_record(lab: LabContext) -> None:
    heard: list[Chosen] = []

    def handler(chosen: Chosen, more: int) -> Iterator[int]:
        heard.append(chosen)
        yield more + 1

    lab.refresh(handler, [lab.chosen, gr.Number(3)], gr.Number())
    (asking,) = [event for event in gr.context.Context.root_block.fns.values() if event.fn]
    assert [block._id for block in asking.inputs][:4] == [control._id for control in lab.chosen]
    assert [output for _, output in asking.fn("Hi", "a", "b", "c", 3)] == [4]
    assert heard == [Chosen("Hi", "a", "b", "c")]
    (gate,) = lab.notices.children
    assert gate.props["streams"]


def test_where_the_texts_are_of_another_language_a_section_says_that_its_models_read_english() -> None:
    with gr.Blocks() as page:
        choices = [gr.Dropdown(["a"]) for _ in range(3)]
        for language in ("en", "zh"):
            lab = LabContext("memory", Controls(gr.Textbox("hello"), *choices), {}, gr.Column(), Registry(), language)
            lab.say_english_only("rnn_english")
    assert [block.visible for block in page.blocks.values() if isinstance(block, gr.Markdown)] == [False, True]
