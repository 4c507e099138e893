"""The same text as each model reads it: its tokens, lined up by the characters they cover."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card
from viz.tokens import encode_tokens


def on_text(text: str, gpt: str, bert: str, lstm: str) -> dict[str, Any]:
    from models import tokenize

    rows = [(card(model_id), tokenize(text, model_id)) for model_id in (gpt, bert, lstm)]
    return encode_tokens(text, [(entry.family, entry.title, entry.tokenizer, tokens) for entry, tokens in rows])


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"tokens": on_text(state.text, state.gpt, state.bert, state.lstm)}


def build(context: LabContext) -> None:
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    view = browser_view("tokens", context.example.get("tokens"))
    context.refresh(on_text, [context.text, context.gpt, context.bert, context.lstm], view)


LAB = Lab("tokens", "tokens.title", ("gpt", "bert", "lstm"), build, example)
