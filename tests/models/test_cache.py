"""Bounded caches: bounded, alone and together, and nothing computed twice."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.cache import TEXTS, BoundedCache, Budget, weigh


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


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5))), st.lists(st.integers(1, 8), min_size=18, max_size=18))
def test_caches_of_one_budget_keep_within_it_together(requests: list[tuple[int, int]], sizes: list[int]) -> None:
    """Held against the rule itself: a list of all keys by their last use, the oldest dropped until the rest fits."""
    budget, bound = Budget(12), 12
    caches: list[BoundedCache[bytes]] = [BoundedCache(budget, len) for _ in range(3)]
    expected: OrderedDict[tuple[int, int], int] = OrderedDict()
    for which, key in requests:
        size, computed = sizes[which * 6 + key], list[int]()

        def compute(size: int = size, computed: list[int] = computed) -> bytes:
            computed.append(size)
            return bytes(size)

        assert caches[which].get_or_compute(key, compute) == bytes(size)
        assert bool(computed) == ((which, key) not in expected)
        expected[which, key] = size
        expected.move_to_end((which, key))
        while sum(expected.values()) > bound:
            expected.popitem(last=False)
        assert budget.n_bytes == sum(expected.values()) <= bound


def test_many_threads_on_one_budget_compute_once_and_stay_within_it() -> None:
    budget = Budget(10_000)
    caches: list[BoundedCache[bytes]] = [BoundedCache(budget, len) for _ in range(4)]
    calls: list[tuple[int, int]] = []

    def ask(n: int) -> int:
        which, key = n % 4, n // 4 % 10

        def compute() -> bytes:
            calls.append((which, key))
            return bytes(200)

        assert caches[which].get_or_compute(key, compute) == bytes(200)
        return budget.n_bytes

    with ThreadPoolExecutor(16) as pool:
        assert max(pool.map(ask, range(2_000))) <= 10_000
    assert sorted(calls) == sorted({*calls})  # 40 values of 200 bytes fit


def test_arrays_weigh_what_their_numbers_do_and_records_all_that_is_in_them() -> None:
    assert weigh(torch.zeros(3, 5)) == 60
    assert weigh(np.zeros((3, 5), np.uint8)) == 15
    assert weigh({"a": torch.zeros(1000), "b": (torch.zeros(1000),)}) >= 8_000
    assert weigh(["a" * 1000] * 500) > 500 * 1000  # weighed by a sample
    assert weigh(None) < 100


def test_2000_different_texts_stay_within_the_budget(tiny_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from models import predict

    monkeypatch.setattr(TEXTS, "max_bytes", 300_000)
    most = 0
    for n in range(2_000):
        predict(f"cat {n}", "tiny-gpt2")
        most = max(most, TEXTS.n_bytes)
    assert 200_000 < most <= 300_000
