"""The prompt and the model choices that every lab shares, and how many tokens each model makes of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.context import Controls, LabContext
from app.gradio_compat import translated
from app.i18n import message
from app.lab import Lab
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXT, Chosen, PlaygroundState
from app.views import browser_view
from models.catalog import ModelCard, Refused, card, cards, is_here, own_models, refused
from models.errors import InputError
from models.limits import MAX_CHARACTERS
from viz.payloads import NoCount, RefusedFolder, TokenCount

# The sentences to try, by the string that names them.
EXAMPLES = {
    "tired": DEFAULT_TEXT,
    "wide": "The animal didn't cross the street because it was too wide.",
    "story": "Once upon a time there was a little girl who had a red",
    "mask": "The little dog ran to the [MASK] and began to bark.",
    "quotes": "“I am not afraid,” said the fox. “I am only a little bit afraid.”",
    "repeat": "Once there was a man named Grobin. Everyone loved Gro",
    "chinese": "从前有一只小狐狸，它很喜欢唱歌。",
    "emoji": "The 🦊 and the 👩‍🚀 went to the café 🇫🇷.",
    "markup": "Tokens are data: <b>bold</b> ${7*7} {{value}} </script>",
}


def models_by_family() -> dict[str, tuple[ModelCard, ...]]:
    """The models that can be chosen, bundled ones first."""
    listed = [entry for entry in cards() if entry.listed]
    return {family: tuple(entry for entry in listed if entry.family == family) for family in CHOSEN_FAMILIES}


def on_counts(chosen: Chosen) -> dict[str, TokenCount | NoCount]:
    """Per family the number of tokens and how many its model reads, or why there is none."""
    return {family: _count(chosen.text, model_id) for family, model_id in chosen.models.items()}


def _count(text: str, model_id: str) -> TokenCount | NoCount:
    from models import tokenize
    from models.registry import check_usable

    title, usable = model_id[:80], False
    try:
        chosen = card(model_id)
        title = chosen.title
        check_usable(model_id)
        usable = True
        n_tokens = len(tokenize(text, model_id))
    except InputError as error:
        return {"model": model_id, "title": title, "error": message(error), "usable": usable}
    return {"model": model_id, "title": title, "n_tokens": n_tokens, "limit": chosen.context_length}


def on_refused() -> list[RefusedFolder]:
    """The folders of one's own that cannot be loaded, also those whose weights do not fit their architecture."""
    from models.registry import refused_models

    return _told(refused_models())


def _told(folders: Sequence[Refused]) -> list[RefusedFolder]:
    return [{"name": entry.id, "reason": message(entry.reason)} for entry in folders]


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"counts": on_counts(state.chosen)}


def build_controls() -> tuple[Controls, gr.Row]:
    """Lay out the prompt and the model bar.

    Returns:
        The controls, and the bar, where the token counts go.
    """
    with gr.Row(elem_classes="um-prompt"):
        text = gr.Textbox(
            DEFAULT_TEXT,
            label=translated("shell.prompt"),
            placeholder=translated("shell.prompt_placeholder"),
            max_lines=6,
            max_length=MAX_CHARACTERS,
            elem_id="um-text",
        )
        picked = browser_view("shell/examples", options=EXAMPLES)
        picked.change(None, picked, text, js="(picked) => picked.text", api_visibility="private")
    with gr.Row(elem_classes="um-models") as bar:
        choices = {family: _choice(family, known) for family, known in models_by_family().items()}
    return Controls(text, **choices), bar


def _choice(family: str, known: tuple[ModelCard, ...]) -> gr.Dropdown:
    return gr.Dropdown(
        [(_title(entry), entry.id) for entry in known],
        value=known[0].id if known else None,
        label=translated(f"shell.{family}"),
        filterable=False,
        min_width=0,
        elem_classes=["um-model", f"um-model-{family}"],
    )


def _title(entry: ModelCard) -> str:
    """A model by its name; of the hub, while it is not on this machine, with what has to be fetched."""
    return entry.title if is_here(entry) else f"{entry.title} ↓ {entry.n_bytes / 1e6:,.0f} MB"


def build_counts(context: LabContext) -> None:
    """The token counts, kept up to date whatever lab is open, and the folders that cannot be loaded.

    A model that turns out to be out of reach gives way to the one before it.
    """
    if own_models():
        folders = browser_view("shell/refused", _told(refused()))
        context.refresh(on_refused, [], folders, fresh=False)
    counts = browser_view("shell/counts", context.example.get("counts"), events=CHOSEN_FAMILIES)
    context.refresh(on_counts, [context.chosen], counts)
    for family in CHOSEN_FAMILIES:
        context.take(getattr(counts, family), "model", getattr(context.chosen, family))


BAR = Lab("bar", "shell.models", CHOSEN_FAMILIES, build_counts, example)
