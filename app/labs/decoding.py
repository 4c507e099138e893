"""Decoding strategies side by side: one prompt, one model, a column for each."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.state import PlaygroundState
from app.views import browser_view
from models.errors import InputError
from models.records import Family
from viz.decoding import encode_decoding

MAX_COLUMNS = 8
MAX_STEPS = 200
MAX_DRAWN_SEED = 9999  # of `again`: short enough to be read out in a classroom
FRAME_SECONDS = 0.05  # steps that follow faster are drawn together: a page drawn for each would not answer
DEFAULT_STEPS = 24
DEFAULT_SEED = 1
DEFAULT_STRATEGIES: tuple[Mapping[str, object], ...] = (
    {"name": "greedy"},
    {"name": "beam", "num_beams": 5},
    {"name": "sample"},
    {"name": "sample", "temperature": 0.8, "top_k": 40},
    {"name": "sample", "top_p": 0.9},
)
_DRAW = f"() => Math.floor(Math.random() * {MAX_DRAWN_SEED + 1})"
_OPTION = re.compile(r"-([a-z_]+)-(-?[0-9.]+(?:e-?[0-9]+)?)")
_STRATEGY = re.compile(rf"([a-z]+)((?:{_OPTION.pattern})*)")

Strategies = Sequence[Mapping[str, object]]


def on_change(
    text: str, gpt: str, lstm: str, writer: str, n_steps: int, seed: int, strategies: str
) -> Iterator[dict[str, Any]]:
    """What all columns hold, step after step, as often as a page can draw it, and at the end.

    Args:
        gpt, lstm: the chosen models, of which `writer` names the one that writes.
        strategies: as `spell_strategies` writes them.
    """
    from models import decode_steps

    chosen = read_strategies(strategies)
    if not 1 <= len(chosen) <= MAX_COLUMNS:
        raise InputError("out_of_range", name="strategies", value=len(chosen), limit=f"1 … {MAX_COLUMNS}")
    settings = {"n_steps": n_steps, "seed": seed, "strategies": chosen}
    family: Family = "lstm" if writer == "lstm" else "gpt"
    shown_at, unseen = -FRAME_SECONDS, None
    for decoding in decode_steps(text, lstm if family == "lstm" else gpt, chosen, n_steps, seed):
        unseen = decoding
        if time.monotonic() - shown_at >= FRAME_SECONDS:
            yield encode_decoding(decoding, text, family, settings)
            shown_at, unseen = time.monotonic(), None
    if unseen is not None:
        yield encode_decoding(unseen, text, family, settings)


def on_strategies(event: gr.EventData) -> str:
    """The columns as their heads now say, for the link and the next run."""
    return spell_strategies(event._data["strategies"])


def spell_strategies(strategies: Strategies) -> str:
    """Strategies as a link holds them, readable and free of signs that links escape.

    >>> spell_strategies([{"name": "greedy"}, {"name": "sample", "temperature": 0.8, "top_k": 40}])
    'greedy sample-temperature-0.8-top_k-40'
    """
    return " ".join(
        "-".join([str(strategy["name"]), *(f"{key}-{value}" for key, value in strategy.items() if key != "name")])
        for strategy in strategies
    )


def read_strategies(spelled: str) -> list[dict[str, object]]:
    """What `spell_strategies` wrote; a word that it cannot have written is kept whole as a name, to be refused."""
    return [_read_strategy(word) for word in spelled.split()]


def _read_strategy(word: str) -> dict[str, object]:
    found = _STRATEGY.fullmatch(word)
    if found is None:
        return {"name": word}
    return {"name": found[1], **{option: _number(value) for option, value in _OPTION.findall(found[2])}}


def _number(digits: str) -> float | int | str:
    try:
        return float(digits) if re.search(r"[.e]", digits) else int(digits)
    except ValueError:  # such as "1.2.3"; refused where ranges are checked
        return digits


def example(state: PlaygroundState) -> dict[str, Any]:
    """The finished columns."""
    spelled = spell_strategies(DEFAULT_STRATEGIES)
    *_, columns = on_change(state.text, state.gpt, state.lstm, "gpt", DEFAULT_STEPS, DEFAULT_SEED, spelled)
    return {"columns": columns}


def build(context: LabContext) -> None:
    """Lay the lab out and wire it."""
    spelled = spell_strategies(DEFAULT_STRATEGIES)
    gr.Markdown(context.t("lead"), elem_classes="um-lead")
    with gr.Row(elem_classes=["um-controls", "um-decoding-controls"]):
        writer = gr.Radio([("GPT", "gpt"), ("LSTM", "lstm")], value="gpt", label=context.t("writer"))
        n_steps = gr.Slider(1, MAX_STEPS, DEFAULT_STEPS, step=1, label=context.t("n_steps"), buttons=[])
        seed = gr.Number(DEFAULT_SEED, precision=0, label=context.t("seed"), elem_classes="um-decoding-seed")
        again = gr.Button(context.t("again"), size="sm", min_width=0)
    strategies = gr.Textbox(spelled, visible="hidden")  # edited in the heads of the columns
    columns = browser_view("decoding", context.example.get("columns"), events=("strategies", "stop"))

    context.setting("writer", writer, "gpt")
    context.setting("steps", n_steps, DEFAULT_STEPS)
    context.setting("seed", seed, DEFAULT_SEED)
    context.setting("strategies", strategies, spelled)

    again.click(None, None, seed, js=_DRAW, api_visibility="private")
    columns.strategies(on_strategies, None, strategies, show_progress="hidden", api_visibility="private")
    inputs = [context.text, context.gpt, context.lstm, writer, n_steps, seed, strategies]
    context.refresh(on_change, inputs, columns, stop=columns.stop)


LAB = Lab("decoding", "decoding.title", ("gpt", "lstm"), build, example)
