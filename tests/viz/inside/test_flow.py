"""The flow's numbers are lengths of the model's own vectors and means of its own weights."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models import activations
from models.inside.expected import expected_tokens
from models.inside.kinds import END, KINDS, START
from viz.inside.flow import encode_flow
from viz.inside.payloads import FlowPayload

TEXT = "The cat sat on the mat."
pytestmark = pytest.mark.usefixtures("tiny_models")


def flow_of(name: str) -> FlowPayload:
    found = activations(TEXT, name)
    out = KINDS[found.kind].out if found.kind else "resid_post"
    return encode_flow(
        found,
        {"text": TEXT, "model": name},
        title=name,
        out=out,
        ends=(START, END),
        top=expected_tokens(found, 3),
        position=1,
        mask_token=None,
        encoder_only=False,
    )


def numbers(array: Any) -> NDArray[Any]:
    kind = {"float32": "<f4", "uint8": "u1"}[array["dtype"]]
    return np.frombuffer(base64.b64decode(array["data"]), kind).reshape(array["shape"])


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-gpt-neox"])
def test_lanes_are_as_long_as_the_vectors(name: str) -> None:
    found, flow = activations(TEXT, name), flow_of(name)
    assert len(flow["stations"]) == found.n_layers + 1
    expected = np.array([found[station].norm(dim=-1).tolist() for station in flow["stations"]], np.float32)
    np.testing.assert_allclose(numbers(flow["sizes"]), expected, rtol=1e-6)
    for step, sizes in flow["added"].items():
        np.testing.assert_allclose(numbers(sizes)[1], found[f"blocks.1.{step}"].norm(dim=-1), rtol=1e-6)
    mixing = numbers(flow["mixing"]) / 255
    np.testing.assert_allclose(mixing[2], found["blocks.2.attn.pattern"].mean(0), atol=0.6 / 255)
    assert flow["carried"] is None
    assert flow["end"][-1] == "logits"


def test_a_recurrent_network_carries_its_state_down() -> None:
    for name, state in (("tiny-lstm", "cell"), ("tiny-rnn", "hidden")):
        found, flow = activations(TEXT, name), flow_of(name)
        assert flow["mixing"] is None
        assert flow["added"] == {}
        np.testing.assert_allclose(numbers(flow["carried"])[1], found[f"blocks.1.{state}"].norm(dim=-1), rtol=1e-6)
        assert flow["stations"][0] == "blocks.0.input"


def test_what_is_expected_is_the_softmax_of_the_logits() -> None:
    found, flow = activations(TEXT, "tiny-gpt2"), flow_of("tiny-gpt2")
    probs = found["logits"].softmax(-1)
    for position, likely in enumerate(flow["top"]):
        assert [one["prob"] for one in likely] == pytest.approx(probs[position].topk(3).values.tolist())


def test_a_model_that_shows_little_has_a_flow_of_little() -> None:
    flow = flow_of("tiny-bilstm")
    assert flow["sizes"] is None
    assert flow["stations"] == []
    assert flow["top"]
    assert "cell" in flow["missing"]
