"""Words in English and Chinese, from `assets/locales/<language>/<section>.json`."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path

import gradio as gr

from app import gradio_compat
from app.state import LANGUAGES
from models.errors import MESSAGES, InputError
from viz.payloads import Message

logger = logging.getLogger(__name__)

LOCALES = Path(__file__).parent.parent / "assets" / "locales"


@cache
def strings(language: str) -> dict[str, str]:
    """All strings of a language, by `<section>.<key>`. English errors are the model layer's own."""
    found = {f"errors.{code}": message for code, message in MESSAGES.items()} if language == "en" else {}
    for file in sorted((LOCALES / language).glob("*.json")):
        section = json.loads(file.read_text(encoding="utf-8"))
        found |= {f"{file.stem}.{key}": text for key, text in section.items()}
    return found


def section_strings(language: str, section: str) -> dict[str, str]:
    """A section's strings by their own keys; in English where we do not speak the language."""
    prefix = f"{section}."
    known = strings(language if language in LANGUAGES else LANGUAGES[0])
    return {key.removeprefix(prefix): text for key, text in known.items() if key.startswith(prefix)}


def gradio_strings() -> gr.I18n:
    """The strings as Gradio sends them with the page, where labels and scripts look them up."""
    return gr.I18n(**{gradio_compat.LOCALES[language]: strings(language) for language in LANGUAGES})


def message(error: InputError) -> Message:
    """An error in every language; the page picks its own."""
    return words(f"errors.{error.code}", **error.values)


def words(key: str, **values: object) -> Message:
    """A string in every language, for messages that start on the server."""
    return {"en": strings("en")[key].format(**values), "zh": strings("zh")[key].format(**values)}


def for_caller(told: Message) -> str:
    """A message in the language that the request being answered asks for first; English for any that is not ours."""
    first = gradio_compat.accepted_languages().strip().lower()
    return told["zh"] if first.startswith("zh") else told["en"]


def explain(error: Exception) -> Message:
    """Why something could not be done, in every language; what we did not foresee is logged."""
    if isinstance(error, InputError):
        return message(error)
    logger.error("a handler failed", exc_info=error)
    return words("shell.unexpected_error")
