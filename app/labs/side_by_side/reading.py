"""One table of three models on the text, and what a change of a word moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

import gradio as gr

from app.context import LabContext
from app.gradio_compat import event_value
from app.i18n import message
from app.labs.side_by_side.presets import PRESETS, preset_and_models
from app.state import CHOSEN_FAMILIES, Chosen
from app.views import browser_view
from models.catalog import ModelCard, card
from models.errors import InputError
from models.limits import check_text
from models.text.scripts import main_script
from viz.side_by_side.payloads import BaselinePayload, EditPayload, ReadingPayload, Refusal, Seen
from viz.side_by_side.reading import encode_edit, encode_readings, line_up

Found = TypeVar("Found")
MAX_MASKED_TOKENS = 256  # a masked model is asked for every one of them in turn


def build(context: LabContext) -> None:
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    edit = gr.Textbox("", visible="hidden")
    view = browser_view(
        "side_by_side/reading",
        context.example.get("reading"),
        events=("edit_choice", "preset_choice"),
        presets={name: preset.encode() for name, preset in PRESETS[context.language].items()},
    )
    context.setting("edit", edit, "")
    context.setting("word", None, "")
    context.take(view.edit_choice, "edit", edit)
    pick = view.preset_choice
    pick(on_preset, None, [*context.chosen, edit], queue=False, show_progress="hidden", api_visibility="private")
    context.refresh(on_reading, [context.chosen, edit], view)


def on_preset(event: gr.EventData) -> tuple[str, ...]:
    """A preset's text, the models that its hint speaks of, and no change to it."""
    preset, models = preset_and_models(str(event_value(event, "preset")))
    return preset.text, *(models[family] for family in CHOSEN_FAMILIES), ""


def on_reading(chosen: Chosen, edit: str) -> ReadingPayload:
    """The table of all three models, the baselines, and what a change moves.

    Args:
        edit: `[start, end, "replacement"]` as JSON, or empty: characters of the text that are replaced.
    """
    from models.predictions.comparison import read

    text, ids = chosen.text, tuple(chosen.models.values())
    check_text(text)
    readings, errors = _attempts(read, ids, text)
    words = line_up(text, [reading.tokens for reading in readings])
    known = {model.id: (model.title, sight_of(model)) for model in map(card, ids)}
    found = encode_readings(text, words, readings, known)
    edited = _edited(text, edit, ids, words) if edit else None
    return {**found, "baselines": _counted(text), "errors": errors, "text": text, "edit": edited}


def _counted(text: str) -> list[BaselinePayload]:
    """The models that only count, which have counted English: of another script they would say nothing."""
    from models.predictions.baselines import score_baselines

    if main_script(text) not in ("latin", None):
        return []
    return [
        {"name": baseline.name, "total_bits": baseline.total_bits, "bits_per_byte": baseline.bits_per_byte}
        for baseline in score_baselines(text)
    ]


def sight_of(model: ModelCard) -> Seen:
    """What a model sees when it is asked for a token."""
    if model.facts.is_masked:
        return "around"
    return "state" if model.facts.state else "before"


def _attempts(measure: Callable[..., Found], ids: Sequence[str], *texts: str) -> tuple[list[Found], list[Refusal]]:
    """What every model makes of the texts, and why some make nothing of them: one may read what another cannot.

    Raises:
        InputError: of the first model, when none can.
    """
    from models.passes import prepare

    found: list[Found] = []
    errors: list[Refusal] = []
    first: InputError | None = None
    for model_id in ids:
        chosen = card(model_id)
        try:
            if chosen.facts.is_masked:
                prepare(texts[-1], model_id, limit=MAX_MASKED_TOKENS)
            found.append(measure(*texts, model_id))
        except InputError as error:
            first = first or error
            errors.append({"family": chosen.family, "title": chosen.title, "message": message(error)})
    if first is not None and not found:
        raise first
    return found, errors


def _edited(text: str, edit: str, ids: Sequence[str], words: Sequence[tuple[int, int]]) -> EditPayload:
    from models.predictions.comparison import compare_edit

    start, end, replacement = read_edit(edit, len(text))
    edited = text[:start] + replacement + text[end:]
    effects, _ = _attempts(compare_edit, ids, text, check_text(edited))
    return {**encode_edit(effects, words), "start": start, "end": end, "replacement": replacement}


def read_edit(edit: str, n_characters: int) -> tuple[int, int, str]:
    """A change as the page and links write it.

    >>> read_edit('[4, 10, "dog"]', 20)
    (4, 10, 'dog')

    Raises:
        InputError: `edit_outside` for anything that is no change of a text so long.
    """
    try:
        start, end, replacement = json.loads(edit)
        whole = type(start) is int and type(end) is int and type(replacement) is str
    except (ValueError, TypeError):
        whole = False
    if not whole or not 0 <= start <= end <= n_characters:
        raise InputError("edit_outside")
    return start, end, replacement
