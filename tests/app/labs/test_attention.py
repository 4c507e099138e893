"""The attention lab's panels on tiny models: what is sent is what the model did."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, cast

import gradio as gr
import numpy as np
import pytest

from app.context import Controls, LabContext, Registry
from app.labs.attention import mask, panel
from app.labs.attention.panel import on_change
from app.labs.attention.presets import PRESETS
from app.state import CHOSEN_FAMILIES, Chosen
from models import predict, trace
from models.masks import MASKS, MaskKind, offered_masks, parse_mask

TEXT = "The animal didn't cross the street."
MASKED_TEXT = "The animal [MASK] the street."
ABOVE = ("tiny-gpt2", "tiny-bert", "tiny-lstm")
LOCALES = Path(__file__).parents[3] / "assets/locales"
pytestmark = pytest.mark.usefixtures("tiny_models")


def pattern_of(head: dict[str, Any]) -> Any:
    return np.frombuffer(base64.b64decode(head["pattern"]["data"]), "<f4").reshape(head["pattern"]["shape"])


@pytest.mark.parametrize(
    ("choice", "model", "sight"),
    [
        ("gpt", "tiny-gpt2", "causal"),
        ("bert", "tiny-bert", "full"),
        ("=tiny-llama", "tiny-llama", "causal"),
    ],
)
def test_a_panel_shows_the_models_own_pass(choice: str, model: str, sight: str) -> None:
    panel = json.loads(json.dumps(on_change(Chosen(TEXT, *ABOVE), choice, "native")))
    found = trace(TEXT, model, scores=True).attention["self"]
    stack = panel["stacks"]["self"]
    assert stack["grid"]["sight"] == sight
    assert stack["grid"]["shape"] == list(found.pattern.shape)
    opened = stack["opened"]
    assert (pattern_of(opened) == found.pattern[opened["layer"], opened["head"]].numpy()).all()
    assert panel["request"] == {"text": TEXT, "model": model, "mask": "native"}


def test_a_mask_runs_the_real_model_under_it() -> None:
    panel = on_change(Chosen(TEXT, *ABOVE), "gpt", "window:3")
    assert panel["mask"] == "window:3"
    assert panel["stacks"]["self"]["grid"]["sight"] == "partial"
    (found,) = panel["predictions"]
    native, changed = predict(TEXT, "tiny-gpt2"), predict(TEXT, "tiny-gpt2", mask="window:3")
    assert found["rows"][0]["probs"][0] == native[0].top[0].prob
    assert max(row["probs"][1] or 0 for row in found["rows"]) == changed[0].top[0].prob


def test_bert_fills_every_mask_and_says_when_there_is_none() -> None:
    assert on_change(Chosen(TEXT, *ABOVE), "bert", "causal")["predictions"] == []
    (found,) = on_change(Chosen(MASKED_TEXT, *ABOVE), "bert", "causal")["predictions"]
    assert found["position"] == predict(MASKED_TEXT, "tiny-bert")[0].position


def test_an_encoder_decoder_has_its_three_kinds() -> None:
    panel = on_change(Chosen(TEXT, *ABOVE), "=tiny-bart", "native")
    assert list(panel["stacks"]) == ["encoder", "decoder", "cross"]
    cross = panel["stacks"]["cross"]
    assert (cross["queries"], cross["keys"]) == ("target", "source")
    assert len(panel["tokens"]["target"]) == cross["grid"]["shape"][2]


def test_a_model_without_attention_is_sent_to_its_own_lab() -> None:
    panel = on_change(Chosen(TEXT, *ABOVE), "lstm", "native")
    assert panel["family"] == "lstm"
    assert "stacks" not in panel


def test_both_languages_name_every_choice() -> None:
    names = {f"above_{family}" for family in CHOSEN_FAMILIES}
    names |= {f"choice_{mask.replace(':', '_')}" for mask in offered_masks()} | {
        f"preset_{name}" for known in PRESETS.values() for name in known
    }
    names |= {f"{what}_{mask}" for what in ("mask", "explain") for mask in (*MASKS, "paint")} - {"explain_native"}
    for language in ("en", "zh"):
        strings = json.loads((LOCALES / language / "attention.json").read_text(encoding="utf-8"))
        assert names - strings.keys() == set()


def test_every_mask_that_is_offered_is_one() -> None:
    assert [parse_mask(mask).spec for mask in offered_masks()] == offered_masks()
    assert {mask.split(":")[0] for mask in offered_masks()} == set(MASKS)


def test_a_new_mask_is_offered_by_the_panels_and_by_the_mask_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """One function and one row."""
    monkeypatch.setitem(
        cast(dict[str, MaskKind], MASKS), "every", MaskKind(lambda sight, n: sight.key % n == 0, begin=4)
    )
    with gr.Blocks():
        choices = [gr.Dropdown(["a"]) for _ in range(3)]
        context = LabContext("attention", Controls(gr.Textbox("hello"), *choices), {}, gr.Column(), Registry())
        panel.build(context, "left", "gpt")
        with gr.Column() as section:
            mask.build(context)
    offered = [spec for _, spec in context.registry.controls["attention.left_mask"].choices]
    assert "every:4" in offered
    (view,) = section.children
    assert view.props["masks"]["every"]["begin"] == 4
    assert parse_mask("every:4").spec == "every:4"
