"""How many weights a recurrent network has, matrix by matrix, as `torch.nn.RNN`, `GRU` and `LSTM` count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.errors import InputError
from models.limits import MAX_HIDDEN_SIZE, MAX_LAYERS

Cell = Literal["rnn", "gru", "lstm"]
Biases = Literal["two", "one", "none"]
GATES: dict[str, tuple[str, ...]] = {
    "rnn": ("state",),
    "gru": ("reset", "update", "candidate"),
    "lstm": ("input", "forget", "candidate", "output"),
}
N_BIASES: dict[str, int] = {"two": 2, "one": 1, "none": 0}


@dataclass(frozen=True, slots=True)
class LayerCount:
    """One layer in one direction. Each of its `gates` has the same `from_input + from_state + biases`.

    Attributes:
        input_size: what it reads: the embedding, or what the layer below gives.
        from_input, from_state, biases: weights of one gate.
    """

    layer: int
    backward: bool
    input_size: int
    from_input: int
    from_state: int
    biases: int
    gates: tuple[str, ...]

    @property
    def per_gate(self) -> int:
        return self.from_input + self.from_state + self.biases

    @property
    def total(self) -> int:
        return len(self.gates) * self.per_gate


def count_weights(
    cell: Cell,
    input_size: int,
    hidden_size: int,
    n_layers: int = 1,
    bidirectional: bool = False,
    biases: Biases = "one",
) -> tuple[LayerCount, ...]:
    """Every layer's weights, forward before backward, from the input upwards.

    A gate is `W x + U h + b`: `hidden_size * input_size` weights for what comes in, `hidden_size^2`
    for the state before, and a bias for each unit. The usual formula has one bias, and so has Keras;
    torch and cuDNN keep two, one beside each matrix. A GRU whose reset gate stands behind the state's
    matrix needs both: torch's, and Keras's with `reset_after=True`.

    Raises:
        InputError: `out_of_range` for a size, a depth, or a name that there is not.
    """
    for name, value, limit in (
        ("input_size", input_size, MAX_HIDDEN_SIZE),
        ("hidden_size", hidden_size, MAX_HIDDEN_SIZE),
        ("n_layers", n_layers, MAX_LAYERS),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limit:
            raise InputError("out_of_range", name=name, value=value, limit=f"1 … {limit}")
    for name, choice, known in (("cell", cell, GATES), ("biases", biases, N_BIASES)):
        if choice not in known:
            raise InputError("out_of_range", name=name, value=str(choice)[:40], limit=", ".join(known))
    n_directions = 2 if bidirectional else 1
    return tuple(
        _count(
            layer, direction == 1, input_size if layer == 0 else n_directions * hidden_size, cell, hidden_size, biases
        )
        for layer in range(n_layers)
        for direction in range(n_directions)
    )


def _count(layer: int, backward: bool, reads: int, cell: Cell, hidden_size: int, biases: Biases) -> LayerCount:
    return LayerCount(
        layer, backward, reads, hidden_size * reads, hidden_size**2, N_BIASES[biases] * hidden_size, GATES[cell]
    )
