"""The gates of an LSTM at all positions, without walking through the text cell by cell.

Each position's gates follow from the input there and the hidden state before, and the fused pass
has all hidden states. So two matrix products give all gates of a layer, and only the cell state,
`c = f * c_before + i * g`, is added up from left to right.

Sources: Hochreiter and Schmidhuber (1997); the forget gate, Gers et al. (2000); in the form of
`torch.nn.LSTM`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from torch import Tensor, nn

from models.architectures.recurrent import GATES, OnwardReader, layer_steps
from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.errors import InputError
from models.passes import Pass, Wanted, prepare, run_then
from models.records import GateTrace
from models.registry import LoadedModel

if TYPE_CHECKING:
    from jaxtyping import Float

    Gates = dict[str, Float[Tensor, "pos unit"]]  # the fields of a `GateTrace`


def trace_gates(text: str, model_id: str, layer: int = 0) -> GateTrace:
    """Read a text with an LSTM and record one layer's gates, cell state and hidden state.

    Args:
        text: at most `MAX_TOKENS` tokens; the model itself has no limit.
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
    prepared = prepare(text, model_id)
    layers = _traces.get_or_compute(
        (chosen.path, *prepared.ids), lambda: run_then(model_id, [prepared.ids], Wanted(hidden=True), _all_gates)
    )
    return tuple(GateTrace(prepared.tokens, layer, **found) for layer, found in enumerate(layers))


_traces: BoundedCache[list[Gates]] = BoundedCache(TEXTS)


def _all_gates(loaded: LoadedModel, found: Pass) -> list[Gates]:
    layers = gates_of(cast(OnwardReader, loaded.model).layers, [states[0] for states in found.hidden])
    return [{name: values.cpu() for name, values in gates.items()} for gates in layers]


def gates_of(layers: nn.RNNBase, states: Sequence[Float[Tensor, "pos _"]]) -> list[Gates]:
    """Every layer's gates of an `nn.LSTM`, from what enters the first and what each gives."""
    return [layer_gates(*layer) for layer in zip(layers.all_weights, states[:-1], states[1:], strict=True)]


def layer_gates(
    weights: Sequence[Tensor], inputs: Float[Tensor, "pos d_model"], hidden: Float[Tensor, "pos unit"]
) -> Gates:
    """One layer's gates and cell, from what it read and what it gave.

    Args:
        weights: of the layer, as `nn.LSTM.all_weights` has them.
        inputs: from the beginning of a text.
        hidden: its hidden states on them.
    """
    steps = layer_steps(weights, inputs[None], hidden[None])
    return {name: steps[name][0] for name in (*GATES, "cell", "hidden")}
