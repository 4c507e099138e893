"""One bound on the threads that work with models, whoever asks: events of a page, its scripts, endpoints."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import wraps
from inspect import isgeneratorfunction
from threading import Lock
from typing import Any

N_WORKERS = 2  # one torch thread in each is faster than two threads in one


class Turns:
    """A context that at most `n` threads are in at a time, in the order in which they came.

    A semaphore would let a thread that leaves come back before those that wait: of a long stream they
    would see nothing but its end.
    """

    def __init__(self, n: int) -> None:
        self._lock = Lock()
        self._n_free = n
        self._waiting: deque[Lock] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if self._n_free > 0:  # then nobody waits: whoever leaves hands over
                self._n_free -= 1
                return
            called = Lock()
            called.acquire()
            self._waiting.append(called)
        called.acquire()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._n_free += 1


_turns = Turns(N_WORKERS)
_END = object()  # of a generator


def in_turn(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` as it may run: at most `N_WORKERS` at a time; a generator waits anew for each step."""

    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        with _turns:
            return function(*args, **options)

    @wraps(function)
    def stream(*args: Any, **options: Any) -> Iterator[Any]:
        with closing(function(*args, **options)) as steps:
            while True:
                with _turns:
                    step = next(steps, _END)
                if step is _END:
                    return
                yield step

    return stream if isgeneratorfunction(function) else run
