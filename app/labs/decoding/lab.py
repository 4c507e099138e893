"""Decoding strategies side by side: one prompt, one model, a column for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr

from app.context import Control, LabContext
from app.lab import Lab
from app.labs.decoding.cache import look_at_cache
from app.labs.decoding.links import spell_strategies
from app.labs.decoding.page import MAX_COLUMNS, POINTED, Page
from app.labs.decoding.samples import look_at_samples
from app.labs.decoding.setup import FRAME_SECONDS, Setup, framed, set_up
from app.labs.decoding.step import look_at_one_step
from app.labs.decoding.tree import look_at_tree
from app.state import CHOSEN_FAMILIES, PlaygroundState
from models.errors import InputError
from models.records import Decoding
from viz.decoding.columns import encode_decoding
from viz.decoding.payloads import DecodingPayload, DecodingSettings
from viz.decoding.strategy import encode_strategy

MAX_STEPS = 200
MAX_DRAWN_SEED = 9999  # of `again`: short enough to be read out in a classroom
DEFAULT_STEPS = 24
DEFAULT_SEED = 1
DEFAULT_STRATEGIES: tuple[Mapping[str, object], ...] = (
    {"name": "greedy"},
    {"name": "beam", "num_beams": 5},
    {"name": "sample"},
    {"name": "sample", "temperature": 0.8, "top_k": 40},
    {"name": "sample", "top_p": 0.9},
)
DEFAULT_FILLINGS: tuple[Mapping[str, object], ...] = (
    {"name": "most_confident"},
    {"name": "left_to_right"},
    {"name": "at_once"},
)
WRITERS = (("GPT", "gpt"), ("LSTM", "lstm"), ("BERT", "bert"))
_DRAW = f"() => Math.floor(Math.random() * {MAX_DRAWN_SEED + 1})"


def on_change(*controls: Any) -> Iterator[DecodingPayload]:
    """What all columns hold, step after step, as often as a page can draw it, and at the end.

    Args:
        controls: what `set_up` takes.
    """
    from models import decode_steps

    setup = set_up(*controls)
    if not 1 <= len(setup.strategies) <= MAX_COLUMNS:
        raise InputError("out_of_range", name="strategies", value=len(setup.strategies), limit=f"1 … {MAX_COLUMNS}")
    steps = decode_steps(setup.text, setup.model_id, setup.strategies, setup.n_steps, setup.seed)
    for decoding in framed(steps, FRAME_SECONDS):
        yield encode_columns(decoding, setup)


def encode_columns(decoding: Decoding, setup: Setup) -> DecodingPayload:
    """The payload of the columns; the figures of a text when it is finished."""
    from models.decoding.metrics import run_metrics

    settings: DecodingSettings = {
        "n_steps": decoding.n_own_blanks or setup.n_steps,
        "seed": setup.seed,
        "strategies": [encode_strategy(strategy) for strategy in setup.strategies],
    }
    metrics = [run_metrics(run) if run.stopped else None for run in decoding.runs]
    return encode_decoding(decoding, setup.written(), settings, metrics)


def example(state: PlaygroundState) -> dict[str, Any]:
    """The finished columns."""
    spelled, fillings = spell_strategies(DEFAULT_STRATEGIES), spell_strategies(DEFAULT_FILLINGS)
    *_, columns = on_change(state.chosen, "gpt", DEFAULT_STEPS, DEFAULT_SEED, spelled, fillings)
    return {"columns": columns}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    page = lay_out(context)
    columns: Control = page.view("decoding/columns", context.example.get("columns"), events=("stop",))
    context.refresh(on_change, page.controls, columns, stop=columns.stop)
    context.sections(
        page.section("step", look_at_one_step),
        page.section("tree", look_at_tree, figure="decoding-work"),
        page.section("samples", look_at_samples),
        page.section("cache", look_at_cache, figure="decoding-cache"),
        doors=True,
    )
    page.wire()


def lay_out(context: LabContext) -> Page:
    """Who writes, how much, with which luck, and what only links and scripts know."""
    spelled, filled = spell_strategies(DEFAULT_STRATEGIES), spell_strategies(DEFAULT_FILLINGS)
    with gr.Row(elem_classes=["um-controls", "um-decoding-controls"]):
        writer = gr.Radio(list(WRITERS), value="gpt", label=context.t("writer"))
        n_steps = gr.Slider(1, MAX_STEPS, DEFAULT_STEPS, step=1, label=context.t("n_steps"), buttons=[])
        seed = gr.Number(
            DEFAULT_SEED, precision=0, label=context.t("seed"), min_width=0, elem_classes="um-decoding-seed"
        )
        again: Control = gr.Button(context.t("again"), size="sm", min_width=0)
    again.click(None, None, seed, js=_DRAW, api_visibility="private")
    strategies = gr.Textbox(spelled, visible="hidden")  # edited in the heads of the columns
    fillings = gr.Textbox(filled, visible="hidden")  # the same, where BERT writes
    looked_at = gr.Textbox("", visible="hidden")
    places = {name: gr.Textbox("", visible="hidden") for name in POINTED}

    context.setting("writer", writer, "gpt")
    context.setting("steps", n_steps, DEFAULT_STEPS)
    context.setting("seed", seed, DEFAULT_SEED)
    context.setting("strategies", strategies, spelled)
    context.setting("fillings", fillings, filled)
    context.setting("look", looked_at, "")
    for name, place in places.items():
        context.setting(name, place, "")
    controls = [context.chosen, writer, n_steps, seed, strategies, fillings]
    return Page(context, controls, writer, strategies, fillings, looked_at, places)


LAB = Lab("decoding", "decoding.title", CHOSEN_FAMILIES, build, example)
