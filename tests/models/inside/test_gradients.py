"""Gradients are those of `torch.autograd` and of finite differences, on copies; the models stay as they are."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.labs.inside.backward import FIRST, LONG_TEXT, TWINS
from app.state import DEFAULT_TEXTS
from models import load, loss_gradients, small_net, time_gradients, weight_step
from models.errors import InputError
from models.inside.asked import ask
from models.inside.small_net import GIVEN, WEIGHTS
from models.inside.weight_step import matrices, moved_losses, weight_gradients, weight_of

TEXT = "The cat sat on the mat."
MODELS = ("tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-lstm", "tiny-rnn")


def differentiable(model_id: str) -> Any:
    """A copy of a model whose weights want gradients."""
    return copy.deepcopy(load(model_id).model).requires_grad_()


def their_loss(model: Any, model_id: str) -> Tensor:
    """The same loss by the whole model and torch's own cross-entropy."""
    asked = ask(TEXT, model_id)
    logits = model(input_ids=torch.tensor([asked.ids])).logits[0, asked.position]
    return nn.functional.cross_entropy(logits, torch.tensor(asked.target.id))


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", [*MODELS, "tiny-bilstm"])
def test_the_first_station_has_autograds_gradient_of_the_embedding(model_id: str) -> None:
    """Each token's row of the table collects what comes back at its positions."""
    found = loss_gradients(TEXT, model_id)
    model = differentiable(model_id)
    inputs: list[Tensor] = []
    model.get_input_embeddings().register_forward_hook(lambda _, __, output: inputs.append(output))
    loss = their_loss(model, model_id)
    assert found.loss_nats == pytest.approx(loss.item(), rel=1e-5)
    (gradient,) = torch.autograd.grad(loss, inputs[0])
    sizes = gradient[0].norm(dim=-1)
    if model_id not in ("tiny-bert",):  # whose embedding is normed before block 0
        torch.testing.assert_close(found.norms[0, : len(sizes)], sizes, rtol=1e-4, atol=1e-7)
    assert found.norms.shape == (len(found.stations), len(found.tokens))


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-llama"])
def test_every_block_has_the_gradient_of_transformers_hidden_states(model_id: str) -> None:
    found = loss_gradients(TEXT, model_id)
    asked, model = ask(TEXT, model_id), differentiable(model_id)
    output = model(input_ids=torch.tensor([asked.ids]), output_hidden_states=True)
    loss = nn.functional.cross_entropy(output.logits[0, asked.position], torch.tensor(asked.target.id))
    # The last of them is behind the last norm in models that norm in front of each part.
    n_same = len(found.stations) - (0 if model_id == "tiny-bert" else 1)
    gradients = torch.autograd.grad(loss, output.hidden_states[:n_same])
    sizes = torch.stack([gradient[0].norm(dim=-1) for gradient in gradients])
    torch.testing.assert_close(found.norms[:n_same, : sizes.shape[1]], sizes, rtol=1e-4, atol=1e-7)


@pytest.mark.usefixtures("tiny_models")
def test_behind_the_last_block_the_gradient_stands_at_one_position_alone() -> None:
    for model_id in ("tiny-gpt2", "tiny-bert", "tiny-llama"):
        found = loss_gradients(TEXT, model_id)
        assert found.norms[-1].nonzero().flatten().tolist() == [found.position]
    found = loss_gradients(TEXT, "tiny-gpt2")
    assert (found.norms[:, found.position + 1 :] == 0).all()


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", ["tiny-lstm", "tiny-rnn"])
def test_the_gradient_of_a_state_counts_all_later_steps(model_id: str) -> None:
    """By finite differences: a state is moved, and torch's fused layers go on from there."""
    found = time_gradients(TEXT, model_id)
    asked = ask(TEXT, model_id, len(found.tokens) - 1)
    model: Any = copy.deepcopy(load(model_id).model).double()
    ids = torch.tensor([asked.ids])
    cut = 2
    before = model(input_ids=ids[:, : cut + 1]).state

    def loss(hidden: Tensor) -> Tensor:
        state = (hidden, before[1]) if model_id == "tiny-lstm" else hidden
        logits = model(input_ids=ids[:, cut + 1 :], state=state).logits[0, -1]
        return nn.functional.cross_entropy(logits, torch.tensor(asked.target.id))

    start = before[0] if model_id == "tiny-lstm" else before
    top = len(start) - 1  # lower ones also leave through the layer above, at the same step
    eps, slopes = 1e-5, []
    for unit in range(start.shape[-1]):
        moved = torch.zeros_like(start)
        moved[top, 0, unit] = eps
        slopes.append((loss(start + moved) - loss(start - moved)) / (2 * eps))
    assert float(found.hidden[top, cut]) == pytest.approx(float(torch.stack(slopes).norm()), rel=1e-3)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", MODELS)
