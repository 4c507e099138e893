"""A lab in sections: what its link may say, what belongs to which section, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr
import pytest

from app.context import Controls, LabContext, Registry
from app.i18n import strings
from app.sections import Section
from app.shell import build
from app.state import LANGUAGES, Setting, from_query, shared_settings
from app.views import browser_view


@pytest.fixture
def lab() -> Iterator[LabContext]:
    with gr.Blocks():
        choices = [gr.Dropdown(["a"]) for _ in range(3)]
        yield LabContext("lab", Controls(gr.Textbox("hello"), *choices), {}, gr.Column(), Registry())


def build_nothing(_: LabContext) -> None: ...


def test_a_switch_opens_its_first_section_and_doors_none(lab: LabContext) -> None:
    lab.sections(Section("a", build_nothing), Section("b", build_nothing), formerly="part")
    lab.sections(Section("a", build_nothing), Section("b", build_nothing), doors=True)
    assert lab.registry.settings == [
        Setting("lab.section", "choice", "a", ("a", "b"), aliases=("lab.part",)),
        Setting("lab.section", "choice", "", ("", "a", "b")),
    ]


def test_a_refresh_belongs_to_the_section_it_was_asked_for_in(lab: LabContext) -> None:
    def build_section(context: LabContext) -> None:
        context.refresh(len, [context.chosen.text], browser_view("lab/view", 5))

    lab.sections(Section("a", build_section), Section("b", build_section))
    lab.refresh(len, [lab.chosen.text], browser_view("lab/view"))
    gates = [(gate.props["section"], gate.props["fresh"]) for gate in lab.notices.children]
    assert gates == [("a", True), ("b", True), (None, False)]


def test_what_sections_share_stands_between_them_and_their_switch(lab: LabContext) -> None:
    with gr.Column() as page:
        lab.sections(Section("a", build_nothing), shared=lambda: gr.Markdown("shared", elem_id="shared"))
    assert [child.elem_id for child in page.children] == [None, "shared", "um-section-lab-a"]


SETTINGS = (
    *shared_settings({"gpt": ["gpt"], "bert": ["bert"], "lstm": ["lstm"]}, ["lab"]),
    Setting("lab.section", "choice", "a", ("a", "b", "c"), aliases=("lab.part",)),
)


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("lab.part=b", "b"),
        ("lab.section=c", "c"),
        ("lab.part=b&lab.section=c", "c"),
        ("lab.section=c&lab.part=b", "c"),
    ],
)
def test_a_link_of_earlier_days_opens_what_it_opened(query: str, opened: str) -> None:
    state, ignored = from_query(query, SETTINGS)
    assert (state.settings, ignored) == ({"lab.section": opened}, ())


def test_a_section_that_is_not_there_is_told_by_the_name_that_the_link_has() -> None:
    assert from_query("lab.part=evil", SETTINGS)[1] == ("lab.part",)


@pytest.fixture(scope="module")
def switches() -> list[dict[str, object]]:
    """What every switch of the page is given."""
    blocks = build().blocks.values()
    return [block.props for block in blocks if isinstance(block, gr.HTML) and "doors" in block.props]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_a_name_and_every_door_a_sentence(switches: list[dict], language: str) -> None:
    assert switches
    kinds = {False: ("section",), True: ("section", "door")}
    keys = {
        f"{switch['lab']}.{kind}_{name}"
        for switch in switches
        for name in switch["names"]
        for kind in kinds[switch["doors"]]
    }
    assert keys - strings(language).keys() == set()
