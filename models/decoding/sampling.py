"""Strategies that write one text, one token at each step: the most probable one, or a random one."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from models.decoding.writer import Array, Move, Reading, Writer, as_array


class Greedy(Writer):
    """Always the most probable token of those that the processors leave."""

    def advance(self, reading: Reading) -> Move | None:
        scores, n_kept = self.filtered(reading.ids, reading.logits)
        if n_kept == [0]:
            self.stopped = "nothing_left"
            return None
        chosen = [self.choose(as_array(scores[0]))]
        self.tokens += reading.describe([0], chosen, n_kept, self.task.spell)
        self.stopped = self.reason_to_stop(self.tokens)
        return None if self.stopped else Move([0], chosen)

    def choose(self, scores: Array) -> int:
        """The chosen id, given scores `[d_vocab]`; a filtered token's is `-inf`."""
        return int(scores.argmax())


class Sample(Greedy):
    """A token drawn from what the processors leave, renormalised."""

    def choose(self, scores: Array) -> int:
        return inverse_cdf(scores, uniform(self.task.seed, len(self.tokens), self.task.draw))


@lru_cache  # every sampled run asks for the same number
def uniform(seed: int, step: int, draw: int = 0) -> float:
    """The random number of a step, in [0, 1), whoever asks and however often.

    Counter-based, so that it depends on nothing but its arguments, each below 2**64; every `draw` is
    a sequence of its own.

    Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011 (Philox).
    """
    return float(np.random.Generator(np.random.Philox(key=seed + (draw << 64), counter=step)).random())


def inverse_cdf(scores: Array, u: float) -> int:
    """The token on which `u` falls when the tokens' probabilities are laid end to end, most probable first.

    In this order a small `u` means a likely token whatever the filters, so that strategies which
    share `u` part only where their distributions do.

    Args:
        scores: `[d_vocab]` logits, `-inf` for tokens that may not be drawn.
        u: in [0, 1).

    Returns:
        The id of a token whose probability is not 0.
    """
    order, cumulative = laid_end_to_end(scores)
    index = np.searchsorted(cumulative, u * cumulative[-1], side="right")
    return int(order[min(index, len(order) - 1)])  # the product can round up to the sum


def laid_end_to_end(scores: Array) -> tuple[Array, Array]:
    """The tokens that may be drawn, most probable first, and where each ends on the axis.

    Args:
        scores: `[d_vocab]` logits, `-inf` for tokens that may not be drawn.

    Returns:
        `(ids, ends)`; `ends` rises, and its last is the sum of all weights, of which `u` is a share.
    """
    possible = np.flatnonzero(scores > -np.inf)
    order = possible[np.argsort(-scores[possible])]
    weights = np.exp((scores[order] - scores[order[0]]).astype(np.float64))
    n_possible = np.count_nonzero(weights)
    return order[:n_possible], weights[:n_possible].cumsum()
