"""The gates of an LSTM at all positions, without walking through the text cell by cell.

Each position's gates follow from the input there and the hidden state before, and the fused pass
has all hidden states. So two matrix products give all gates of a layer, and only the cell state,
`c = f * c_before + i * g`, is added up from left to right.

Sources: Hochreiter and Schmidhuber (1997); the forget gate, Gers et al. (2000); in the form of
`torch.nn.LSTM`.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.architectures.lstm import LSTMForCausalLM
from models.cache import BoundedCache
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.limits import check_length, check_text
from models.predictions.probabilities import MAX_LSTM_TOKENS
from models.records import GateTrace
from models.registry import load, load_tokenizer
from models.text.tokenizers import tokens_of


def trace_gates(text: str, model_id: str, layer: int = 0) -> GateTrace:
    """Read a text with an LSTM and record one layer's gates, cell and hidden state.

    Args:
        text: at most `MAX_LSTM_TOKENS` tokens; the model itself has no limit.
        model_id: a catalog id of the `lstm` family.
        layer: from 0 at the input.

    Returns:
        What an explicit loop over `nn.LSTMCell` computes; `hidden` is the model's own.

    Raises:
        InputError: bad text, too many tokens, `no_gates` for other families, `out_of_range` for
            the layer.
    """
    chosen = card(model_id)
    if chosen.facts.has_gates and layer not in range(chosen.n_layers):
        raise InputError("out_of_range", name="layer", value=layer, limit=f"0 … {chosen.n_layers - 1}")
    return trace_layers(text, model_id)[layer]


def trace_layers(text: str, model_id: str) -> tuple[GateTrace, ...]:
    """The same of every layer, from the input upwards.

    Raises:
        InputError: bad text, too many tokens, `no_gates` for other families.
    """
    chosen = card(model_id)
    if not chosen.facts.has_gates:
        raise InputError("no_gates", model=chosen.title)
    ids, tokens = tokens_of(load_tokenizer(model_id), check_text(text))
    check_length(ids, MAX_LSTM_TOKENS, chosen.title)
    load(model_id)  # in this process first: a rented GPU's process starts from it
    layers = _traces.get_or_compute((chosen.path, *ids), lambda: _compute(model_id, tuple(ids)))
    return tuple(GateTrace(tokens, layer, **found) for layer, found in enumerate(layers))


def _traced_bytes(layers: list[dict[str, Tensor]]) -> int:
    return sum(values.numel() * values.element_size() for found in layers for values in found.values())


_traces: BoundedCache[list[dict[str, Tensor]]] = BoundedCache(128 * 2**20, _traced_bytes)


@on_gpu
def _compute(model_id: str, ids: tuple[int, ...]) -> list[dict[str, Tensor]]:
    loaded = load(model_id)
    assert isinstance(loaded.model, LSTMForCausalLM)
    layers = gates_of(loaded.model, torch.tensor(ids, device=loaded.device))
    return [{name: values.cpu() for name, values in found.items()} for found in layers]


@torch.inference_mode()
def gates_of(model: LSTMForCausalLM, ids: Tensor) -> list[dict[str, Tensor]]:
    """The gates of every layer on the tokens `ids` `[pos]`, as `layer_gates`."""
    inputs: Tensor = model.emb(ids)
    layers = []
    for layer in range(model.lstm.num_layers):
        layers.append(layer_gates(model.lstm, layer, inputs))
        inputs = layers[-1]["hidden"]
    return layers


def layer_gates(lstm: nn.LSTM, layer: int, inputs: Tensor) -> dict[str, Tensor]:
    """One layer's gates, cell and hidden state on its inputs `[pos, d_model]`.

    Returns:
        The fields of a `GateTrace`, each `[pos, unit]`: `input_gate, forget_gate, cell_candidate,
        output_gate, cell, hidden`.
    """
    weight_input, weight_hidden, bias_input, bias_hidden = lstm.all_weights[layer]
    hidden = hidden_states(lstm, layer, inputs)
    before_squashing = torch.addmm(bias_input + bias_hidden, inputs, weight_input.T)  # (pos, 4 * unit)
    before_squashing[1:].addmm_(hidden[:-1], weight_hidden.T)  # the state before the first token is 0
    i, f, g, o = before_squashing.chunk(4, dim=-1)
    input_gate, forget_gate, cell_candidate, output_gate = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
    return {
        "input_gate": input_gate,
        "forget_gate": forget_gate,
        "cell_candidate": cell_candidate,
        "output_gate": output_gate,
        "cell": _cell_states(forget_gate, input_gate * cell_candidate),
        "hidden": hidden,
    }


def hidden_states(lstm: nn.LSTM, layer: int, inputs: Tensor) -> Tensor:
    """One layer's hidden states `[pos, unit]`, by torch's fused pass."""
    nothing = inputs.new_zeros(1, 1, lstm.hidden_size)
    weights: list[Tensor] = [*lstm.all_weights[layer]]
    hidden, _, _ = torch.lstm(
        inputs[None],
        (nothing, nothing),
        weights,
        has_biases=True,
        num_layers=1,
        dropout=0.0,
        train=False,
        bidirectional=False,
        batch_first=True,
    )
    return hidden[0]


def _cell_states(forget_gate: Tensor, written: Tensor) -> Tensor:
    """`cell = forget_gate * cell_before + written`, from an empty cell on."""
    cells = torch.empty_like(written)
    cell = torch.zeros_like(written[0])
    for kept, new, into in zip(forget_gate.unbind(), written.unbind(), cells.unbind(), strict=True):
        cell = torch.addcmul(new, kept, cell, out=into)
    return cells
