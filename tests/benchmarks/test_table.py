"""The table tells ratios truthfully and times both sides alike."""

from __future__ import annotations

import re
import time

import pytest

from benchmarks import table
from benchmarks.table import Row, compare, render


@pytest.mark.parametrize(
    ("ours", "theirs", "target", "met"),
    [(109, 100, 1.10, True), (111, 100, 1.10, False), (1, 100, 1 / 100, True), (1.01, 100, 1 / 100, False)],
)
def test_a_target_is_the_highest_ratio_that_meets_it(ours: float, theirs: float, target: float, met: bool) -> None:
    row = Row("work", ours, "rival", theirs, target)
    assert row.met is met
    assert render([row]).splitlines()[-1].endswith("  met" if met else "  NOT MET")


def test_ratios_are_said_as_people_say_them() -> None:
    slower, faster, smaller = render(
        [
            Row("forward", 10.4, "plain", 10, 1.1),
            Row("payload", 5, "bertviz", 1000, 1 / 100),
            Row("payload", 4_000, "bertviz", 120_000, 1 / 25, "bytes"),
        ]
    ).splitlines()[1:]
    assert "1.04x" in slower
    assert "at most 1.10x" in slower
    assert "200x faster" in faster
    assert "at least 100x faster" in faster
    assert "30x fewer" in smaller
    assert "120,000 bytes" in smaller


def test_columns_line_up() -> None:
    table = render([Row("a", 1, "b", 1, 1), Row("a much longer piece of work", 1, "b", 1, 1)])
    assert len({line.index("rival" if "rival" in line else "b  ") for line in table.splitlines()}) == 1


def test_both_sides_take_turns_after_a_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LONG_ENOUGH", 0)
    calls: list[str] = []
    compare(lambda: calls.append("ours"), lambda: calls.append("rival"), repeats=3)
    assert calls[:4] == ["ours", "rival"] * 2  # the warm-up, and how long they take
    assert calls[4:] == ["ours", "rival", "rival", "ours", "ours", "rival"]


def test_times_are_medians_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LONG_ENOUGH", 0)
    naps = iter([0.0, 0.0, 0.005, 0.2, 0.005])  # the warm-up and one long pause do not count
    ours_ms, rival_ms = compare(lambda: time.sleep(next(naps)), lambda: None, repeats=3)
    assert 5 <= ours_ms < 100
    assert rival_ms < 5


def test_short_work_is_timed_many_times_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LONG_ENOUGH", 10)
    calls: list[str] = []
    ours_ms, rival_ms = compare(lambda: calls.append("o"), lambda: (calls.append("r"), time.sleep(0.02)), repeats=2)
    assert max(map(len, re.findall("o+", "".join(calls)))) > 100
    assert max(map(len, re.findall("r+", "".join(calls)))) == 2  # once a turn, and it ended one and began the next
    assert ours_ms < 1
    assert rival_ms >= 20
