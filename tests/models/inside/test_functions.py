"""The table of activation functions is torch's own, and what is said of real values is counted right."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from app.state import DEFAULT_TEXTS
from models import activations, pre_activations
from models.errors import InputError
from models.inside.formulas import FORMULAS
from models.inside.functions import FLAT, FUNCTIONS, swiglu, swiglu_slopes
from models.inside.pre_activations import flatness

THEIRS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": nn.functional.relu,
    "leaky_relu": nn.functional.leaky_relu,
    "gelu": nn.functional.gelu,
    "gelu_tanh": lambda x: nn.functional.gelu(x, approximate="tanh"),
    "silu": nn.functional.silu,
}
# Past 9 float64 itself runs out below GELU's tail; the kink of ReLU at 0 has no one derivative.
X = torch.linspace(-9, 9, 360, dtype=torch.float64)
TEXT = "The cat sat on the mat."


def test_every_function_is_here() -> None:
    assert list(FUNCTIONS) == list(THEIRS)
    assert all(row.equation == FORMULAS[name][0] for name, row in FUNCTIONS.items() if name in FORMULAS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_torchs(name: str) -> None:
    torch.testing.assert_close(FUNCTIONS[name].function(X), THEIRS[name](X))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_derivative_is_autograds(name: str) -> None:
    x = X.clone().requires_grad_()
    (slope,) = torch.autograd.grad(THEIRS[name](x).sum(), x)
    torch.testing.assert_close(FUNCTIONS[name].slope(X), slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_flat_beyond_its_ends_and_steep_at_them(name: str) -> None:
    row = FUNCTIONS[name]
    x = torch.linspace(-18, 18, 7201, dtype=torch.float64)
    assert (row.slope(x[row.saturated(x)]).abs() < FLAT).all()
    for end in (row.flat_below, row.flat_above):
        if abs(end) < 18:
            nearer = torch.tensor([end - 0.002 * (1 if end > 0 else -1)], dtype=torch.float64)
            assert row.slope(nearer).abs() > FLAT * 0.95 or name == "relu"
    assert not FUNCTIONS["leaky_relu"].saturated(x).any()  # which is what its leak is for


def test_swiglu_is_a_product_with_two_derivatives() -> None:
    gate, up = X.clone().requires_grad_(), X.flip(0).square().requires_grad_()
    made = nn.functional.silu(gate) * up
    torch.testing.assert_close(swiglu(gate, up), made)
    for ours, theirs in zip(swiglu_slopes(gate, up), torch.autograd.grad(made.sum(), (gate, up)), strict=True):
        torch.testing.assert_close(ours.detach(), theirs)


def test_dead_is_flat_at_every_token() -> None:
    values = torch.tensor([[-1.0, -1.0, 2.0], [-3.0, 1.0, 2.0]])
    found = flatness("relu", values)
    assert (found.saturated, found.n_dead) == (0.5, 1)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(
    ("model", "site", "used"),
    [
        ("tiny-gpt2", "mlp.pre", "gelu_tanh"),
        ("tiny-bert", "mlp.pre", "gelu"),
        ("tiny-llama", "mlp.gate", "silu"),
        ("tiny-lstm", "input_gate.pre", "sigmoid"),
        ("tiny-rnn", "pre", "tanh"),
    ],
)
def test_the_models_own_function_makes_its_own_numbers(model: str, site: str, used: str) -> None:
    found, taken = pre_activations(TEXT, model, layer=0), activations(TEXT, model)
    assert (found.site, found.used) == (site, used)
    torch.testing.assert_close(found.values, taken[f"blocks.0.{site}"])
    after = {"mlp.pre": "mlp.post", "mlp.gate": "mlp.act", "input_gate.pre": "input_gate", "pre": "hidden"}[site]
    torch.testing.assert_close(FUNCTIONS[used].function(found.values), taken[f"blocks.0.{after}"])
    assert ("swiglu" in {curve.name for curve in found.curves}) == (site == "mlp.gate")
    if site == "mlp.gate":
        made = swiglu(taken["blocks.0.mlp.gate"], taken["blocks.0.mlp.pre"])
        torch.testing.assert_close(made, taken["blocks.0.mlp.post"])


@pytest.mark.usefixtures("tiny_models")
def test_an_lstm_has_four_gates_to_look_at() -> None:
    found = pre_activations(TEXT, "tiny-lstm", 1, "cell_candidate.pre")
    assert (len(found.sites), found.used, found.layer) == (4, "tanh", 1)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(
    ("model", "layer", "site", "code"),
    [
        ("tiny-gpt2", 99, None, "out_of_range"),
        ("tiny-gpt2", 0, "mlp.gate", "not_one_of"),
        ("tiny-bilstm", None, None, "no_mlp"),
    ],
)
def test_what_is_not_there_is_refused(model: str, layer: int | None, site: str | None, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        pre_activations(TEXT, model, layer, site)
    assert refusal.value.code == code


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "model"), [("en", "gpt"), ("en", "bert"), ("zh", "gpt-zh"), ("zh", "bert-zh")])
def test_relu_would_leave_many_neurons_dead_where_gelu_leaves_none(language: str, model: str) -> None:
    """What the sentence above the picture says; the picture opens on the layer where GELU is flat most often."""
    found = pre_activations(DEFAULT_TEXTS[language], model)
    assert (found.values < 0).float().mean() > 0.75
    assert found.curve("relu").flatness.n_dead > 100
    own = found.curve(found.used).flatness
    assert own.n_dead <= 2
    assert own.saturated < 0.25


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "model"), [("en", "lstm"), ("zh", "lstm-zh")])
def test_most_of_a_gates_values_lie_where_it_is_steep(language: str, model: str) -> None:
    found = pre_activations(DEFAULT_TEXTS[language], model)
    assert found.used == "sigmoid"
    assert 0.01 < found.curve("sigmoid").flatness.saturated < 0.2
