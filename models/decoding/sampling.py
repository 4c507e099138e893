"""Strategies that write one text, one token at each step: the most probable one, or a random one."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.decoding.writer import Move, Reading, Writer

_HEAD = 256  # nearly every draw falls on one of these most probable tokens; sorting all takes much longer


class Greedy(Writer):
    """Always the most probable token of those that the processors leave."""

    def advance(self, reading: Reading) -> Move | None:
        scores, n_kept = self.filtered(reading.ids, reading.logits)
        if n_kept == [0]:
            self.stopped = "nothing_left"
            return None
        chosen = self.choose(scores[0])[None]
        self.tokens += reading.describe(torch.zeros_like(chosen), chosen, n_kept, self.task.spell)
        self.stopped = self.reason_to_stop(self.tokens)
        return None if self.stopped else Move([0], [self.tokens[-1].id])

    def choose(self, scores: Tensor) -> Tensor:
        """The chosen id, given scores `[d_vocab]`; a filtered token's is `-inf`."""
        return scores.argmax()


class Sample(Greedy):
    """A token drawn from what the processors leave, renormalised."""

    def choose(self, scores: Tensor) -> Tensor:
        return inverse_cdf(scores, uniform(self.task.seed, step=len(self.tokens)))


def uniform(seed: int, step: int) -> float:
    """The random number of a step, in [0, 1), whoever asks and however often.

    Counter-based, so that it depends on nothing but `seed` and `step`.

    Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011 (Philox).
    """
    return float(np.random.Generator(np.random.Philox(key=seed, counter=step)).random())


def inverse_cdf(scores: Tensor, u: float) -> Tensor:
    """The token on which `u` falls when the tokens' probabilities are laid end to end, most probable first.

    In this order a small `u` means a likely token whatever the filters, so that strategies which
    share `u` part only where their distributions do.

    Args:
        scores: `[d_vocab]` logits, `-inf` for tokens that may not be drawn.
        u: in [0, 1).

    Returns:
        The id, a tensor of no dimensions; its probability is not 0.
    """
    log_total = scores.double().logsumexp(-1)
    for n_best in (min(_HEAD, len(scores)), len(scores)):
        best, ids = scores.topk(n_best)
        cumulative = (best.double() - log_total).exp().cumsum(-1)
        index = int(torch.searchsorted(cumulative, u, right=True))
        if index < n_best:
            return ids[index]
    return ids[(best > -torch.inf).sum() - 1]  # rounding left the sum of all a hair below u
