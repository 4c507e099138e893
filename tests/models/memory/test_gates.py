"""Gates from the fused pass equal an explicit loop over cells, and the model's own states."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.architectures.lstm import LSTMConfig, LSTMForCausalLM
from models.errors import InputError
from models.limits import MAX_TOKENS
from models.memory.gates import gates_of, trace_gates
from models.registry import load

TEXT = "The animal didn't cross the street because it was too tired."


def random_lstm(n_layers: int, width: int) -> LSTMForCausalLM:
    model = LSTMForCausalLM(LSTMConfig(vocab_size=50, hidden_size=width, num_hidden_layers=n_layers)).eval()
    for weight in model.parameters():
        nn.init.normal_(weight, std=0.5)
    return model


@torch.no_grad()
def gates_on(model: LSTMForCausalLM, ids: torch.Tensor) -> list[dict[str, torch.Tensor]]:
    states = model(ids[None], output_hidden_states=True).hidden_states
    return gates_of(model.lstm, [layer[0] for layer in states])


@torch.no_grad()
def cell_loop(model: LSTMForCausalLM, ids: torch.Tensor, layer: int) -> dict[str, torch.Tensor]:
    """The textbook: one position after another, each gate by its own rows of the weights."""
    inputs = model.emb(ids)
    for at in range(layer + 1):
        weight_input, weight_hidden, bias_input, bias_hidden = model.lstm.all_weights[at]
        hidden = cell = torch.zeros(model.lstm.hidden_size)
        steps = []
        for x in inputs:
            rows = weight_input @ x + bias_input + weight_hidden @ hidden + bias_hidden
            i, f, g, o = rows.view(4, -1)
            i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
            cell = f * cell + i * g
            hidden = o * torch.tanh(cell)
            steps.append((i, f, g, o, cell, hidden))
        inputs = torch.stack([step[-1] for step in steps])
    names = ("input_gate", "forget_gate", "cell_candidate", "output_gate", "cell", "hidden")
    return dict(zip(names, map(torch.stack, zip(*steps, strict=True)), strict=True))


@pytest.mark.parametrize("n_tokens", [1, 2, 40])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_all_equal_a_cell_loop(n_tokens: int, layer: int) -> None:
    model, ids = random_lstm(n_layers=3, width=24), torch.randint(50, (n_tokens,))
    expected = cell_loop(model, ids, layer)
    found = gates_on(model, ids)[layer]
    assert found.keys() == expected.keys()
    for name in expected:
        torch.testing.assert_close(found[name], expected[name], rtol=1e-6, atol=1e-6)


def test_hidden_states_and_last_cell_are_the_models_own() -> None:
    model, ids = random_lstm(n_layers=2, width=24), torch.randint(50, (30,))
    output = model(ids[None])
    top = gates_on(model, ids)[1]
    assert (top["hidden"] - output.last_hidden_state[0]).abs().max() < 1e-6
    for layer in (0, 1):
        assert (gates_on(model, ids)[layer]["cell"][-1] - output.state[1][layer, 0]).abs().max() < 1e-6


def test_a_text_s_gates_follow_the_equations(tiny_models) -> None:
    trace = trace_gates(TEXT, "tiny-lstm", layer=1)
    assert trace.layer == 1
    assert trace.tokens[0].special
    assert trace.hidden.shape == (len(trace.tokens), 32)
    before = torch.cat([torch.zeros(1, 32), trace.cell[:-1]])
    kept = trace.forget_gate * before + trace.input_gate * trace.cell_candidate
    torch.testing.assert_close(trace.cell, kept, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(trace.hidden, trace.output_gate * torch.tanh(trace.cell), rtol=1e-6, atol=1e-6)
    logits = load("tiny-lstm").model(torch.tensor([[token.id for token in trace.tokens]])).logits
    torch.testing.assert_close(trace.hidden @ load("tiny-lstm").model.head.weight.T, logits[0])


def test_there_is_no_context_limit_but_a_bound(tiny_models) -> None:
    assert len(trace_gates("a " * 900, "tiny-lstm").tokens) > load("tiny-gpt2").card.context_length
    with pytest.raises(InputError, match=f"at most {MAX_TOKENS:,}") as caught:
        trace_gates("a." * MAX_TOKENS, "tiny-lstm")
    assert caught.value.code == "too_many_tokens"


@pytest.mark.parametrize(
    ("text", "model_id", "layer", "code"),
    [
        ("hello", "tiny-gpt2", 0, "no_gates"),
        ("hello", "tiny-bert", 0, "no_gates"),
        ("hello", "tiny-lstm", 2, "out_of_range"),
        ("hello", "tiny-lstm", -1, "out_of_range"),
        ("", "tiny-lstm", 0, "empty_text"),
        ("hello", "nobody", 0, "unknown_model"),
    ],
)
def test_bad_requests_are_named(tiny_models, text: str, model_id: str, layer: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        trace_gates(text, model_id, layer)
    assert caught.value.code == code
