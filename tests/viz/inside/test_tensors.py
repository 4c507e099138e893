"""Pictures of tensors are made of the tensors' numbers, and what is opened is number for number."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models import activations
from models.inside.formulas import formula_of
from viz.inside.tensors import encode_part, encode_tensor

TEXT = "The cat sat on the mat."
pytestmark = pytest.mark.usefixtures("tiny_models")


def numbers(array: Any) -> NDArray[Any]:
    kind = {"float32": "<f4", "uint8": "u1", "bool": "u1"}[array["dtype"]]
    return np.frombuffer(base64.b64decode(array["data"]), kind).reshape(array["shape"])


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-lstm"])
def test_pictures_are_the_numbers_in_127_steps(name: str) -> None:
    found = activations(TEXT, name)
    names = [one for one in found.values if one.startswith("blocks.1.")]
    part = encode_part(found, 1, [*names, "blocks.1.not_there"])
    assert [tensor["name"] for tensor in part["tensors"]] == names
    for tensor in part["tensors"]:
        values = found[tensor["name"]].numpy()
        heads = values if values.ndim == 3 else values[None]
        shown = heads[:, :, :: -(-heads.shape[2] // 64)]
        drawn = (numbers(tensor["picture"]).astype(float) - 128) / 127 * tensor["limit"]
        step = tensor["limit"] / 127
        np.testing.assert_allclose(drawn, np.clip(shown, -tensor["limit"], tensor["limit"]), atol=0.51 * step)
        assert tensor["mean"] == pytest.approx(values.mean(), abs=1e-6)
        assert (tensor["low"], tensor["high"]) == (values.min(), values.max())


def test_a_long_map_keeps_its_strong_cells() -> None:
    found = activations("a b c d e f g h i j k l m n o p q r s t u v w x y", "tiny-gpt2")
    pattern = found["blocks.0.attn.pattern"].numpy()
    assert pattern.shape[-1] > 32
    (tensor,) = encode_part(found, 0, ["blocks.0.attn.pattern"])["tensors"]
    picture = numbers(tensor["picture"])
    assert max(picture.shape[1:]) <= 64
    assert picture.max() == 255


def test_an_opened_tensor_is_exact() -> None:
    found = activations(TEXT, "tiny-gpt2")
    options: dict[str, Any] = {"position": None, "labels": {}}
    name = "blocks.1.attn.pattern"
    opened = encode_tensor(found, name, formula_of(found, name), head=2, is_map=True, site=None, **options)
    np.testing.assert_array_equal(numbers(opened["values"]), found[name][2])
    assert found.allowed is not None
    np.testing.assert_array_equal(numbers(opened["allowed"]), found.allowed[1])
    name = "blocks.1.mlp.pre"
    opened = encode_tensor(found, name, formula_of(found, name), head=None, is_map=False, site=None, **options)
    np.testing.assert_array_equal(numbers(opened["values"]), found[name])
    assert opened["allowed"] is None


@pytest.mark.parametrize(
    ("name", "tensor", "function"),
    [
        ("tiny-gpt2", "blocks.0.ln1", "layer"),
        ("tiny-gpt2", "blocks.0.mlp.post", "gelu_tanh"),
        ("tiny-bert", "blocks.0.mlp.post", "gelu"),
        ("tiny-llama", "blocks.0.ln1", "rms"),
        ("tiny-llama", "blocks.0.mlp.act", "silu"),
        ("tiny-llama", "blocks.0.mlp.post", "gated"),
        ("tiny-lstm", "blocks.0.forget_gate", "sigmoid"),
        ("tiny-lstm", "blocks.0.cell_candidate", "tanh"),
        ("tiny-gpt2", "blocks.0.attn.q", None),
        ("tiny-lstm", "blocks.0.cell", None),
    ],
)
def test_formulas_are_those_of_the_models_own_functions(name: str, tensor: str, function: str | None) -> None:
    formula = formula_of(activations(TEXT, name), tensor)
    assert formula.function == function
    assert formula.equation
    assert "=" in formula.code
