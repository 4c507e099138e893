"""What models expected, and how an edit moved it."""

from __future__ import annotations

from dataclasses import dataclass

from models.records.text import Family, Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token with its probability under the full-vocabulary softmax."""

    id: int
    token: str
    prob: float


@dataclass(frozen=True)
class Prediction:
    """What a model expects at one position.

    Attributes:
        position: the token position that is predicted: the next one for causal models, the
            `[MASK]` itself for masked ones.
        top: the most probable tokens, falling.
        rest_prob: the probability of all others together; `sum(top) + rest_prob == 1`.
        entropy_bits: of the whole distribution.
    """

    position: int
    top: tuple[Candidate, ...]
    rest_prob: float
    entropy_bits: float


@dataclass(frozen=True)
class Score:
    """How surprising a text is to a model.

    Attributes:
        surprisal_bits: per token, `-log2 p`; None where the model gives the text no probability: at the start, and for
            `[UNK]`, which stands for many texts.
        pseudo: True when each token was masked in turn (Salazar et al., 2020), which is no
            probability of the text.
    """

    tokens: tuple[Token, ...]
    surprisal_bits: tuple[float | None, ...]
    total_bits: float
    bits_per_byte: float
    perplexity: float
    pseudo: bool


@dataclass(frozen=True)
class Reading:
    """What one model makes of one text, position by position.

    Attributes:
        surprisal_bits: per token; None where nothing is predicted, and for `[UNK]`, whose probability is not
            that of the text it stands for.
        expected: per token, what the model expects there; None likewise. Of a masked model a `[MASK]`
            that was typed has an expectation and no surprisal.
        next: what follows the text; None for a masked model.
        pseudo: the surprisals are a masked model's: each saw the text on both sides.
        n_bytes: of the text, in UTF-8, less those of tokens without a surprisal.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    surprisal_bits: tuple[float | None, ...]
    expected: tuple[Prediction | None, ...]
    next: Prediction | None
    pseudo: bool
    n_bytes: int


@dataclass(frozen=True)
class EditEffect:
    """How far a model's expectations move when a part of a text is changed.

    Attributes:
        tokens, edited_tokens: of the text before and after.
        pairs: positions `(before, after)` of the tokens that both texts share, at both ends of the change.
        moved_bits: for each pair, the Kullback-Leibler divergence in bits from what was expected
            there before to what is expected now; None where nothing is predicted.
        next_moved_bits: the same of what follows the text; None for a masked model.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    edited_tokens: tuple[Token, ...]
    pairs: tuple[tuple[int, int], ...]
    moved_bits: tuple[float | None, ...]
    next_moved_bits: float | None
