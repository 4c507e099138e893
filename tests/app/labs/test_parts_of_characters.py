"""In every lab a part of a character shows the character and which part, and [UNK] what it stands for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.labs.attention.asked import compare_scores
from app.labs.attention.bertviz import bertviz_page
from app.labs.attention.panel import on_change as on_attention
from app.labs.memory.gates import on_gates
from app.labs.memory.influence import on_influence
from app.labs.norms.batch import on_batch
from app.labs.norms.depth import depth
from app.labs.norms.experiments import experiment
from app.labs.side_by_side.objectives import on_objectives
from app.labs.side_by_side.reading import on_reading
from app.labs.tokens.inputs import batch_inputs
from app.labs.tokens.vectors import vectors
from app.state import Chosen
from models import decode, load_tokenizer
from models.memory.both_directions import trace_directions
from viz.labels import written_label
from viz.memory.directions import encode_directions

TEXT = "It is 教"
GPT, BERT, LSTM, BILSTM = "tiny-gpt2", "tiny-bert", "tiny-lstm", "tiny-bilstm"
CHOSEN = Chosen(TEXT, GPT, BERT, LSTM)
PARTS = ["教 1/3", "教 2/3", "教 3/3"]
UNKNOWN = ["教 [UNK]"]

pytestmark = pytest.mark.usefixtures("tiny_models")


def shown(payload: Any) -> list[str]:
    """Every string of a payload, in order."""
    if isinstance(payload, str):
        return [payload]
    if isinstance(payload, Mapping):
        return [text for value in payload.values() for text in shown(value)]
    return [text for value in payload for text in shown(value)] if isinstance(payload, list | tuple) else []


def attention(model: str) -> dict[str, Any]:
    return {"text": TEXT, "model": model, "mask": "native", "stack": "self", "layer": 0, "head": 0}


def batch(family: str) -> dict[str, Any]:
    return on_batch(CHOSEN, family, "", "", 8)


def future(family: str) -> Any:
    request = {**batch(family)["request"], "texts": [f"{TEXT}."]}
    return experiment({"name": "future", **request})


def bertviz_labels(model: str) -> list[str]:
    """The strings of BertViz's program, as the browser reads them."""
    script = bertviz_page({**attention(model), "view": "head"})["script"]
    return [json.loads(f'"{quoted}"') for quoted in re.findall(r'"((?:[^"\\\n]|\\u[0-9a-f]{4})*)"', script)]


VIEWS: Mapping[str, Callable[[str, str], Any]] = {
    "attention": lambda family, model: on_attention(CHOSEN, family, "native"),
    "surprisal": lambda family, model: compare_scores({**attention(model), "silenced": []}),
    "bertviz": lambda family, model: bertviz_labels(model),
    "norms": lambda family, model: batch(family),
    "depth": lambda family, model: depth({"text": TEXT, "models": [model]}),
    "future": lambda family, model: future(family),
    "reading": lambda family, model: on_reading(CHOSEN, ""),
    "objectives": lambda family, model: on_objectives(CHOSEN, 0, 0.0, "Why?"),
    "inputs": lambda family, model: batch_inputs(
        {"texts": (TEXT, ""), "batch": "", "models": {"gpt": GPT, "bert": BERT, "lstm": LSTM}}
    ),
    "vectors": lambda family, model: vectors({"texts": (TEXT, ""), "model": model}),
}
RECURRENT: Mapping[str, Callable[[], Any]] = {
    "gates": lambda: on_gates(TEXT, LSTM),
    "influence": lambda: list(on_influence(TEXT, GPT, LSTM)),
}


def is_told(payload: Any, parts: list[str]) -> bool:
    """True where all parts are shown and the letters that a vocabulary spells bytes with are not."""
    found = shown(payload)
    return set(parts) <= set(found) and not any("æ" in text for text in found)


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_gpt_shows_the_character(name: str) -> None:
    assert is_told(VIEWS[name]("gpt", GPT), PARTS)


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_bert_shows_what_is_unknown(name: str) -> None:
    assert is_told(VIEWS[name]("bert", BERT), UNKNOWN)


@pytest.mark.parametrize("name", RECURRENT)
def test_every_view_of_a_recurrent_model_shows_the_character(name: str) -> None:
    assert is_told(RECURRENT[name](), PARTS)


def test_a_bidirectional_model_gives_what_is_unknown_no_surprisal() -> None:
    found = encode_directions(trace_directions(TEXT, BILSTM), "BiLSTM")
    place = [token["label"] for token in found["tokens"]].index("教 [UNK]")
    assert found["surprisal_bits"][place] is None
    assert found["guesses"][place] is not None


@pytest.mark.parametrize("strategy", [{"name": "greedy"}, {"name": "beam", "num_beams": 2}])
def test_what_is_written_shows_a_character_once_it_is_whole(strategy: dict[str, Any]) -> None:
    ids = load_tokenizer(GPT)(TEXT)["input_ids"][-3:]
    written = decode("It is", GPT, [{**strategy, "force": dict(enumerate(ids))}], 3)
    assert [written_label(token) for token in written.runs[0].tokens] == PARTS
    begun = decode("It is", GPT, [{**strategy, "force": dict(enumerate(ids))}], 2)
    assert [written_label(token) for token in begun.runs[0].tokens] == ["<E6>", "<95>"]
