"""A bounded cache that computes each value once, however many people ask for it at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """Least recently used values leave first when the total size passes `max_bytes`.

    A value larger than the whole cache is returned and not kept. A failed computation is not kept
    either: the next caller tries again.
    """

    def __init__(self, max_bytes: int, size_of: Callable[[Value], int]) -> None:
        self.max_bytes = max_bytes
        self._size_of = size_of
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._under_way: dict[Hashable, Future[Value]] = {}
        self._bytes = 0
        self._lock = Lock()

    def get_or_compute(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `key`, computed by the first caller while later ones wait for it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
            future = self._under_way.get(key)
            ours = future is None
            if future is None:
                future = self._under_way[key] = Future()
        if ours:
            self._fulfil(key, future, compute)
        return future.result()

    def get(self, key: Hashable) -> Value | None:
        """The kept value of `key`, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    @property
    def n_bytes(self) -> int:
        """What the kept values weigh together."""
        return self._bytes

    def _fulfil(self, key: Hashable, future: Future[Value], compute: Callable[[], Value]) -> None:
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._under_way[key]
            future.set_exception(error)
            return
        size = self._size_of(value)
        with self._lock:
            del self._under_way[key]
            self._keep(key, value, size)
        future.set_result(value)

    def _keep(self, key: Hashable, value: Value, size: int) -> None:
        if size > self.max_bytes:
            return
        self._values[key] = (value, size)
        self._bytes += size
        while self._bytes > self.max_bytes:
            _, (_, oldest_size) = self._values.popitem(last=False)
            self._bytes -= oldest_size
