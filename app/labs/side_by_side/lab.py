"""One text through GPT, BERT and LSTM: what each expects, what a change moves, what each was trained on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import gradio as gr

from app.context import LabContext
from app.i18n import message
from app.lab import Lab
from app.parts import build_parts, part_column
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from models.limits import check_text
from viz.side_by_side.objectives import encode_targets
from viz.side_by_side.reading import encode_edit, encode_readings, line_up

Found = TypeVar("Found")
PARTS = ("reading", "objectives")
FAMILIES = ("gpt", "bert", "lstm")
MAX_MASKED_TOKENS = 256  # a masked model is asked for every one of them in turn
MAX_DRAWN_SEED = 9_999
DEFAULT_SECOND = "It lay down under a tree."
# Sentences worth comparing the families on, by the string that names them.
PRESETS = {
    "agreement": "The boy who played with the dogs in the garden was happy.",
    "agreement_wrong": "The boy who played with the dogs in the garden were happy.",
    "order": "The dog bit the man, and the man ran away.",
    "order_shuffled": "Man the bit dog the, away ran and the man.",
    "name": "Lily had a ball. Lily lost her ball. Tom found the ball and gave it to Lily.",
    "twenty": ("One day the little girl went to the park with her mom and saw a red bird in a tree."),
    "sixty": (
        "Once upon a time there was a little boy named Tim who lived in a small house near the forest. Every morning "
        "he walked to the river to look for stones. One day he found a blue stone that was so bright that he "
        "could see it in the dark, and he ran home to show it to his mother."
    ),
}
_DRAW = f"() => Math.floor(Math.random() * {MAX_DRAWN_SEED + 1})"


def on_reading(text: str, gpt: str, bert: str, lstm: str, edit: str) -> dict[str, Any]:
    """The table of all three models, the baselines, and what a change moves.

    Args:
        edit: `[start, end, "replacement"]` as JSON, or empty: characters of the text that are replaced.
    """
    from models.predictions.baselines import score_baselines
    from models.predictions.comparison import read

    ids = (gpt, bert, lstm)
    check_text(text)
    readings, errors = _attempts(read, ids, text)
    words = line_up(text, [reading.tokens for reading in readings])
    found = encode_readings(text, words, readings, {model_id: card(model_id).title for model_id in ids})
    baselines = [
        {"name": baseline.name, "total_bits": baseline.total_bits, "bits_per_byte": baseline.bits_per_byte}
        for baseline in score_baselines(text)
    ]
    edited = _edited(text, edit, ids, words) if edit else None
    return found | {"baselines": baselines, "errors": errors, "text": text, "edit": edited}


def _attempts(
    measure: Callable[..., Found], ids: Sequence[str], *texts: str
) -> tuple[list[Found], list[dict[str, Any]]]:
    """What every model makes of the texts, and why some make nothing of them: one may read what another cannot.

    Raises:
        InputError: of the first model, when none can.
    """
    from models.passes import prepare

    found, errors = [], []
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


def _edited(text: str, edit: str, ids: Sequence[str], words: Sequence[tuple[int, int]]) -> dict[str, Any]:
    from models.predictions.comparison import compare_edit

    start, end, replacement = read_edit(edit, len(text))
    edited = text[:start] + replacement + text[end:]
    effects, _ = _attempts(compare_edit, ids, text, check_text(edited))
    return encode_edit(effects, words) | {"start": start, "end": end, "with": replacement}


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


def on_objectives(
    part: str, text: str, gpt: str, bert: str, lstm: str, seed: int, smoothing: float, second: str
) -> Any:
    """Every training objective on the text."""
    if part != "objectives":
        return gr.skip()
    from models.predictions.targets import masked_targets, next_token_targets

    causal = [
        encode_targets(
            next_token_targets(text, model_id, smoothing), card(model_id).title, card(model_id).family, smoothing
        )
        for model_id in (gpt, lstm)
    ]
    masked = masked_targets(text, bert, seed, smoothing)
    return {
        "smoothing": smoothing,
        "seed": seed,
        "causal": causal,
        "masked": encode_targets(masked, card(bert).title, "bert", smoothing),
        "pair": _judged_pair(text, second, bert),
    }


def _judged_pair(text: str, second: str, bert: str) -> dict[str, Any]:
    """Next-sentence prediction, or why there is none, which must not hide the other objectives."""
    from models.predictions.targets import judge_pair

    try:
        judged = judge_pair(text, second, bert)
    except InputError as error:
        return {"error": message(error)}
    return {"first": text, "second": second, "prob_follows": judged.prob_follows, "loss_nats": list(judged.loss_nats)}


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"reading": on_reading(state.text, state.gpt, state.bert, state.lstm, "")}


def build(context: LabContext) -> None:
    part = build_parts(context, PARTS)
    with part_column(context, "reading"):
        _build_reading(context)
    with part_column(context, "objectives"):
        _build_objectives(context, part)


def _build_reading(context: LabContext) -> None:
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    edit = gr.Textbox("", visible="hidden")
    view = browser_view(
        "side_by_side", context.example.get("reading"), events=("edit_choice", "preset_choice"), presets=PRESETS
    )
    context.setting("edit", edit, "")
    context.setting("word", None, "")
    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    view.edit_choice(on_edit, None, edit, **quiet)
    view.preset_choice(on_preset, None, [context.text, edit], **quiet)
    context.refresh(on_reading, [context.text, context.gpt, context.bert, context.lstm, edit], view)


def on_preset(event: gr.EventData) -> tuple[str, str]:
    """A preset's text, and no change to it."""
    return PRESETS[str(event._data["preset"])], ""


def on_edit(event: gr.EventData) -> str:
    """The change that was asked for on the page."""
    return str(event._data["edit"])


def _build_objectives(context: LabContext, part: gr.Radio) -> None:
    gr.Markdown(context.t("objectives_lead"), elem_classes="um-lead")
    with gr.Row(elem_classes="um-controls"):
        smoothing = gr.Slider(0, 0.5, 0.1, step=0.05, label=context.t("smoothing"))
        seed = gr.Number(0, label=context.t("seed"), precision=0)
        again = gr.Button(context.t("draw_again"), size="sm", min_width=0, elem_classes="um-side-again")
    second = gr.Textbox(DEFAULT_SECOND, label=context.t("second"), max_lines=3, elem_classes="um-side-second")
    view = browser_view("side_by_side_targets")
    context.setting("smoothing", smoothing, 0.1)
    context.setting("seed", seed, 0)
    context.setting("second", second, DEFAULT_SECOND)
    again.click(None, None, seed, js=_DRAW, api_visibility="private")
    inputs = [part, context.text, context.gpt, context.bert, context.lstm, seed, smoothing, second]
    context.refresh(on_objectives, inputs, view)


LAB = Lab("side_by_side", "side_by_side.title", FAMILIES, build, example)
