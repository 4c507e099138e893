"""What all gates of an LSTM cost, against the pass that shows none of them and against a loop over cells."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from benchmarks.table import Row, compare
from models.architectures.recurrent import layer_states
from models.memory.gates import layer_gates

N_TOKENS = 256
N_LAYERS, WIDTH = 2, 384  # the bundled model's sizes; time does not depend on what the weights are
FUSED_TARGET = 2.0
LOOP_TARGET = 1 / 2.5


@torch.inference_mode()
def rows() -> Iterator[Row]:
    torch.manual_seed(0)
    lstm = nn.LSTM(WIDTH, WIDTH, N_LAYERS, batch_first=True).eval()
    inputs = torch.randn(N_TOKENS, WIDTH)
    work = f"all LSTM gates, {N_LAYERS} layers x {WIDTH}, {N_TOKENS} tokens"
    ours, theirs = compare(lambda: all_gates(lstm, inputs), lambda: lstm(inputs[None]), repeats=30)
    yield Row(work, ours, "fused nn.LSTM, no gates", theirs, FUSED_TARGET)
    ours, theirs = compare(lambda: all_gates(lstm, inputs), lambda: cell_loop(lstm, inputs), repeats=10)
    yield Row(work, ours, "a loop over cells", theirs, LOOP_TARGET)


def all_gates(lstm: nn.LSTM, inputs: Tensor) -> list[dict[str, Tensor]]:
    layers = []
    for layer in range(lstm.num_layers):
        weights = lstm.all_weights[layer]
        hidden = layer_states(inputs[None], weights)[0]
        layers.append(layer_gates(weights, inputs, hidden))
        inputs = hidden
    return layers


def cell_loop(lstm: nn.LSTM, inputs: Tensor) -> list[tuple[Tensor, ...]]:
    """The usual way: one position after another, keeping every gate."""
    layers = []
    for weight_input, weight_hidden, bias_input, bias_hidden in lstm.all_weights:
        hidden = cell = torch.zeros(1, lstm.hidden_size)
        steps = []
        for x in inputs.split(1):
            gates = nn.functional.linear(x, weight_input, bias_input)
            gates = gates + nn.functional.linear(hidden, weight_hidden, bias_hidden)
            i, f, g, o = gates.chunk(4, dim=1)
            i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
            cell = f * cell + i * g
            hidden = o * torch.tanh(cell)
            steps.append((i, f, g, o, cell, hidden))
        layers.append(tuple(torch.cat(values) for values in zip(*steps, strict=True)))
        inputs = layers[-1][-1]
    return layers
