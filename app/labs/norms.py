"""Norms: the same real activations through layer norm and batch norm, side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.state import PlaygroundState
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from models.limits import check_text
from viz.norms import encode_norms

MAX_SENTENCES = 8
MAX_GROUPS = 8
FAMILIES = ("gpt", "bert")
# Of different length, so that there is padding to see.
DEFAULT_SENTENCES = """\
Lily was happy.
The little dog ran to the park.
One day, a bird sat on the old tree and sang a song.
Tom and his mom went to the shop to buy a big red cake.
"Thank you!" said the boy.
It was dark and he was scared."""


def on_batch(text: str, gpt: str, bert: str, family: str, sentences: str, site: str) -> dict[str, Any]:
    """Every norm on one batch of sentences.

    Args:
        text: the first sentence.
        gpt, bert: the model of each family.
        family: which of the two reads the batch.
        sentences: the others, one a line; empty lines are skipped.
        site: a norm of the model by module name. One that this model does not have, such as the
            last model's, gives the middle of the model.
    """
    from models.norm_sites import norm_sites
    from models.norms import trace_norms
    from models.registry import load

    texts = batch_of(text, sentences)
    chosen = card({"gpt": gpt, "bert": bert}[family])
    sites = norm_sites(load(chosen.id).model)
    middle = sites[len(sites) // 2] if sites else None
    groups = math.gcd(MAX_GROUPS, chosen.d_model)
    trace = trace_norms(texts, chosen.id, site if site in sites else middle, groups)
    return encode_norms(trace, chosen.family, chosen.title)


def batch_of(text: str, sentences: str) -> Sequence[str]:
    """The sentences that are read together, the shared text first.

    Raises:
        InputError: there is no text, or `too_many_sentences`.
    """
    texts = [check_text(text), *(line.strip() for line in sentences.splitlines() if line.strip())]
    if len(texts) > MAX_SENTENCES:
        raise InputError("too_many_sentences", n=len(texts), limit=MAX_SENTENCES)
    return texts


def example(state: PlaygroundState) -> dict[str, Any]:
    return {"norms": on_batch(state.text, state.gpt, state.bert, "gpt", DEFAULT_SENTENCES, "")}


def build(context: LabContext) -> None:
    with gr.Row(elem_classes="um-norms-intro"):
        gr.Markdown(context.t("lead"), elem_classes="um-lead")
        sentences = gr.Textbox(
            DEFAULT_SENTENCES,
            label=context.t("sentences"),
            info=context.t("sentences_info"),
            lines=DEFAULT_SENTENCES.count("\n") + 1,
            max_lines=MAX_SENTENCES,
            elem_classes="um-norms-sentences",
        )
    # Chosen in the view, beside what they change.
    family = gr.Radio(FAMILIES, value="gpt", visible="hidden")
    site = gr.Textbox("", visible="hidden")
    view = browser_view("norms", context.example.get("norms"), events=("family_choice", "site_choice"))
    context.setting("sentences", sentences, DEFAULT_SENTENCES)
    context.setting("model", family, "gpt")
    context.setting("site", site, "")
    context.setting("left", None, "layer")
    context.setting("right", None, "batch")
    for chosen, control in ((view.family_choice, family), (view.site_choice, site)):
        chosen(on_choice, None, control, queue=False, show_progress="hidden", api_visibility="private")
    context.refresh(on_batch, [context.text, context.gpt, context.bert, family, sentences, site], view)


def on_choice(event: gr.EventData) -> str:
    return str(event._data["choice"])


LAB = Lab("norms", "norms.title", ("gpt", "bert"), build, example)
