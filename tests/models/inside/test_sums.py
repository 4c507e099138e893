"""Any number of any tensor is the sum that is told of it, made of numbers of this pass and of the model's weights."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping

import pytest
import torch
from torch import nn

from models import activations, load
from models.errors import InputError
from models.inside.steps import STEPS, split_name
from models.inside.sums import N_TERMS, cell_sum
from models.records import Activations, CellSum

TEXT = "The animal didn't cross the street."
NAMES = ("tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-qwen2", "tiny-gpt-neox", "tiny-lstm", "tiny-rnn")
PER_TENSOR = 3
pytestmark = pytest.mark.usefixtures("tiny_models")

FUNCTIONS: Mapping[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "gelu": nn.functional.gelu,
    "gelu_tanh": lambda x: nn.functional.gelu(x, approximate="tanh"),
    "silu": nn.functional.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


def total(told: CellSum) -> float:
    """What is told, added up by hand."""
    terms = math.fsum(term.value for term in told.terms) + told.rest
    known = told.known
    match told.form:
        case "sum" | "lookup":
            return terms
        case "scaled_sum":
            return known["scaling"] * terms + known.get("added", 0.0)
        case "softmax":
            return known["numerator"] / terms if terms else 0.0
        case "layer_norm":
            return (known["x"] - known["mean"]) / known["deviation"] * known["gain"] + known["bias"]
        case "rms_norm":
            return known["x"] / known["deviation"] * known["gain"] + known["bias"]
        case "activation":
            return float(FUNCTIONS[told.function or ""](torch.tensor(known["x"])))
        case _:
            raise AssertionError(told)


def places(found: Activations, full: str, n: int) -> list[tuple[int, ...]]:
    drawn = random.Random(full)
    return [tuple(drawn.randrange(size) for size in found[full].shape) for _ in range(n)]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_adds_up(name: str) -> None:
    found = activations(TEXT, name)
    for full in found.values:
        for index in places(found, full, PER_TENSOR):
            told = cell_sum(found, full, index)
            assert told.value == float(found[full][index])
            assert total(told) == pytest.approx(told.value, rel=1e-4, abs=1e-5), (full, index, told)


@pytest.mark.parametrize("name", NAMES)
def test_terms_are_products_of_what_they_name(name: str) -> None:
    found = activations(TEXT, name)
    for full in found.values:
        told = cell_sum(found, full, places(found, full, 1)[0])
        sizes = [abs(term.value) for term in told.terms]
        assert sizes == sorted(sizes, reverse=True)
        assert len(told.terms) <= N_TERMS
        for term in told.terms:
            if STEPS[split_name(full)[1]].op != "softmax" and term.factors:
                assert math.prod(term.factors) == pytest.approx(term.value)
            for where, factor in zip(term.where, term.factors, strict=False):
                tensor, _, index = where.rstrip("]").partition("[")
                if tensor in found.values:
                    assert float(found[tensor][tuple(map(int, index.split(", ")))]) == pytest.approx(factor)


def test_weights_are_the_models_own() -> None:
    found = activations(TEXT, "tiny-llama")
    told = cell_sum(found, "blocks.1.mlp.out", (2, 5))
    weight = load("tiny-llama").model.get_submodule("model.layers.1.mlp.down_proj").weight
    for term in told.terms:
        neuron = int(term.where[1].removeprefix("W_out[").split(",")[0])
        assert term.factors[1] == float(weight[5, neuron])


def test_a_forbidden_cell_is_nothing() -> None:
    told = cell_sum(activations(TEXT, "tiny-gpt2"), "blocks.0.attn.pattern", (0, 1, 4))
    assert (told.value, told.form, told.known["forbidden"]) == (0.0, "softmax", 1.0)


def test_the_table_s_row_is_the_tokens() -> None:
    found = activations(TEXT, "tiny-gpt2")
    (term,) = cell_sum(found, "embed", (2, 7)).terms
    assert term.where == (f"W_E[{found.tokens[2].id}, 7]",)


@pytest.mark.parametrize(
    ("name", "index", "code"),
    [
        ("blocks.9.ln1", (0, 0), "unknown_tensor"),
        ("blocks.0.ln1", (0,), "out_of_range"),
        ("blocks.0.ln1", (0, 32), "out_of_range"),
        ("blocks.0.ln1", (-1, 0), "out_of_range"),
    ],
)
def test_a_place_that_is_not_there_is_refused(name: str, index: tuple[int, ...], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        cell_sum(activations(TEXT, "tiny-gpt2"), name, index)
    assert refusal.value.code == code
