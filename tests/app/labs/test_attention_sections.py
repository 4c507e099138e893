"""What the attention lab's sections ask for, on tiny models: every number follows from the model's pass."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest

from app.labs.attention import asked as questions
from app.labs.attention.asked import compare_scores
from app.labs.attention.cell import cell_row
from app.labs.attention.heads import compare_silenced, head_table
from app.labs.attention.mask import compare_masks
from app.labs.attention.panel import exact_map
from models import layer_vectors, score, trace
from models.attention import aggregates, tracing
from models.errors import InputError
from viz.attention.maps import kinds_of

TEXT = "The animal didn't cross the street."
REPEATED = "The dog sat on the dog."
pytestmark = pytest.mark.usefixtures("tiny_models")


def asked(model: str = "tiny-gpt2", mask: str = "native", text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"text": text, "model": model, "mask": mask, "stack": "self", "layer": 1, "head": 2, **more}


def array(payload: dict[str, Any]) -> Any:
    return np.frombuffer(base64.b64decode(payload["data"]), "<f4").reshape(payload["shape"])


def refusal(function: Any, question: dict[str, Any]) -> str:
    with pytest.raises(InputError) as refused:
        function(question)
    return refused.value.code


@pytest.mark.parametrize("mask", ["native", "full"])
def test_exact_maps_are_what_the_models_pass_gives(mask: str) -> None:
    found = trace(TEXT, "tiny-gpt2", mask, scores=True)
    pattern = found.attention["self"].pattern
    expected = {
        "head": pattern[1, 2],
        "average": pattern[1].mean(0),
        "maximum": pattern[1].amax(0),
        "rollout": aggregates.rollout(pattern)[1],
        "value": pattern[1, 2] * layer_vectors(found, "self", 1).value[2].norm(dim=-1),
    }
    assert set(expected) == set(kinds_of("self"))
    for kind, matrix in expected.items():
        answer = json.loads(json.dumps(exact_map(asked(mask=mask, kind=kind))))
        assert np.allclose(array(answer["pattern"]), matrix.numpy(), atol=1e-6), kind
        assert (answer["kind"], answer["layer"], answer["head"]) == (kind, 1, 2)
        assert (answer["scores"] is None) == (kind != "head")


def test_the_model_runs_once_for_a_panel_and_its_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = []
    forward = tracing.run
    monkeypatch.setattr(tracing, "run", lambda *args: passes.append(args) or forward(*args))
    text = "A text that no other test has read."
    for head in range(4):
        exact_map(asked(text=text, head=head))
    compare_masks(asked(text=text))
    assert len(passes) == 1


REFUSED = {"out_of_range", "not_whole", "not_list", "not_one_of"}  # by its value, or already by its type


@pytest.mark.parametrize(
    "place",
    [{"layer": 3}, {"head": 4}, {"layer": -1}, {"layer": "0"}, {"stack": "cross"}, {"kind": "sum"}, {"head": True}],
)
def test_a_map_that_is_not_there_is_refused(place: dict[str, Any]) -> None:
    assert refusal(exact_map, asked(**place)) in REFUSED


def test_rollout_needs_the_same_tokens_on_both_sides() -> None:
    cross = asked("tiny-bart", stack="cross", kind="rollout")
    assert refusal(exact_map, cross) == "out_of_range"
    assert array(exact_map({**cross, "kind": "value"})["pattern"]).min() >= 0


def test_masks_are_compared_with_the_models_own() -> None:
    answer = compare_masks(asked(mask="full"))
    assert answer["before"]["stacks"]["self"]["grid"]["sight"] == "causal"
    assert answer["after"]["stacks"]["self"]["grid"]["sight"] == "full"
    (prediction,) = answer["predictions"]
    assert len(prediction["rest"]) == 2
    for side in (0, 1):
        shown = sum(row["probs"][side] or 0 for row in prediction["rows"])
        assert shown + prediction["rest"][side] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("mask", "code"), [("[[99,0]]", "cell_outside"), ("[[0]]", "unknown_mask"), ("slanted", "unknown_mask")]
)
def test_a_mask_that_is_none_is_named(mask: str, code: str) -> None:
    assert refusal(compare_masks, asked(mask=mask)) == code


def test_a_mask_that_leaves_nothing_to_see_gives_numbers_all_the_same() -> None:
    answer = json.dumps(compare_masks(asked(mask="padding:64")))
    assert "NaN" not in answer
    row = cell_row(asked(mask="padding:64", query=3))
    assert array(row["pattern"]).sum() == 0
    assert not array(row["output"]).any()
    scores = array(compare_scores(asked(mask="padding:64"))["surprisal_bits"])
    assert np.isfinite(scores[:, 1:]).all()


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert"])
def test_surprisal_is_measured_on_both_sides(model: str) -> None:
    answer = compare_scores(asked(model, "window:2"))
    sides = [score(TEXT, model), score(TEXT, model, "window:2")]
    assert answer["total_bits"] == [side.total_bits for side in sides]
    bits = array(answer["surprisal_bits"])
    for shown, side in zip(bits, sides, strict=True):
        expected = [math.nan if value is None else value for value in side.surprisal_bits]
        assert np.allclose(shown, expected, atol=1e-4, equal_nan=True)


def test_texts_without_a_surprisal_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare_scores(asked("tiny-bart"))["missing"] == "no_score"
    monkeypatch.setattr(questions, "MAX_PSEUDO_TOKENS", 5)
    assert compare_scores(asked("tiny-bert")) == {"missing": "too_long", "limit": 5}


def test_silenced_heads_are_compared_under_the_same_mask() -> None:
    question = asked(mask="full", silenced=[[0, 1], [2, 3]])
    before, after = compare_scores(question)["total_bits"]
    assert before == score(TEXT, "tiny-gpt2", "full").total_bits
    assert after == score(TEXT, "tiny-gpt2", "full", silenced=frozenset({(0, 1), (2, 3)})).total_bits
    (prediction,) = compare_silenced(question)["predictions"]
    assert len(prediction["rest"]) == 2


@pytest.mark.parametrize("silenced", [[[9, 9]], ["x"], [[0]], 5])
def test_heads_that_are_not_there_cannot_be_silenced(silenced: Any) -> None:
    assert refusal(compare_silenced, asked(silenced=silenced)) in REFUSED


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert", "tiny-llama"])
@pytest.mark.parametrize("mask", ["native", "window:2"])
def test_one_cells_numbers_add_up(model: str, mask: str) -> None:
    """What the page computes from the vectors is what the model had: score, weight and output."""
    row = json.loads(json.dumps(cell_row(asked(model, mask, query=4))))
    names = ("query", "keys", "values", "scores", "pattern", "output")
    query, keys, values, scores, pattern, output = (array(row[name]) for name in names)
    allowed = np.frombuffer(base64.b64decode(row["allowed"]["data"]), np.uint8).astype(bool)
    assert np.allclose(keys @ query * row["scaling"], scores, atol=1e-4)
    weights = np.where(allowed, np.exp(scores - scores[allowed].max()), 0)
    assert np.allclose(weights / weights.sum(), pattern, atol=1e-5)
    assert np.allclose(pattern @ values, output, atol=1e-5)


@pytest.mark.parametrize("query", [-1, 99, "0", None, True])
def test_a_query_that_is_not_there_is_refused(query: Any) -> None:
    assert refusal(cell_row, asked(query=query)) in REFUSED


def test_heads_are_scored_on_the_text_and_on_repeated_tokens() -> None:
    columns = head_table(asked(text=REPEATED))["columns"]
    assert array(columns["induction"]["values"]).shape == (3, 4)
    assert np.isfinite(array(columns["induction"]["values"])).all()
    assert np.isnan(array(head_table(asked(text="The cat"))["columns"]["induction"]["values"])).all()
    assert {"test_previous_token", "test_induction"} <= columns.keys()
    shares = [array(score["values"]) for score in columns.values() if score["is_share"]]
    assert len(shares) == len(columns) - 2  # bits and tokens are none
    assert all(((values >= 0) & (values <= 1 + 1e-6)).all() for values in shares)
    assert "test_induction" not in head_table(asked("tiny-bart", stack="decoder"))["columns"]
    assert refusal(head_table, asked("tiny-bart", stack="cross")) == "out_of_range"
