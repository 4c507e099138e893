"""BertViz's views of our trace: the trace's own numbers, no other host, and no token that ends the script."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import get_args

import pytest
import torch

from models import layer_vectors, trace
from viz.attention.bertviz import _LESS_THAN, MAX_TOKENS, bertviz_html, choose_part
from viz.attention.payloads import BertvizView
from viz.html import visible

VIEWS = get_args(BertvizView)
TEXT = "The animal didn't cross the street."
HOSTILE = "</script><script>alert(1)</script> <!-- ${7*7} \" ' \\ \ue03c"
pytestmark = pytest.mark.usefixtures("tiny_models")


def page(text: str, view: str, model: str = "tiny-gpt2") -> dict:
    found = trace(text, model)
    part = choose_part(found, 1)
    vectors = [layer_vectors(found, "self", layer) for layer in part.layers] if view == "neuron" else []
    return bertviz_html(found, part, view, (1, 0), vectors)


def data_in(script: str, begin: str) -> dict:
    return json.JSONDecoder().raw_decode(script[script.index(begin) + len(begin) :])[0]


@pytest.mark.parametrize("view", VIEWS)
def test_the_numbers_are_the_traces(view: str) -> None:
    found = trace(TEXT, "tiny-gpt2").attention["self"].pattern
    shown = page(TEXT, view)
    begin = "bertviz_params = " if view == "neuron" else "params = "
    attention = data_in(shown["script"], begin)["attention"]
    data = attention["all"] if view == "neuron" else attention[0]
    torch.testing.assert_close(torch.tensor(data["attn"]), found, atol=6e-4, rtol=0)
    assert data["left_text"][1] == "The"
    assert shown["part"]["layers"] == [0, 1, 2]


@pytest.mark.parametrize("view", VIEWS)
def test_a_hostile_token_stays_in_its_string(view: str) -> None:
    shown = page(HOSTILE, view)
    assert not re.search(r"<!--|</?script", shown["script"], re.IGNORECASE)
    shown_text = "".join(data_in(shown["script"], '"left_text": '))
    assert "</script><script>alert(1)" in shown_text.replace("·", "")


@pytest.mark.parametrize("view", ["head", "model"])
@pytest.mark.parametrize("shallow", ["encoder", "decoder"])
def test_of_stacks_of_unequal_depth_the_shared_layers_are_shown(view: BertvizView, shallow: str) -> None:
    found = trace(TEXT, "tiny-bart")
    cut = found.attention[shallow]
    short = replace(cut, pattern=cut.pattern[:2], allowed=cut.allowed[:2], scores=None)
    found = replace(found, attention={**found.attention, shallow: short})
    shown = bertviz_html(found, choose_part(found, 2), view, (2, 0))
    assert (shown["part"]["layers"], shown["part"]["n_all_layers"]) == ([0, 1], 3)
    layers = {len(one["attn"]) for one in data_in(shown["script"], "params = ")["attention"] if one["attn"]}
    assert layers == {2}


def test_what_stands_for_a_bracket_cannot_be_typed() -> None:
    assert _LESS_THAN not in visible(_LESS_THAN)


@pytest.mark.parametrize("view", ["head", "model"])
def test_libraries_are_not_fetched_from_elsewhere(view: str) -> None:
    shown = page(TEXT, view)
    assert "src=" not in shown["markup"]
    assert "<script" not in shown["markup"]


@pytest.mark.parametrize("view", ["head", "neuron"])
def test_it_opens_with_the_head_at_hand(view: str) -> None:
    shown = data_in(page(TEXT, view)["script"], "bertviz_params = " if view == "neuron" else "params = ")
    assert shown["layer"] == 1
    assert shown["head"] == 0 if view == "neuron" else shown["heads"] == [0]


def test_an_encoder_decoder_has_three_maps() -> None:
    script = page(TEXT, "head", "tiny-bart")["script"]
    assert [entry["name"] for entry in data_in(script, "params = ")["attention"]] == ["Encoder", "Decoder", "Cross"]


def test_a_long_text_shows_one_layer_of_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    found = trace("the cat " * 7, "tiny-gpt2")
    assert choose_part(found, 2).layers == (0, 1, 2)
    monkeypatch.setattr("viz.attention.bertviz.MAX_NUMBERS", 100)
    monkeypatch.setattr("viz.attention.bertviz.MAX_TOKENS", 6)
    part = choose_part(found, 2)
    assert (part.layers, part.n_tokens, part.n_all_layers) == ((2,), 6, 3)
    script = bertviz_html(found, part, "head", (2, 1))["script"]
    data = data_in(script, "params = ")
    assert data["include_layers"] == [2]
    assert torch.tensor(data["attention"][0]["attn"]).shape == (1, 4, 6, 6)
    assert MAX_TOKENS > 32
