"""The attention lab's handlers on tiny models: what is sent is what the model did."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.labs.attention import DEFAULT_SIZE, exact_head, mask_spec, on_change
from models import predict, trace, tracing
from models.errors import InputError

TEXT = "The animal didn't cross the street."
MASKED_TEXT = "The animal [MASK] the street."
pytestmark = pytest.mark.usefixtures("tiny_models")


def asked(model: str, stack: Any, layer: Any, head: Any, *, text: str = TEXT, mask: str = "native") -> dict[str, Any]:
    return {"text": text, "model": model, "mask": mask, "stack": stack, "layer": layer, "head": head}


def pattern_of(head: dict[str, Any]) -> Any:
    return np.frombuffer(base64.b64decode(head["pattern"]["data"]), "<f4").reshape(head["pattern"]["shape"])


@pytest.mark.parametrize(("model", "sight"), [("tiny-gpt2", "causal"), ("tiny-bert", "full"), ("tiny-llama", "causal")])
def test_a_panel_shows_the_models_own_pass(model: str, sight: str) -> None:
    panel = json.loads(json.dumps(on_change(TEXT, model, "native", DEFAULT_SIZE)))
    found = trace(TEXT, model, scores=True).attention["self"]
    stack = panel["stacks"]["self"]
    assert stack["grid"]["sight"] == sight
    assert stack["grid"]["shape"] == list(found.pattern.shape)
    opened = stack["opened"]
    assert (pattern_of(opened) == found.pattern[opened["layer"], opened["head"]].numpy()).all()
    assert panel["request"] == {"text": TEXT, "model": model, "mask": "native"}


def test_a_mask_runs_the_real_model_under_it() -> None:
    panel = on_change(TEXT, "tiny-gpt2", "window", 2)
    assert panel["mask"] == "window:2"
    assert panel["stacks"]["self"]["grid"]["sight"] == "partial"
    (found,) = panel["predictions"]
    native, changed = predict(TEXT, "tiny-gpt2"), predict(TEXT, "tiny-gpt2", mask="window:2")
    assert found["rows"][0]["probs"][0] == native[0].top[0].prob
    assert max(row["probs"][1] or 0 for row in found["rows"]) == changed[0].top[0].prob


def test_bert_fills_every_mask_and_says_when_there_is_none() -> None:
    assert on_change(TEXT, "tiny-bert", "causal", DEFAULT_SIZE)["predictions"] == []
    (found,) = on_change(MASKED_TEXT, "tiny-bert", "causal", DEFAULT_SIZE)["predictions"]
    assert found["position"] == predict(MASKED_TEXT, "tiny-bert")[0].position


def test_the_model_runs_once_for_a_panel_and_its_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    forward = tracing.observed_forward
    monkeypatch.setattr(tracing, "observed_forward", lambda *args: passes.append(args) or forward(*args))
    text = "A text that no other test has read."
    on_change(text, "tiny-gpt2", "native", DEFAULT_SIZE)
    exact_head(asked("tiny-gpt2", "self", 2, 3, text=text))
    assert len(passes) == 1


def test_an_exact_head_is_the_models_own() -> None:
    head = exact_head(asked("tiny-gpt2", "self", 1, 2, mask="full"))
    found = trace(TEXT, "tiny-gpt2", "full", scores=True).attention["self"]
    assert (pattern_of(head) == found.pattern[1, 2].numpy()).all()
    assert head["scores"] is not None


@pytest.mark.parametrize("place", [("self", 3, 0), ("self", 0, 4), ("self", -1, 0), ("self", "0", 0), ("cross", 0, 0)])
def test_a_head_that_is_not_there_is_refused(place: tuple[Any, Any, Any]) -> None:
    with pytest.raises(InputError) as refusal:
        exact_head(asked("tiny-gpt2", *place))
    assert refusal.value.code == "out_of_range"


@pytest.mark.parametrize("size", [None, 0, -1, 1000, float("nan")])
def test_a_size_out_of_range_is_refused(size: Any) -> None:
    with pytest.raises(InputError) as refusal:
        mask_spec("window", size)
    assert refusal.value.code == "out_of_range"
    assert mask_spec("causal", size) == "causal"


def test_both_languages_name_every_mask() -> None:
    for language in ("en", "zh"):
        file = Path(__file__).parents[3] / "assets/locales" / language / "attention.json"
        strings = json.loads(file.read_text(encoding="utf-8"))
        assert {"mask_native", "mask_causal", "mask_full", "mask_window", "mask_prefix"} <= strings.keys()
