"""Bounded caches that compute each value once, however many people ask for it at the same moment.

Whatever is remembered of people's texts shares one budget, `TEXTS`, so that memory is flat however many texts come.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

_SAMPLED = 32  # of a longer row of values only so many are weighed


class Budget:
    """What one cache or several may hold together: the least recently used leaves first, whichever cache it is of."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    @property
    def n_bytes(self) -> int:
        """What the kept values weigh together; at most `max_bytes`."""
        return self._bytes

    def use(self, key: Hashable) -> tuple[Any, int] | None:
        """The kept value of a key with its size, from now on the most recently used. The lock is held."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, value: object, size: int) -> None:
        """Keep a new value, unless it alone is too large; others leave for it first. The lock is held."""
        if size > self.max_bytes:
            return
        while self._bytes + size > self.max_bytes:
            _, (_, oldest_size) = self._kept.popitem(last=False)
            self._bytes -= oldest_size
        self._kept[key] = (value, size)
        self._bytes += size


# Shared by every cache of what is computed from texts.
TEXTS = Budget(int(os.environ.get("UNMASKED_CACHE_MEMORY_MB", "256")) * 10**6)


def weigh(value: object) -> int:
    """About how many bytes of memory a value takes: arrays by their numbers, records by all that is in them.

    A row of more than `_SAMPLED` values is weighed by so many of them, evenly spread.

    >>> import numpy as np
    >>> weigh(np.zeros(1000)), weigh("a" * 1000) > 1000
    (8000, True)
    """
    n_bytes = getattr(value, "nbytes", None)
    if n_bytes is not None:
        return int(n_bytes)
    own = sys.getsizeof(value)
    if isinstance(value, str | bytes | int | float | None):
        return own
    if isinstance(value, Mapping):
        return own + sum(weigh(key) + weigh(one) for key, one in value.items())
    if isinstance(value, tuple | list | frozenset | set):
        row = list(value)
        step = -(-len(row) // _SAMPLED) or 1
        sample = row[::step]
        return own + (sum(map(weigh, sample)) * len(row) // len(sample) if sample else 0)
    if is_dataclass(value):
        return own + sum(weigh(getattr(value, one.name)) for one in fields(value))
    return own


class BoundedCache(Generic[Value]):
    """Least recently used values leave first when the budget is spent.

    A value larger than the whole budget is returned and not kept. A failed computation is not kept
    either: the next caller tries again.
    """

    def __init__(self, budget: Budget | int, size_of: Callable[[Value], int] | None = None) -> None:
        """Make an empty cache.

        Args:
            budget: shared with other caches, or as much as this one may hold by itself.
            size_of: what a value counts, in the budget's unit; None for its bytes and its key's (`weigh`).
        """
        self._budget = Budget(budget) if isinstance(budget, int) else budget
        self._size_of = size_of
        self._under_way: dict[Hashable, Future[Value]] = {}

    def get_or_compute(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `key`, computed by the first caller while later ones wait for it."""
        with self._budget.lock:
            found = self._budget.use((id(self), key))
            if found is not None:
                kept: Value = found[0]
                return kept
            future = self._under_way.get(key)
            ours = future is None
            if future is None:
                future = self._under_way[key] = Future()
        if ours:
            self._fulfil(key, future, compute)
        return future.result()

    def get(self, key: Hashable) -> Value | None:
        """The kept value of `key`, or None."""
        with self._budget.lock:
            found = self._budget.use((id(self), key))
            return None if found is None else found[0]

    @property
    def n_bytes(self) -> int:
        """What is kept weighs together, that of other caches in the same budget included."""
        return self._budget.n_bytes

    def _fulfil(self, key: Hashable, future: Future[Value], compute: Callable[[], Value]) -> None:
        try:
            value = compute()
            size = self._size_of(value) if self._size_of else weigh(key) + weigh(value)
        except BaseException as error:
            with self._budget.lock:
                del self._under_way[key]
            future.set_exception(error)
            return
        with self._budget.lock:
            del self._under_way[key]
            self._budget.keep((id(self), key), value, size)
        future.set_result(value)
