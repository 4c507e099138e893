"""Beam search with its whole tree, and the very texts that transformers' `generate` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import LogitsProcessor

from models.decoding.writer import Move, Reading, Task, Writer, as_array
from models.records import BeamCandidate, DecodedToken


@dataclass(frozen=True)
class _Candidate:
    """A continuation that was looked at: its row, what it adds to that row's sum, and the sum by length."""

    row: int
    logprob: float
    sum_logprob: float
    score: float
    token: DecodedToken


class Beam(Writer):
    """Keeps the `num_beams` likeliest beginnings at every step, and ends with the best finished text.

    Finished texts compete by `sum_logprob / n_tokens ** length_penalty`, where n_tokens counts from the
    end of the prompt and includes end-of-text. The search stops when `num_beams` texts are finished
    and the best beginning, at its present length, beats none of them (`early_stopping=False`).

    `tree` has every candidate looked at: at each step the best `max(2, 1 + n_eos) * num_beams`. Its
    sums are what the search ranks by, repetition penalties included; the `logprob` of a
    `DecodedToken` is always the model's own. A candidate is `finished` when it ends in end-of-text
    and is among the step's best `num_beams`, as in transformers. It has a `score` when it competes
    as a text: finished, or cut off at the last step.
    """

    def __init__(
        self, task: Task, processors: Sequence[LogitsProcessor], *, num_beams: int, length_penalty: float
    ) -> None:
        super().__init__(task, processors)
        self.num_beams = num_beams
        self.length_penalty = length_penalty
        self.tree: list[BeamCandidate] = []
        self._tokens: list[DecodedToken] = []  # the token of each candidate of `tree`
        self._running: list[int | None] = [None]  # the candidate at which each row ends; None is the prompt
        self._sums: Tensor | None = None  # of the running rows, [row]; None is 0
        self._texts: list[tuple[float, int]] = []  # the best finished texts: score and last candidate
        self._step = 0

    def advance(self, reading: Reading) -> Move | None:
        candidates = self._look(reading)
        if not candidates:
            self._end(self._texts[0][1] if self._texts else self._running[0], "nothing_left")
            return None
        self._step += 1
        is_last = self._step == self.task.n_steps
        going = self._enter(candidates, is_last)
        if is_last or not going or self._cannot_improve(candidates[going[0]]):
            self._end(self._texts[0][1])
            return None
        self._sums = torch.tensor([candidates[i].sum_logprob for i in going], device=reading.logits.device)
        self.tokens = self._path(self._running[0])
        return Move([candidates[i].row for i in going], [candidates[i].token.id for i in going])

    def _look(self, reading: Reading) -> list[_Candidate]:
        """The best continuations of all rows together, best first."""
        added, n_kept = self._added_logprobs(reading)
        sums = added if self._sums is None else added + self._sums[:, None]
        n_candidates = max(2, 1 + len(self.task.eos_ids)) * self.num_beams
        best, flat = map(as_array, sums.flatten().topk(min(n_candidates, sums.numel())))
        best, flat = best[best > -np.inf], flat[best > -np.inf]
        rows, ids = np.divmod(flat, sums.shape[-1])
        tokens = reading.describe(rows.tolist(), ids.tolist(), n_kept, self.task.spell)
        scores = best / (self._step + 1) ** self.length_penalty  # in float32, as `generate` compares them
        columns = [column.tolist() for column in (rows, as_array(added)[rows, ids], best, scores)]
        return [_Candidate(*values) for values in zip(*columns, tokens, strict=True)]

    def _added_logprobs(self, reading: Reading) -> tuple[Tensor, list[int]]:
        """As in `generate`: more beams filter log-probabilities; one beam is greedy search, which filters logits."""
        if self.num_beams == 1:
            scores, n_kept = self.filtered(reading.ids, reading.logits)
            return scores.log_softmax(-1), n_kept
        return self.filtered(reading.ids, reading.log_probs)

    def _enter(self, candidates: list[_Candidate], is_last: bool) -> list[int]:
        """Put a step's candidates into the tree; return which of them live on, best first."""
        ends = [candidate.token.id in self.task.eos_ids for candidate in candidates]
        contenders = range(min(self.num_beams, len(candidates)))  # lower ranks never count as finished
        texts = [i for i in contenders if ends[i] or is_last]
        open_ended = contenders if is_last else range(len(candidates))
        going = [i for i in open_ended if not ends[i]][: self.num_beams]
        first = len(self.tree)
        for i, candidate in enumerate(candidates):
            self.tree.append(
                BeamCandidate(
                    step=self._step - 1,
                    parent=self._running[candidate.row],
                    id=candidate.token.id,
                    token=candidate.token.token,
                    logprob=candidate.logprob,
                    sum_logprob=candidate.sum_logprob,
                    rank=i + 1,
                    kept=i in going,
                    finished=ends[i] and i in texts,
                    score=candidate.score if i in texts else None,
                )
            )
            self._tokens.append(candidate.token)
        self._running = [first + i for i in going]
        self._texts += [(candidates[i].score, first + i) for i in texts]
        self._texts.sort(key=lambda text: -text[0])
        del self._texts[self.num_beams :]
        return going

    def _cannot_improve(self, best: _Candidate) -> bool:
        return len(self._texts) == self.num_beams and best.score <= self._texts[-1][0]

    def _end(self, last: int | None, reason: str | None = None) -> None:
        self.tokens = self._path(last)
        self.stopped = self.reason_to_stop(self.tokens) or reason

    def _path(self, last: int | None) -> list[DecodedToken]:
        """The tokens from the prompt to a candidate."""
        path = []
        while last is not None:
            path.append(self._tokens[last])
            last = self.tree[last].parent
        return path[::-1]
