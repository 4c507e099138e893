"""Contrastive search: likely, but not like what was written before."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import normalize
from transformers import LogitsProcessor

from models.decoding.writer import Move, Reading, Task, Writer
from models.records import DecodedToken


class Contrastive(Writer):
    """Of the `top_k` most probable tokens, the one with the highest
    `(1 - penalty_alpha) * probability - penalty_alpha * similarity`, where similarity is the highest
    cosine between its hidden state and that of any token before it.

    A candidate's hidden state is known once the model has read it. So the candidates are rows of
    the batch, and each choice falls one step after its candidates were named.

    Source: Su et al., "A contrastive framework for neural text generation", 2022, equation 5.
    """

    needs_hidden = True

    def __init__(self, task: Task, processors: Sequence[LogitsProcessor], *, penalty_alpha: float, top_k: int) -> None:
        super().__init__(task, processors)
        self.penalty_alpha = penalty_alpha
        self.top_k = top_k
        self.context: Tensor | None = None  # unit hidden states of all tokens so far, [pos, d_model]
        self.probs: Tensor | None = None  # of the candidates, [candidate]
        self.candidates: list[DecodedToken] = []

    def advance(self, reading: Reading) -> Move | None:
        assert reading.hidden is not None
        hidden = normalize(reading.hidden.float(), dim=-1)
        if self.context is None or self.probs is None:
            chosen, self.context = 0, hidden[0]
        else:
            chosen = self._choose(hidden[:, -1])
            self.context = torch.cat([self.context, hidden[chosen]])
            self.tokens.append(self.candidates[chosen])
            self.stopped = self.reason_to_stop(self.tokens)
        return None if self.stopped else self._name_candidates(reading.rows(slice(chosen, chosen + 1)), chosen)

    def _choose(self, hidden: Tensor) -> int:
        assert self.context is not None
        assert self.probs is not None
        similarity = (hidden @ self.context.T).amax(-1)
        return int(((1 - self.penalty_alpha) * self.probs - self.penalty_alpha * similarity).argmax())

    def _name_candidates(self, reading: Reading, parent: int) -> Move | None:
        scores, n_kept = self.filtered(reading.ids, reading.logits)
        if n_kept == [0]:
            self.stopped = "nothing_left"
            return None
        self.probs, ids = scores[0].softmax(-1).topk(min(self.top_k, *n_kept))
        named = ids.tolist()
        self.candidates = reading.describe([0] * len(named), named, n_kept, self.task.spell)
        return Move([parent] * len(named), named)
