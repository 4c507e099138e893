"""What a strategy has to do: look at what the model says to its rows, and say how they go on."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import torch
from torch import Tensor
from transformers import LogitsProcessor

from models.records import BeamCandidate, DecodedToken

if TYPE_CHECKING:
    from jaxtyping import Float, Int

Array = np.ndarray[Any, Any]
Spell = Callable[[Sequence[int]], list[str]]


@dataclass(frozen=True)
class Task:
    """What one strategy is to do; all but the last two is the same for every strategy of one decoding.

    Attributes:
        n_steps: tokens to write at most.
        at_limit: why a run stops that has written so many: `max_new_tokens` or `context_full`.
        eos_ids: tokens that end a text.
        seed: of all sampled runs together.
        spell: the readable form of tokens.
        draw: which of the seed's sequences of random numbers.
        forced: tokens that are given, by step; there nothing else can be chosen.
    """

    n_steps: int
    at_limit: str
    eos_ids: frozenset[int]
    seed: int
    spell: Spell
    draw: int = 0
    forced: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the model says after the last position of some rows.

    Attributes:
        ids: everything read so far.
        logits: in float32.
        log_probs: the model's own: softmax over the whole vocabulary, no filter.
        entropy_bits: of that distribution, a number for each row.
        hidden: the last layer at the positions read last; None unless asked for.
    """

    ids: Int[Tensor, "row pos"]
    logits: Float[Tensor, "row d_vocab"]
    log_probs: Float[Tensor, "row d_vocab"]
    entropy_bits: list[float]
    hidden: Float[Tensor, "row n_new d_model"] | None

    @classmethod
    def from_logits(
        cls,
        ids: Int[Tensor, "row pos"],
        logits: Float[Tensor, "row d_vocab"],
        hidden: Float[Tensor, "row n_new d_model"] | None,
    ) -> Reading:
        log_probs = torch.log_softmax(logits, dim=-1)
        nats: list[float] = (log_probs.exp() * log_probs).nansum(-1).tolist()  # 0 log 0 is 0
        return cls(ids, logits, log_probs, [-n / math.log(2) for n in nats], hidden)

    def rows(self, place: slice) -> Reading:
        """The same for some of the rows; nothing is copied."""
        hidden = None if self.hidden is None else self.hidden[place]
        return Reading(self.ids[place], self.logits[place], self.log_probs[place], self.entropy_bits[place], hidden)

    def describe(self, rows: list[int], ids: list[int], n_kept: list[int], spell: Spell) -> list[DecodedToken]:
        """Token `ids[i]` after row `rows[i]`, for each i; `n_kept` were left to choose from, row by row."""
        log_probs = as_array(self.log_probs)[rows]
        chosen = log_probs[range(len(ids)), ids]
        ranks = (log_probs > chosen[:, None]).sum(-1) + 1
        columns = zip(rows, ids, spell(ids), chosen.tolist(), ranks.tolist(), strict=True)
        return [
            DecodedToken(token_id, token, logprob, rank, self.entropy_bits[row], n_kept[row])
            for row, token_id, token, logprob, rank in columns
        ]


def only(scores: Float[Tensor, "row d_vocab"], token_id: int) -> Float[Tensor, "row d_vocab"]:
    """Scores in which every other token is forbidden."""
    alone = torch.full_like(scores, -math.inf)
    alone[:, token_id] = scores[:, token_id]
    return alone


def as_array(tensor: Tensor) -> Array:
    """The same numbers for numpy, whose small steps cost a fraction of torch's; nothing is copied on a CPU."""
    array: Array = tensor.numpy(force=True)
    return array


@dataclass(frozen=True)
class Move:
    """How a strategy's rows go on: row i continues what row `parents[i]` has read with `tokens[i]`."""

    parents: list[int]
    tokens: list[int]


class Writer(ABC):
    """One strategy at work.

    Attributes:
        tokens: what is written so far.
        places: which blank each token fills, for models that fill blanks; else None.
        n_scored: continuations that the model gave a probability so far.
        stopped: why the run ended; None while it is writing.
        tree: every candidate looked at, for strategies that look at several; else None.
        needs_hidden: the last layer's hidden states must be in the `Reading`.
    """

    needs_hidden: ClassVar[bool] = False
    tree: list[BeamCandidate] | None = None

    def __init__(self, task: Task, processors: Sequence[LogitsProcessor]) -> None:
        self.task = task
        self.processors = processors
        self.tokens: list[DecodedToken] = []
        self.places: list[int] | None = None
        self.n_scored = 0
        self.stopped: str | None = None

    @abstractmethod
    def advance(self, reading: Reading) -> Move | None:
        """Choose the next tokens after the strategy's own rows (at first the prompt alone); None ends the run."""

    def filtered(
        self, ids: Int[Tensor, "row pos"], scores: Float[Tensor, "row d_vocab"]
    ) -> tuple[Float[Tensor, "row d_vocab"], list[int]]:
        """What the processors make of scores, and how many tokens they leave in each row.

        Filtered tokens are `-inf`. All of them can be: `no_repeat_ngram_size` may forbid the last.
        Where a token is forced, it alone is left, with the score that it has.
        """
        forced = self.task.forced.get(len(self.tokens))
        if forced is not None:
            return only(scores, forced), [1] * len(scores)
        for processor in self.processors:
            scores = processor(ids, scores)
        if not self.processors:
            return scores, [scores.shape[-1]] * len(scores)
        return scores, (as_array(scores) > -np.inf).sum(-1).tolist()

    def reason_to_stop(self, written: Sequence[DecodedToken]) -> str | None:
        """Why a text that was `written` to here ends here, or None."""
        if written and written[-1].id in self.task.eos_ids:
            return "end_of_text"
        return self.task.at_limit if len(written) >= self.task.n_steps else None