def test_a_weights_gradient_is_autograds_for_every_matrix(model_id: str) -> None:
    loaded, asked, model = load(model_id), ask(TEXT, model_id), differentiable(model_id)
    loss = their_loss(model, model_id)
    own = dict(zip(loaded.model.named_parameters(), model.parameters(), strict=True))
    for matrix in matrices(model_id):
        ours = weight_gradients(loaded, matrix, asked)
        place = weight_of(loaded, matrix).data_ptr()
        (parameter,) = (theirs for (_, mine), theirs in own.items() if mine.data_ptr() == place)
        (gradient,) = torch.autograd.grad(loss, parameter, retain_graph=True)
        theirs = gradient if gradient.shape == ours.shape and "gpt2" not in model_id else gradient.T
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-7)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", MODELS)
def test_the_loss_behind_a_step_is_that_of_a_model_with_that_weight(model_id: str) -> None:
    found = weight_step(TEXT, model_id, rate=3.0)
    assert found.loss_before == pytest.approx(loss_gradients(TEXT, model_id).loss_nats, rel=1e-5)
    loaded = load(model_id)
    model = copy.deepcopy(loaded.model)
    place = weight_of(loaded, found.matrix).data_ptr()
    names = [name for name, mine in loaded.model.named_parameters() if mine.data_ptr() == place]
    weight = model.get_parameter(names[0])
    turned = weight if "gpt2" not in model_id else weight.T
    with torch.no_grad():
        assert float(turned[found.index]) == found.weight
        turned[found.index] = found.after
    assert found.loss_after == pytest.approx(their_loss(model, model_id).item(), rel=1e-4)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", [*MODELS, "tiny-qwen2", "tiny-gpt-neox"])
def test_all_rows_of_a_pass_are_as_if_alone(model_id: str) -> None:
    loaded, asked, offsets = load(model_id), ask(TEXT, model_id), torch.tensor([0.0, 0.7, -2.0])
    for matrix in matrices(model_id):
        alone = torch.cat([moved_losses(loaded, matrix, (1, 2), one, asked) for one in offsets.split(1)])
        torch.testing.assert_close(moved_losses(loaded, matrix, (1, 2), offsets, asked), alone, rtol=1e-5, atol=1e-6)
        assert alone.unique().numel() == 3, matrix


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-lstm"])
def test_a_weights_gradient_is_a_finite_difference(model_id: str) -> None:
    loaded, asked = load(model_id), ask(TEXT, model_id)
    matrix = matrices(model_id)[0]
    gradients = weight_gradients(loaded, matrix, asked)
    at = divmod(int(gradients.abs().argmax()), gradients.shape[1])
    high, low = moved_losses(loaded, matrix, at, torch.tensor([0.02, -0.02]), asked).tolist()
    assert (high - low) / 0.04 == pytest.approx(float(gradients[at]), rel=0.02)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model_id", MODELS)
