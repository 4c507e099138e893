"""The prompt and the model choices that every lab shares, and how many tokens each model makes of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.context import Controls, LabContext
from app.gradio_compat import translated, translated_choice
from app.i18n import message
from app.lab import Lab
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXT, Chosen, PlaygroundState
from app.views import browser_view
from models.about import about
from models.catalog import ModelCard, card, cards
from models.errors import InputError
from models.limits import MAX_CHARACTERS
from viz.payloads import AboutModel, NoCount, TokenCount

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

    try:
        return {"n_tokens": len(tokenize(text, model_id)), "limit": card(model_id).context_length}
    except InputError as error:
        return {"error": message(error)}


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
        build_about(list(choices.values()))
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


def build_about(choices: Sequence[gr.Dropdown]) -> None:
    """What the chosen models are: whose, how large, what they have read."""
    known = [describe(entry) for models in models_by_family().values() for entry in models]
    told = browser_view("shell/about", [choice.value for choice in choices], models=known)
    changes = [choice.change for choice in choices]
    gr.on(changes, None, list(choices), told, js="(...ids) => [ids]", api_visibility="private")


def describe(entry: ModelCard) -> AboutModel:
    """A model as the page tells of it."""
    told = about(entry)
    return {
        "id": entry.id,
        "title": entry.title,
        "family": entry.family,
        "source": entry.source,
        "languages": list(told.languages),
        "n_layers": entry.n_layers,
        "n_params": entry.n_params,
        "vocab_size": told.vocab_size,
        "n_read": told.n_read,
        "context_length": entry.context_length,
        "tokenizer": entry.tokenizer,
        "licence": entry.licence,
    }


def _title(entry: ModelCard) -> str:
    """Bundled models as ours, in a language; local ones by name; the hub's with a mark that they are fetched."""
    if entry.bundled:
        return translated_choice(f"shell.ours_{'_'.join(about(entry).languages)}")
    return f"{entry.title} ↓" if entry.source == "hub" else entry.title


def build_counts(context: LabContext) -> None:
    """The token counts, kept up to date whatever lab is open."""
    counts = browser_view("shell/counts", context.example.get("counts"))
    context.refresh(on_counts, [context.chosen], counts)


BAR = Lab("bar", "shell.models", CHOSEN_FAMILIES, build_counts, example)
