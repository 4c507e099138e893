"""The page is wired: what a link changes, who may call what, and what it does not keep."""

from __future__ import annotations

import json

import gradio as gr
import pytest

from app.api import ENDPOINTS
from app.labs import LABS
from app.language import asked_defaults
from app.link import default_page_state, on_link
from app.shell import MAX_WAITING, build, launch_options
from app.state import DEFAULT_TEXT, DEFAULT_TEXTS, Setting, shared_settings

LAYER = Setting("norms.layer", "number", 0, low=0, high=5)
ENGLISH = {"gpt": ["gpt", "other"], "bert": ["bert"], "lstm": ["lstm"]}
CHINESE = {"gpt": ["gpt-zh", "gpt"], "bert": ["bert"], "lstm": ["lstm"]}
BY_LANGUAGE = {
    "en": (*shared_settings(ENGLISH, ["tokens", "norms"]), LAYER),
    "zh": (*shared_settings(CHINESE, ["tokens", "norms"], "zh"), LAYER),
}
KEPT = ("text", "gpt", "bert", "lstm", "norms.layer")
SKIP = gr.skip()


def test_a_link_that_says_nothing_changes_nothing() -> None:
    assert on_link("", BY_LANGUAGE, KEPT) == [None, *[SKIP] * (1 + len(KEPT))]


def test_a_link_changes_what_it_says() -> None:
    told, tabs, *values = on_link("text=Hi&gpt=other&lab=norms&norms.layer=3", BY_LANGUAGE, KEPT)
    assert told is None
    assert tabs.selected == "norms"
    assert values == ["Hi", "other", SKIP, SKIP, 3]


def test_a_link_counts_from_the_first_values_that_it_names() -> None:
    assert on_link("defaults=zh", BY_LANGUAGE, KEPT) == [None, *[SKIP] * (1 + len(KEPT))]
    _, _, text, gpt, *_ = on_link(f"defaults=zh&gpt=gpt&text={DEFAULT_TEXT}", BY_LANGUAGE, KEPT)
    assert (text, gpt) == (DEFAULT_TEXT, "gpt")
    _, _, text, gpt, *_ = on_link("defaults=fr&gpt=gpt", BY_LANGUAGE, KEPT)
    assert (text, gpt) == (SKIP, SKIP)


def test_what_a_link_says_in_vain_is_told_shortly() -> None:
    names = [f"x.{'y' * 99}{i}=1" for i in range(99)]
    told, *changes = on_link("&".join(["gpt=evil", "norms.layer=99", *names]), BY_LANGUAGE, KEPT)
    assert changes == [SKIP] * (1 + len(KEPT))
    assert told.keys() == {"en", "zh"}
    assert "gpt, norms.layer" in told["en"]
    assert len(told["en"]) < 500


@pytest.fixture(scope="module")
def built() -> gr.Blocks:
    return build()


def test_only_the_named_endpoints_are_public(built: gr.Blocks) -> None:
    public = {event.api_name for event in built.fns.values() if event.api_visibility != "private"}
    assert public == set(ENDPOINTS)


def test_every_key_of_a_link_is_ours_and_stands_once(built: gr.Blocks) -> None:
    """A lab that registered a name twice would make links ambiguous."""
    (script,) = [event.js for event in built.fns.values() if "unmasked.restored" in str(event.js)]
    known = json.loads(script[script.index("{", script.index("restored")) : script.rindex("}, values") + 1])
    kept = [key for key, _ in known["kept"]]
    assert len(kept) == len(set(kept))
    assert set(kept) <= known["defaults"].keys()
    assert list(known["labs"]) == [lab.id for lab in LABS]
    assert {key.partition(".")[0] for key in known["defaults"] if "." in key} <= known["labs"].keys()


def test_the_queue_is_bounded(built: gr.Blocks) -> None:
    assert built._queue.max_size == MAX_WAITING
    limits = {event.concurrency_limit for event in built.fns.values() if event.concurrency_id == "models"}
    assert limits == {8}


def test_nothing_is_shared_or_kept() -> None:
    options = launch_options()
    assert (options["share"], options["run_history"], options["strict_cors"]) == (False, False, True)
    assert "allowed_paths" not in options


@pytest.mark.parametrize(("language", "gpt"), [("en", "gpt"), ("zh", "gpt-zh")])
def test_the_default_state_is_a_sentence_and_models_that_read_it(built: gr.Blocks, language: str, gpt: str) -> None:
    state = default_page_state(language)
    assert (state.text, state.gpt) == (DEFAULT_TEXTS[language], gpt)
    asked = asked_defaults.set(language)
    try:
        values = [component["props"].get("value") for component in built.config["components"]]
        assert built.config.get("defaults", "en") == language
    finally:
        asked_defaults.reset(asked)
    assert {state.text, state.gpt, state.bert, state.lstm} <= {value for value in values if isinstance(value, str)}


def test_both_first_pages_have_the_same_components_and_events(built: gr.Blocks) -> None:
    """Only values and scripts differ, so that one set of handlers serves both."""
    first = built.config
    asked = asked_defaults.set("zh")
    try:
        other = built.config
    finally:
        asked_defaults.reset(asked)
    for one, two in zip(first["components"], other["components"], strict=True):
        assert (one["id"], one["type"], one["props"].get("elem_id")) == (
            two["id"],
            two["type"],
            two["props"].get("elem_id"),
        )
        assert one["props"].get("name") == two["props"].get("name")
    for one, two in zip(first["dependencies"], other["dependencies"], strict=True):
        assert {**one, "js": None} == {**two, "js": None}
