"""What recurrent models keep, and how far back predictions reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.predictions import Candidate
from models.records.text import Family, Token

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    from jaxtyping import Float
    from torch import Tensor


@dataclass(frozen=True)
class GateTrace:
    """An LSTM layer's gates at every position (Hochreiter and Schmidhuber, 1997).

    `cell = forget_gate * cell_before + input_gate * cell_candidate`,
    `hidden = output_gate * tanh(cell)`.
    """

    tokens: tuple[Token, ...]
    layer: int
    input_gate: Float[Tensor, "pos unit"]
    forget_gate: Float[Tensor, "pos unit"]
    cell_candidate: Float[Tensor, "pos unit"]
    output_gate: Float[Tensor, "pos unit"]
    cell: Float[Tensor, "pos unit"]
    hidden: Float[Tensor, "pos unit"]


@dataclass(frozen=True)
class Influence:
    """How much each token of a text matters to every later prediction of a model that reads onwards.

    Attributes:
        first: the position of the first token looked at; the others follow it to the end of the text.
        moved_bits: the mean Kullback-Leibler divergence in bits of the prediction after token `asked`
            when token `replaced` is another one; 0 above the diagonal.
        gradient: the length of the derivative of the likeliest token's log-probability by the embedding of
            the token `replaced`.
        n_replacements: how many other tokens stood in for each.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    first: int
    moved_bits: Float[Tensor, "asked replaced"]
    gradient: Float[Tensor, "asked replaced"]
    n_replacements: int


@dataclass(frozen=True)
class Fading:
    """How a small change of a recurrent state `distance` tokens ago still changes the state now.

    Attributes:
        gain: from distance 0 (1 by definition): the root mean square over all directions of the
            change. For an LSTM along the cell itself, the product of its forget gates.
        longest: the most that any one direction (LSTM: any one unit) has left.
    """

    model_id: str
    family: Family
    gain: Float[Tensor, "n_layers distance"]
    longest: Float[Tensor, "n_layers distance"]


@dataclass(frozen=True)
class Timing:
    """Time against length, of one LSTM layer and of one attention layer with its MLP.

    Attributes:
        lengths: in tokens.
        width: of both layers.
        device: where it was measured.
        lstm_ms, attention_ms: of one pass at each length, the median of a few.
        lstm_weights, attention_weights: how many numbers each layer has.
    """

    lengths: tuple[int, ...]
    width: int
    device: str
    lstm_ms: tuple[float, ...]
    attention_ms: tuple[float, ...]
    lstm_weights: int
    attention_weights: int


@dataclass(frozen=True)
class BothDirections:
    """A bidirectional LSTM's two states at every token, and what each does for guessing it.

    Attributes:
        forward, backward: of the text as it is.
        surprisal_bits: per token `(from the left alone, from the right alone, both)` with that token
            masked; None for special tokens, and for `[UNK]`, whose probability is not that of the text it stands for.
        guesses: per token the most probable one in the same three cases; None for special tokens.
    """

    tokens: tuple[Token, ...]
    forward: Float[Tensor, "pos unit"]
    backward: Float[Tensor, "pos unit"]
    surprisal_bits: tuple[tuple[float, float, float] | None, ...]
    guesses: tuple[tuple[Candidate, Candidate, Candidate] | None, ...]
