"""What we take from Gradio without its promise. A test that fails here says what the playground loses."""

from __future__ import annotations

import inspect
import json
import re
import urllib.request
from contextvars import copy_context
from pathlib import Path

import gradio as gr
import pytest
from gradio.context import LocalContext

from app import gradio_compat
from app.gradio_compat import (
    LOCALES,
    bounds_of,
    choices_of,
    event_value,
    first_value,
    mark,
    scripted,
    takes_several,
    translated,
    translated_choice,
    with_head,
)
from app.i18n import strings
from app.shell import launch_options

ROOT = Path(__file__).parents[2]
FRONTEND = Path(gr.__path__[0]) / "templates/frontend/assets"
HOOKS = ("element", "trigger", "props", "server", "watch")  # that our scripts are handed


@pytest.fixture(scope="module")
def frontend() -> str:
    """Gradio's own scripts and style sheets."""
    files = [path for suffix in ("*.js", "*.css") for path in sorted(FRONTEND.glob(suffix))]
    assert files
    return "\n".join(path.read_text(encoding="utf-8", errors="ignore") for path in files)


@pytest.fixture(scope="module")
def served() -> str:
    """Gradio's page with one label and one choice of ours, before our head is put in."""
    with gr.Blocks() as blocks:
        gr.Textbox(label=translated("shell.prompt"), elem_id="labelled")
        gr.Radio([(translated_choice("shell.gpt"), "gpt")], elem_id="chosen")
    options = {**launch_options(), "app_kwargs": {}}
    _, address, _ = blocks.launch(**options, server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.read().decode()
    finally:
        blocks.close(verbose=False)


def config_of(page: str) -> dict:
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
    assert found, "without window.gradio_config no script of ours has a word to say"
    content: dict = json.loads(found[1])
    return content


def test_the_page_brings_its_strings_in_both_languages(served: str) -> None:
    """Else `t(...)` of every script throws, and no view is drawn."""
    sent = config_of(served)["i18n_translations"]
    assert {ours: sent[theirs] for ours, theirs in LOCALES.items()} == {ours: strings(ours) for ours in LOCALES}


def test_labels_and_choices_are_looked_up_on_the_page(served: str, frontend: str) -> None:
    """Else labels stay English, or read `__i18n__{...}`."""
    props = {part["props"].get("elem_id"): part["props"] for part in config_of(served)["components"]}
    marked = [str(props["labelled"]["label"]), str(props["chosen"]["choices"][0][0])]
    assert all("translation_metadata" in label for label in marked)
    assert ["shell.prompt" in marked[0], "shell.gpt" in marked[1]] == [True, True]
    assert "translation_metadata" in frontend
    assert "__i18n__" in frontend


def test_gradio_speaks_the_language_that_the_navigator_says(frontend: str) -> None:
    """`boot.js` overrides `navigator.language` before Gradio reads it: else a Chinese browser gets English labels."""
    assert re.search(r"navigator\.languages?\b", frontend)


def test_our_head_stands_before_gradios_scripts(served: str) -> None:
    """Without a `<base>` in the page our head is not put in at all, and the page is Gradio's own."""
    whole = with_head(served.encode(), b"<!-- ours -->").decode()
    assert whole.count("<!-- ours -->") == 1
    assert whole.index("<base ") < whole.index("<!-- ours -->")
    later = [whole.index(mark) for mark in ('type="module"', "navigator.language") if mark in served]
    assert later
    assert min(later) > whole.index("<!-- ours -->")


def test_a_script_gets_its_hooks(frontend: str) -> None:
    """Else no view of ours is mounted: the page is empty under its controls."""
    view = scripted(None, "lab/view", (), ())
    assert view.get_config()["js_on_load"] == (
        "window.unmasked.mount('lab/view', {element, props, trigger, watch, server}, []);"
    )
    (given,) = re.findall(r"Function\(((?:`\w+`,)+)\w+\(\)\)", frontend)
    assert set(HOOKS) <= set(re.findall(r"\w+", given))


def test_a_script_may_trigger_events_of_its_own_and_call_its_functions() -> None:
    """Else what is chosen in a view reaches no handler, and a section has nobody to ask."""

    def ask(question: str) -> str:
        return question

    with gr.Blocks() as blocks:
        view = scripted({"a": 1}, "lab/view", ("choice",), [ask], lab="lab")
        view.choice(lambda: None, None, None)
    (event,) = blocks.fns.values()
    assert event.targets == [(view._id, "choice")]
    assert (view.ask("?"), view.props["lab"], view.value) == ("?", "lab", {"a": 1})


def test_an_event_carries_what_the_script_said() -> None:
    """Else a choice made in a view is lost."""
    assert event_value(gr.EventData(None, {"choice": [1, "x"], "target": 2}), "choice") == [1, "x"]
    assert event_value(gr.EventData(None, {"target": 2}), "target") == 2


@pytest.mark.parametrize(
    ("component", "first", "choices", "several"),
    [
        (gr.Dropdown([("A", 1), ("B", 2)], value=2), 2, (1, 2), False),
        (gr.Dropdown(["a", "b"], value=["a"], multiselect=True), ["a"], ("a", "b"), True),
        (gr.Radio(["a", "b"], value="b"), "b", ("a", "b"), False),
        (gr.CheckboxGroup(["a", "b"], value=["b"]), ["b"], ("a", "b"), True),
        (gr.Textbox("text"), "text", None, False),
        (gr.HTML(None), None, None, False),
        (gr.Plot(), None, None, False),
    ],
)
def test_a_component_tells_what_it_shows_and_takes(
    component: object, first: object, choices: object, several: bool
) -> None:
    """Else links take what no control can show, and every lab computes when it is first opened."""
    assert (first_value(component), choices_of(component), takes_several(component)) == (first, choices, several)


@pytest.mark.parametrize("component", [gr.Slider(1, 9, 3), gr.Number(3, minimum=1, maximum=9)])
def test_a_number_has_its_bounds(component: gr.Slider | gr.Number) -> None:
    """Else a link may set a number that its control cannot have."""
    assert bounds_of(component) == (1, 9)


def test_launch_takes_what_we_ask_of_it() -> None:
    """Among them `state_session_capacity`, without which sessions pile up, and `app_kwargs`, which brings our files."""
    assert launch_options().keys() <= inspect.signature(gr.Blocks.launch).parameters.keys()
    assert {"routes", "middleware"} <= launch_options()["app_kwargs"].keys()


def test_a_tab_is_laid_out_when_it_is_opened() -> None:
    """Else the scripts and pictures of all labs load with the first page."""
    assert inspect.signature(gr.Tab.__init__).parameters["render_children"].default is False


def test_our_style_sheets_name_parts_of_gradio_that_are_there(frontend: str) -> None:
    """Else Gradio's own looks come through: boxes around the prompt, pills for the labs."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "assets/css").glob("*.css"))
    theirs = set(re.findall(r"\.gradio-container[^,{]*?\.((?!um-|gradio-)[a-z][\w-]+)", sheets)) - OUR_OWN
    assert {"tab-container", "secondary-wrap", "wrap-inner"} <= theirs
    assert [name for name in sorted(theirs) if name not in frontend] == []


OUR_OWN = {"um", "press", "ahead", "here", "special", "head", "column", "logit", "tensor", "parts-grid"}


def test_private_names_are_in_one_file() -> None:
    named = re.compile(r"from gradio\.(?!components\b)|I18nData|\._data\b|gradio_config|\.multiselect\b")
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if named.search(path.read_text(encoding="utf-8"))
    }
    assert users == {Path(gradio_compat.__file__).relative_to(ROOT).as_posix()}


def test_a_component_takes_a_class_after_it_was_made() -> None:
    """Else what a refused text has drawn stays on the page as if it were the new one's."""
    with gr.Blocks() as page:
        view = gr.HTML("", elem_classes="um-own")
        mark(view, "um-from-3")
    (config,) = (entry for entry in page.get_config_file()["components"] if entry["id"] == view._id)
    assert config["props"]["elem_classes"] == ["um-own", "um-from-3"]


def test_a_request_says_its_languages() -> None:
    """Else refusals of endpoints are English for everybody."""
    assert gradio_compat.accepted_languages() == ""
    asked = gr.Request(headers={"accept-language": "zh-CN,zh;q=0.9"})
    context = copy_context()
    context.run(LocalContext.request.set, asked)
    assert context.run(gradio_compat.accepted_languages) == "zh-CN,zh;q=0.9"
