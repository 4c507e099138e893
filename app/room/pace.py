"""How fast somebody may ask: a few at once, then so many a second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from models.errors import InputError

MAX_KNOWN = 10_000  # who asked longest ago is forgotten first


class Pace:
    """A bucket for each asker, which fills with time.

    Args:
        burst: at once.
        per_second: from then on.
    """

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and when it was

    def check(self, asker: str) -> None:
        """Refuse an asker who has nothing left.

        Raises:
            InputError: `too_fast`.
        """
        if self._now(asker) < 1:
            raise InputError("too_fast")

    def spend(self, asker: str) -> None:
        """As `check`, and it counts."""
        self.check(asker)
        self._left[asker] = (self._now(asker) - 1, self._clock())
        self._left.move_to_end(asker)
        if len(self._left) > MAX_KNOWN:
            self._left.popitem(last=False)

    def _now(self, asker: str) -> float:
        left, since = self._left.get(asker, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - since) * self._per_second)