def test_models_that_everybody_uses_stay_as_they_are(model_id: str) -> None:
    model = load(model_id).model
    before = {name: value.clone() for name, value in model.state_dict().items()}
    hooks = {name: len(one._forward_hooks) for name, one in model.named_modules()}
    weight_step(TEXT, model_id, rate=10.0)
    loss_gradients(TEXT, model_id)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(one.grad is None and not one.requires_grad for one in model.parameters())
    assert hooks == {name: len(one._forward_hooks) for name, one in model.named_modules()}


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: loss_gradients(TEXT, "tiny-bart"), "no_score"),
        (lambda: loss_gradients("The cat sat", "tiny-gpt2", 99), "not_asked"),
        (lambda: loss_gradients("[MASK]", "tiny-bert"), "too_few_tokens"),
        (lambda: time_gradients(TEXT, "tiny-gpt2"), "not_recurrent"),
        (lambda: weight_step(TEXT, "tiny-gpt2", "blocks.9.mlp.out"), "not_one_of"),
        (lambda: weight_step(TEXT, "tiny-gpt2", index=(0, 10**6)), "out_of_range"),
        (lambda: weight_step(TEXT, "tiny-bilstm"), "no_mlp"),
        (lambda: small_net({**NUMBERS, "w1": 12.0}), "out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_refused(work: Any, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        work()
    assert refusal.value.code == code


NUMBERS = {name: float(FIRST[name]) for name in GIVEN}  # type: ignore[literal-required]


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_the_small_net_by_hand(loss: Any) -> None:
    """The chain rule, written out."""
    found = small_net(NUMBERS, loss, rate=0.5)
    n, value = NUMBERS, found.values
    z = n["w1"] * n["x1"] + n["w2"] * n["x2"] + n["b"]
    a = 1 / (1 + torch.exp(torch.tensor(-z, dtype=torch.float64)).item())
    error = a - n["target"]
    assert (value["z"], value["a"]) == pytest.approx((z, a))
    back = error * a * (1 - a) if loss == "squared" else error
    by_hand = {"z": back, "p1": back, "b": back, "w1": back * n["x1"], "w2": back * n["x2"], "x2": back * n["w2"]}
    for name, gradient in by_hand.items():
        assert found.gradients[name] == pytest.approx(gradient, rel=1e-9), name
    eps = 1e-6
    for name in WEIGHTS:
        high, low = (small_net({**n, name: n[name] + sign * eps}, loss).values["loss"] for sign in (1, -1))
        assert found.gradients[name] == pytest.approx((high - low) / (2 * eps), rel=1e-5)
        moved = n[name] - 0.5 * found.gradients[name]
        assert found.steps[name].weights == pytest.approx({name: moved})
        assert found.steps[name].loss == pytest.approx(small_net({**n, name: moved}, loss).values["loss"])
        assert found.steps[name].loss < value["loss"]


def test_a_sure_and_wrong_net_learns_from_cross_entropy_alone() -> None:
    """What the sentence above the small net says."""
    squared, entropy = small_net(NUMBERS, "squared"), small_net(NUMBERS, "cross_entropy")
    assert squared.values["a"] < 0.02
    assert abs(entropy.gradients["z"]) > 50 * abs(squared.gradients["z"])
    assert squared.steps["w2"].loss > 0.99 * squared.values["loss"]
    assert entropy.steps["w2"].loss < 0.2 * entropy.values["loss"]


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "model"), [("en", "gpt"), ("en", "bert"), ("zh", "gpt-zh"), ("zh", "bert-zh")])
def test_attention_carries_most_of_the_gradient_to_other_tokens(language: str, model: str) -> None:
    found = loss_gradients(DEFAULT_TEXTS[language], model)
    first, last = found.norms[0], found.norms[-1]
    assert last.nonzero().flatten().tolist() == [found.position]
    assert 1 - first[found.position] / first.sum() > 0.75


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "model"), [("en", "lstm"), ("zh", "lstm-zh")])
def test_the_state_carries_it_back_to_earlier_tokens(language: str, model: str) -> None:
    found = loss_gradients(DEFAULT_TEXTS[language], model)
    assert 1 - found.norms[0, found.position] / found.norms[0].sum() > 0.5
    assert found.norms[-1].argmax() == found.position


@pytest.mark.bundled
@pytest.mark.parametrize(("language", "model"), [("en", "gpt"), ("en", "bert"), ("en", "lstm"), ("zh", "gpt-zh")])
def test_the_step_that_the_page_opens_with_lowers_the_loss(language: str, model: str) -> None:
    found = weight_step(DEFAULT_TEXTS[language], model, rate=10.0)
    assert found.loss_after < found.loss_before - 0.1


@pytest.mark.bundled
def test_norms_keep_the_gradient_level_and_gates_bring_it_far_back() -> None:
    """What the sentences below say, on the text that they are said of."""
    times = {model: time_gradients(LONG_TEXT, model) for model in ("lstm", "rnn")}
    lstm, rnn = times["lstm"].cell, times["rnn"].hidden
    assert lstm is not None
    assert lstm[0, 0] / lstm[0, -1] > 0.04
    assert rnn[0, 0] / rnn[0, -1] < 0.01
    position = len(times["lstm"].tokens) - 1
    sizes = {model: loss_gradients(LONG_TEXT, model, position).norms.norm(dim=1) for model in TWINS}
    growth = {model: float(size[1] / size[-1]) for model, size in sizes.items()}
    assert 0.8 < growth["norm-before"] < 1.25
    assert 0.8 < growth["norm-after"] < 1.25
    assert growth["norm-none"] > 1.5
