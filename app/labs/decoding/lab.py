"""Decoding strategies side by side: one prompt, one model, a column for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr

from app.context import LabContext
from app.gradio_compat import event_value
from app.lab import Lab
from app.labs.decoding.links import read_strategies, spell_strategies
from app.labs.decoding.looks import FRAME_SECONDS, Setup, framed, look
from app.state import CHOSEN_FAMILIES, Chosen, PlaygroundState
from app.views import browser_view
from models.errors import InputError
from models.families import FAMILIES
from models.records import Decoding
from viz.decoding.columns import encode_decoding
from viz.decoding.payloads import DecodingPayload, DecodingSettings, Look
from viz.decoding.strategy import encode_strategy

MAX_COLUMNS = 8
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
DEFAULT_FILLINGS: tuple[Mapping[str, object], ...] = ({"name": "most_confident"}, {"name": "left_to_right"})
WRITERS = (("GPT", "gpt"), ("LSTM", "lstm"), ("BERT", "bert"))
_DRAW = f"() => Math.floor(Math.random() * {MAX_DRAWN_SEED + 1})"


def on_change(
    chosen: Chosen, writer: str, n_steps: int, seed: int, strategies: str, fillings: str
) -> Iterator[DecodingPayload]:
    """What all columns hold, step after step, as often as a page can draw it, and at the end.

    Args:
        writer: the family whose model writes.
        strategies, fillings: as `spell_strategies` writes them; the fillings are BERT's.
    """
    from models import decode_steps

    setup = set_up(chosen, writer, n_steps, seed, strategies, fillings)
    if not 1 <= len(setup.strategies) <= MAX_COLUMNS:
        raise InputError("out_of_range", name="strategies", value=len(setup.strategies), limit=f"1 … {MAX_COLUMNS}")
    steps = decode_steps(setup.text, setup.model_id, setup.strategies, n_steps, seed)
    for decoding in framed(steps, FRAME_SECONDS):
        yield encode_columns(decoding, setup)


def set_up(chosen: Chosen, writer: str, n_steps: int, seed: int, strategies: str, fillings: str) -> Setup:
    """The lab's controls, read."""
    spelled = fillings if FAMILIES[writer].fills_blanks else strategies
    return Setup(chosen.text, chosen[writer], writer, n_steps, seed, read_strategies(spelled))


def encode_columns(decoding: Decoding, setup: Setup) -> DecodingPayload:
    """The payload of the columns; the figures of a text when it is finished."""
    from models.decoding.metrics import run_metrics

    settings: DecodingSettings = {
        "n_steps": setup.n_steps,
        "seed": setup.seed,
        "strategies": [encode_strategy(strategy) for strategy in setup.strategies],
    }
    metrics = [run_metrics(run) if run.stopped else None for run in decoding.runs]
    return encode_decoding(decoding, setup.text, setup.family, settings, metrics)


def on_look(chosen: Chosen, *controls: Any) -> Iterator[Look | None]:
    """What is looked at more closely: the controls of `on_change`, then what to look at."""
    *columns, spelled = controls
    yield from look(set_up(chosen, *columns), spelled)


def on_strategies(writer: str, event: gr.EventData) -> tuple[Any, Any]:
    """The columns as their heads now say, for the link and the next run: a writer's, and BERT's."""
    spelled = spell_strategies(event_value(event, "strategies"))
    return (gr.skip(), spelled) if FAMILIES[writer].fills_blanks else (spelled, gr.skip())


def example(state: PlaygroundState) -> dict[str, Any]:
    """The finished columns."""
    spelled, fillings = spell_strategies(DEFAULT_STRATEGIES), spell_strategies(DEFAULT_FILLINGS)
    *_, columns = on_change(state.chosen, "gpt", DEFAULT_STEPS, DEFAULT_SEED, spelled, fillings)
    return {"columns": columns}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    spelled, filled = spell_strategies(DEFAULT_STRATEGIES), spell_strategies(DEFAULT_FILLINGS)
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    with gr.Row(elem_classes=["um-controls", "um-decoding-controls"]):
        writer = gr.Radio(list(WRITERS), value="gpt", label=context.t("writer"))
        n_steps = gr.Slider(1, MAX_STEPS, DEFAULT_STEPS, step=1, label=context.t("n_steps"), buttons=[])
        seed = gr.Number(
            DEFAULT_SEED, precision=0, label=context.t("seed"), min_width=0, elem_classes="um-decoding-seed"
        )
        again = gr.Button(context.t("again"), size="sm", min_width=0)
    strategies = gr.Textbox(spelled, visible="hidden")  # edited in the heads of the columns
    fillings = gr.Textbox(filled, visible="hidden")  # the same, where BERT writes
    looked_at = gr.Textbox("", visible="hidden")
    columns = browser_view("decoding", context.example.get("columns"), events=("strategies", "stop", "look"))
    closely = browser_view("decoding_look", events=("strategies", "look"))

    context.setting("writer", writer, "gpt")
    context.setting("steps", n_steps, DEFAULT_STEPS)
    context.setting("seed", seed, DEFAULT_SEED)
    context.setting("strategies", strategies, spelled)
    context.setting("fillings", fillings, filled)
    context.setting("look", looked_at, "")

    again.click(None, None, seed, js=_DRAW, api_visibility="private")
    for view in (columns, closely):
        view.strategies(on_strategies, writer, [strategies, fillings], show_progress="hidden", api_visibility="private")
        context.take(view.look, "look", looked_at)
    inputs = [context.chosen, writer, n_steps, seed, strategies, fillings]
    context.refresh(on_change, inputs, columns, stop=columns.stop)
    context.refresh(on_look, [*inputs, looked_at], closely, fresh=bool(context.example))


LAB = Lab("decoding", "decoding.title", CHOSEN_FAMILIES, build, example)
