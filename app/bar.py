"""The prompt and the model choices that every lab shares, and how many tokens each model makes of the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.advice import on_advice
from app.context import Control, Controls, LabContext
from app.gradio_compat import translated, translated_choice
from app.i18n import message
from app.lab import Lab
from app.questions import checked
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXTS, LANGUAGES, Chosen, PlaygroundState
from app.views import browser_view
from models.about import about
from models.catalog import ModelCard, Refused, card, cards, is_here, own_models, refused
from models.errors import InputError
from models.limits import MAX_CHARACTERS, MAX_TOKENS
from viz.payloads import AboutModel, CutQuestion, NoCount, RefusedFolder, TokenCount

# The sentences to try by the language of the page's first values, each by the string that names it.
EXAMPLES = {
    "en": {
        "tired": DEFAULT_TEXTS["en"],
        "wide": "The animal didn't cross the street because it was too wide.",
        "story": "Once upon a time there was a little girl who had a red",
        "mask": "The little dog ran to the [MASK] and began to bark.",
        "quotes": "“I am not afraid,” said the fox. “I am only a little bit afraid.”",
        "repeat": "Once there was a man named Grobin. Everyone loved Gro",
        "chinese": "从前有一只小狐狸，它很喜欢唱歌。",
        "emoji": "The 🦊 and the 👩‍🚀 went to the café 🇫🇷.",
        "markup": "Tokens are data: <b>bold</b> ${7*7} {{value}} </script>",
    },
    "zh": {
        "tired": DEFAULT_TEXTS["zh"],
        "wide": "小猫没有过马路，因为它太宽了。",
        "story": "从前，有一只小兔子，它有一个红",
        "mask": "我今天很[MASK]兴。",
        "quotes": "狐狸说：“我不害怕。”小兔说：“我只有一点点害怕。”",
        "owe": "他欠我一百万，我欠他一百万。",
        "english": DEFAULT_TEXTS["en"],
        "emoji": "🦊和👩‍🚀一起去café喝茶🇨🇳。",
        "markup": "词元只是数据：<b>粗体</b> ${7*7} {{value}} </script>",
    },
}


def models_by_family(language: str = LANGUAGES[0]) -> dict[str, tuple[ModelCard, ...]]:
    """The models that can be chosen: those that read the language first, bundled ones before others."""
    listed = sorted((entry for entry in cards() if entry.listed), key=lambda entry: language not in entry.languages)
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
    return {
        "model": model_id,
        "title": title,
        "n_tokens": n_tokens,
        "limit": chosen.context_length,
        "ends_open": chosen.facts.writes and text.endswith(" ") and bool(text.strip()),
    }


def on_refused() -> list[RefusedFolder]:
    """The folders of one's own that cannot be loaded, also those whose weights do not fit their architecture."""
    from models.registry import refused_models

    return _told(refused_models())


def _told(folders: Sequence[Refused]) -> list[RefusedFolder]:
    return [{"name": entry.id, "reason": message(entry.reason)} for entry in folders]


@checked
def cut_text(asked: CutQuestion) -> str:
    """The beginning of a text that a model can read, with room for a token that it writes."""
    from models.text.cutting import cut_to_fit

    return cut_to_fit(asked["text"], asked["model"], (card(asked["model"]).context_length or MAX_TOKENS) - 1)


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"counts": on_counts(state.chosen)}


def build_controls(language: str = LANGUAGES[0]) -> tuple[Controls, gr.Row]:
    """Lay out the prompt and the model bar, with the first text and models of a language.

    Returns:
        The controls, and the bar, where the token counts go.
    """
    with gr.Row(elem_classes="um-prompt"):
        text = gr.Textbox(
            DEFAULT_TEXTS[language],
            label=translated("shell.prompt"),
            placeholder=translated("shell.prompt_placeholder"),
            max_lines=6,
            max_length=MAX_CHARACTERS,
            elem_id="um-text",
        )
        picked = browser_view("shell/examples", options=EXAMPLES[language])
        picked.change(None, picked, text, js="(picked) => picked.text", api_visibility="private")
    with gr.Row(elem_classes="um-models") as bar:
        choices = {family: _choice(family, known) for family, known in models_by_family(language).items()}
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
        "languages": list(entry.languages),
        "n_layers": entry.n_layers,
        "n_params": entry.n_params,
        "vocab_size": told.vocab_size,
        "n_read": told.n_read,
        "context_length": entry.context_length,
        "tokenizer": entry.tokenizer,
        "licence": entry.licence,
    }


def _title(entry: ModelCard) -> str:
    """Bundled models as ours, in a language; others by name; of the hub, while it is not here, what to fetch."""
    if entry.bundled:
        return translated_choice(f"shell.ours_{'_'.join(entry.languages)}")
    return entry.title if is_here(entry) else f"{entry.title} ↓ {entry.n_bytes / 1e6:,.0f} MB"


def build_counts(context: LabContext) -> Control:
    """The token counts, and the folders that cannot be loaded.

    A model that turns out to be out of reach gives way to the one before it.
    """
    if own_models():
        folders = browser_view("shell/refused", _told(refused()))
        context.refresh(on_refused, [], folders, fresh=False)
    counts = browser_view(
        "shell/counts", context.example.get("counts"), server_functions=[cut_text], events=(*CHOSEN_FAMILIES, "cut")
    )
    context.take(counts.cut, "text", context.chosen.text)
    for family in CHOSEN_FAMILIES:
        context.take(getattr(counts, family), "model", getattr(context.chosen, family))
    return counts


def keep_up(context: LabContext, counts: Control, advice: Control) -> None:
    """Keep both at what was chosen, whatever lab is open: one question for a change."""

    def on_chosen(chosen: Chosen) -> tuple[Any, Any]:
        return on_counts(chosen), on_advice(chosen)

    context.refresh(on_chosen, [context.chosen], [counts, advice], fresh=bool(context.example))


BAR = Lab("bar", "shell.models", CHOSEN_FAMILIES, build_counts, example)
