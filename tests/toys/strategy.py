"""A strategy: always the second most probable token."""

from __future__ import annotations

from models.decoding.sampling import Greedy, laid_end_to_end
from models.decoding.writer import Array


class Second(Greedy):
    """The second of the tokens that are left; where one alone is left, as when it is forced, that one."""

    def choose(self, scores: Array) -> int:
        order, _ = laid_end_to_end(scores)
        return int(order[:2][-1])
