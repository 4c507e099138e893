"""Counted weights are the ones that torch makes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from models.errors import InputError
from models.memory.weight_counts import GATES, count_weights

LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
sizes = st.integers(1, 24)


@settings(max_examples=200)
@given(st.sampled_from(sorted(GATES)), sizes, sizes, st.integers(1, 3), st.booleans(), st.sampled_from(["two", "none"]))
def test_counts_are_torchs(cell: str, inputs: int, hidden: int, n_layers: int, both: bool, biases: str) -> None:
    network = LAYERS[cell](inputs, hidden, n_layers, bias=biases == "two", bidirectional=both)
    counts = count_weights(cell, inputs, hidden, n_layers, both, biases)
    assert sum(layer.total for layer in counts) == sum(p.numel() for p in network.parameters())
    for layer in counts:
        suffix = f"l{layer.layer}{'_reverse' if layer.backward else ''}"
        assert len(layer.gates) * layer.from_input == getattr(network, f"weight_ih_{suffix}").numel()
        assert len(layer.gates) * layer.from_state == getattr(network, f"weight_hh_{suffix}").numel()


@given(st.sampled_from(sorted(GATES)), sizes, sizes)
def test_a_textbook_has_one_bias_less(cell: str, inputs: int, hidden: int) -> None:
    (two,), (one,) = (count_weights(cell, inputs, hidden, biases=biases) for biases in ("two", "one"))
    assert two.total - one.total == len(GATES[cell]) * hidden


@given(st.sampled_from(sorted(GATES)), sizes, sizes)
def test_the_usual_formula_is_counted_where_nothing_else_is_asked(cell: str, inputs: int, hidden: int) -> None:
    """Each gate is `W x + U h + b`, as in Hochreiter and Schmidhuber's successors, and in Keras's layers."""
    (layer,) = count_weights(cell, inputs, hidden)
    assert layer.total == len(GATES[cell]) * (hidden * inputs + hidden * hidden + hidden)


@pytest.mark.parametrize(
    "arguments",
    [("lstm", 0, 4), ("lstm", 4, 70_000), ("lstm", 4, None), ("lstm", 4, 4, 129), ("cnn", 4, 4), ("gru", 4, 2.5)],
)
def test_sizes_that_are_none_are_named(arguments) -> None:
    with pytest.raises(InputError) as caught:
        count_weights(*arguments)
    assert caught.value.code == "out_of_range"
