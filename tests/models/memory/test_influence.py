"""One batch over all replacements equals one pass each; derivatives equal finite differences."""

from __future__ import annotations

import pytest
import torch

from models import load
from models.architectures.recurrent import layer_states
from models.errors import InputError
from models.memory.fading import forget_products, tanh_products
from models.memory.influence import WINDOW, by_distance, half_distance, measure_influence, replacements
from models.predictions.comparison import divergence_bits

TEXT = "The cat sat on the mat."
CAUSAL = ["tiny-gpt2", "tiny-llama", "tiny-lstm", "tiny-rnn"]

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", CAUSAL)
def test_influence_is_the_mean_over_single_passes(name: str) -> None:
    found = measure_influence(TEXT, name)
    loaded = load(name)
    ids = torch.tensor([token.id for token in found.tokens])
    window = ids[found.first :]
    others = replacements(window, found.n_replacements, len(loaded.tokenizer), loaded.tokenizer.all_special_ids)
    with torch.no_grad():
        original = loaded.model(ids[None]).logits[0]
        for place in (0, 3, len(window) - 1):
            moved = []
            for other in others[place]:
                changed = ids.clone()
                changed[found.first + place] = other
                moved.append(divergence_bits(original, loaded.model(changed[None]).logits[0])[found.first :])
            expected = torch.stack(moved).mean(0)
            assert expected[:place].max() < 1e-9 if place else True
            torch.testing.assert_close(found.moved_bits[:, place], expected.float(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", CAUSAL)
def test_gradients_are_those_of_single_backward_passes(name: str) -> None:
    found = measure_influence(TEXT, name)
    loaded = load(name)
    ids = torch.tensor([[token.id for token in found.tokens]])
    kept = []
    hook = loaded.model.get_input_embeddings().register_forward_hook(
        lambda module, args, output: kept.append(output.requires_grad_()) or output
    )
    try:
        for asked in (1, 4):
            kept.clear()
            logits = loaded.model(ids).logits[0, found.first + asked]
            logits.log_softmax(-1).max().backward()
            expected = kept[0].grad[0].norm(dim=-1)[found.first :]
            torch.testing.assert_close(found.gradient[asked], expected, rtol=1e-3, atol=1e-5)
    finally:
        hook.remove()


def test_a_long_text_is_measured_at_its_end() -> None:
    found = measure_influence("The cat sat. " * 40, "tiny-lstm")
    assert found.moved_bits.shape == (WINDOW, WINDOW)
    assert found.first + WINDOW == len(found.tokens)
    assert found.moved_bits.triu(1).abs().max() == 0


def test_replacements_are_others_and_ordinary() -> None:
    window = torch.arange(1, 40)
    others = replacements(window, 300, 40, [0])
    assert (others != window[:, None]).all()
    assert set(others.unique().tolist()) == set(range(1, 40))


def test_distances_count_from_the_last_token() -> None:
    matrix = torch.tensor([[4.0, 0, 0], [2, 6, 0], [1, 4, 8]])
    assert by_distance(matrix).tolist() == [6.0, 3.0, 1.0]
    assert half_distance(by_distance(matrix)) == pytest.approx(1.0)
    assert half_distance(torch.tensor([1.0, 0.9])) is None


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (TEXT, "tiny-bert", "reads_both_ways"),
        (TEXT, "tiny-bart", "reads_both_ways"),
        ("a", "tiny-gpt2", "too_few_tokens"),
        ("", "tiny-gpt2", "empty_text"),
        ("a " * 90, "tiny-gpt2", "too_many_tokens"),
    ],
)
def test_bad_requests_are_named(text: str, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        measure_influence(text, name)
    assert caught.value.code == code


def test_a_plain_network_s_product_is_its_jacobian() -> None:
    weight_input, weight_hidden = torch.randn(6, 4) * 0.5, torch.randn(6, 6) * 0.5
    inputs = torch.randn(5, 4)
    states = layer_states(inputs[None], [weight_input, weight_hidden, torch.zeros(6), torch.zeros(6)])[0]
    gain, longest = tanh_products(states, weight_hidden)

    def onward(state: torch.Tensor) -> torch.Tensor:
        for x in inputs[3:]:
            state = torch.tanh(weight_input @ x + weight_hidden @ state)
        return state

    jacobian = torch.autograd.functional.jacobian(onward, states[2])
    assert gain[2].item() == pytest.approx(jacobian.square().sum().div(6).sqrt().item(), rel=1e-4)
    assert longest[2].item() == pytest.approx(torch.linalg.matrix_norm(jacobian, 2).item(), rel=1e-4)


def test_a_cell_s_product_is_that_of_its_forget_gates() -> None:
    forget_gate = torch.rand(4, 3)
    gain, longest = forget_products(forget_gate)
    expected = forget_gate[3] * forget_gate[2]
    assert gain.tolist()[0] == longest.tolist()[0] == 1
    assert gain[2].item() == pytest.approx(expected.square().mean().sqrt().item(), rel=1e-5)
    assert longest[2].item() == pytest.approx(expected.max().item(), rel=1e-5)
