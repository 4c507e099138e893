"""The bounded cache: bounded, and nothing computed twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cache import BoundedCache


def test_one_computation_for_many_callers() -> None:
    cache: BoundedCache[str] = BoundedCache(10, len)
    release, calls = threading.Event(), []

    def compute() -> str:
        calls.append(1)
        release.wait(5)
        return "done"

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(cache.get_or_compute, "key", compute) for _ in range(8)]
        release.set()
        assert {future.result() for future in waiting} == {"done"}
    assert len(calls) == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6))))
def test_never_above_the_bound_and_always_right(requests: list[tuple[int, int]]) -> None:
    cache: BoundedCache[bytes] = BoundedCache(12, len)
    sizes: dict[int, int] = {}
    for key, size in requests:
        size = sizes.setdefault(key, size)
        assert cache.get_or_compute(key, lambda size=size: bytes(size)) == bytes(size)
        assert cache.n_bytes <= 12


def test_the_least_recently_used_leaves_first() -> None:
    cache: BoundedCache[str] = BoundedCache(2, len)
    for key in ("a", "b", "a", "c"):
        cache.get_or_compute(key, lambda key=key: key)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("a", None, "c")


def test_too_large_is_returned_and_not_kept() -> None:
    cache: BoundedCache[str] = BoundedCache(2, len)
    assert cache.get_or_compute("big", lambda: "much") == "much"
    assert cache.get("big") is None


def test_a_failure_is_not_kept() -> None:
    cache: BoundedCache[str] = BoundedCache(10, len)

    def fail() -> str:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            cache.get_or_compute("key", fail)
    assert cache.get_or_compute("key", lambda: "right") == "right"
