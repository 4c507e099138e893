"""The page speaks two languages, all of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.bar import EXAMPLES
from app.i18n import message, strings, words
from app.labs import LABS
from app.state import LANGUAGES
from models.errors import MESSAGES, InputError

ROOT = Path(__file__).parents[2]
USED_IN_PYTHON = re.compile(r"""(?:words|I18nData|\.t)\(\s*"([a-z_]+\.[a-z_]+)\"""")
USED_IN_SCRIPTS = re.compile(r"""\bt\(\s*"([a-z_]+\.[a-z0-9_]+)\"""")


def uses(pattern: re.Pattern[str], folder: str, suffix: str) -> set[str]:
    files = (ROOT / folder).rglob(f"*{suffix}")
    return {key for file in files for key in pattern.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_that_is_used_exists(language: str) -> None:
    used = uses(USED_IN_PYTHON, "app", ".py") | uses(USED_IN_SCRIPTS, "assets/js", ".js")
    used |= {f"shell.example_{name}" for examples in EXAMPLES.values() for name in examples} | {
        lab.title for lab in LABS
    }
    assert len(used) > 40
    assert used - strings(language).keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_strings_name_each_other_by_their_own_words(language: str) -> None:
    """A hint that names a button says `{@its_key}`: nobody looks for a button of another name."""
    known = strings(language)
    named = {
        (key, name if "." in name else f"{key.split('.')[0]}.{name}")
        for key, text in known.items()
        for name in re.findall(r"\{@([\w.]+)\}", text)
    }
    assert len(named) > 5
    assert {name for _, name in named} - known.keys() == set()
    buttons = {
        text: key
        for key, text in known.items()
        if re.search(r"\.(?:preset|section|score|choice|mask|kind)_|\.(?:change|draw_again|measure_now)$", key)
    }
    quoted = {
        key: name
        for key, text in known.items()
        for name in re.findall(r"“([^”]+)”", text)
        if buttons.get(name, "").split(".")[0] == key.split(".")[0]
    }
    assert quoted == {}


def test_english_errors_are_the_model_layers_own() -> None:
    assert {key: text for key, text in strings("en").items() if key.startswith("errors.")} == {
        f"errors.{code}": text for code, text in MESSAGES.items()
    }


def test_an_error_is_told_in_every_language() -> None:
    error = InputError("too_many_tokens", n=1311, model="GPT", limit=256, over=1055)
    assert message(error) == {"en": str(error), "zh": "1,311 个词元；GPT 最多读取 256 个：请缩短 1,055 个词元。"}


def test_a_value_in_braces_stays_as_it_is() -> None:
    error = InputError("unknown_mask", value="{0} {x} ${7*7}", known="native")
    assert all("{0} {x} ${7*7}" in text for text in message(error).values())


def test_words_fill_their_places() -> None:
    assert words("shell.link_ignored", keys="gpt") == {
        "en": "Parts of the link were not understood and left out: gpt.",
        "zh": "链接中有无法识别的部分，已忽略：gpt。",
    }


def test_strings_for_gradio_have_no_places() -> None:
    """Gradio reads braces as places and shows nothing where they are not filled."""
    for file in (ROOT / "assets/locales/en").glob("*.json"):
        section = json.loads(file.read_text(encoding="utf-8"))
        labels = uses(re.compile(r"""\.t\(\s*"([a-z_]+)\""""), "app/labs", f"{file.stem}.py")
        assert [key for key in labels if "{" in section.get(key, "")] == []
