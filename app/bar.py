"""The prompt and the model choices that every lab shares, and how many tokens each model makes of the text."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import Controls, LabContext
from app.gradio_compat import translated
from app.i18n import message
from app.lab import Lab
from app.questions import checked
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXT, Chosen, PlaygroundState
from app.views import browser_view
from models.catalog import ModelCard, card, cards
from models.errors import InputError
from models.limits import MAX_CHARACTERS, MAX_TOKENS
from viz.payloads import CutQuestion, NoCount, TokenCount

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
        chosen = card(model_id)
        return {
            "model": model_id,
            "n_tokens": len(tokenize(text, model_id)),
            "limit": chosen.context_length,
            "ends_open": chosen.facts.writes and text.endswith(" ") and bool(text.strip()),
        }
    except InputError as error:
        return {"error": message(error)}


@checked
def cut_text(asked: CutQuestion) -> str:
    """The beginning of a text that a model can read, with room for a token that it writes."""
    from models.text.cutting import cut_to_fit

    return cut_to_fit(asked["text"], asked["model"], (card(asked["model"]).context_length or MAX_TOKENS) - 1)


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
    """Bundled and local models by their name; those of the hub with a mark that they have to be fetched."""
    return f"{entry.title} ↓" if entry.source == "hub" else entry.title


def build_counts(context: LabContext) -> None:
    """The token counts, kept up to date whatever lab is open."""
    counts = browser_view("shell/counts", context.example.get("counts"), server_functions=[cut_text], events=("cut",))
    context.take(counts.cut, "text", context.chosen.text)
    context.refresh(on_counts, [context.chosen], counts)


BAR = Lab("bar", "shell.models", CHOSEN_FAMILIES, build_counts, example)
