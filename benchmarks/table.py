"""Rows of the side-by-side table, how they are timed and how they are printed.

A row compares one piece of work with a named rival on the same machine in the same run, so that
only the ratio counts. Each benchmark module has `rows() -> Iterator[Row]`.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

LONG_ENOUGH = 20.0  # milliseconds


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: less is better, in time and in bytes.

    Attributes:
        work: what is done.
        ours: what it costs here, in `unit`.
        rival: what it is compared with.
        theirs: what the rival costs, in `unit`.
        target: the highest `ours / theirs` that meets the aim: 1.10 for "at most 1.10x of it",
            1 / 100 for "100x faster".
        unit: `ms` or `bytes`.
    """

    work: str
    ours: float
    rival: str
    theirs: float
    target: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def met(self) -> bool:
        return self.ratio <= self.target


def compare(ours: Callable[[], object], rival: Callable[[], object], repeats: int = 20) -> tuple[float, float]:
    """Time two pieces of work by turns, so that a busy moment of the machine strikes both.

    Args:
        ours: the work to judge.
        rival: what it is compared with.
        repeats: timings of each, at least 1. Who goes first alternates. One timing is the mean of as many
            calls in a row as take `LONG_ENOUGH`, so that who does little is not timed while it clears up
            after the other.

    Returns:
        The median milliseconds of one call of each: `(ours_ms, rival_ms)`.
    """
    timings: dict[Callable[[], object], list[float]] = {ours: [], rival: []}
    ours(), rival()
    calls = {work: max(1, round(LONG_ENOUGH / milliseconds(work))) for work in timings}
    for turn in range(repeats):
        for work in (ours, rival) if turn % 2 == 0 else (rival, ours):
            timings[work].append(milliseconds(work, calls[work]))
    return statistics.median(timings[ours]), statistics.median(timings[rival])


def milliseconds(work: Callable[[], object], calls: int = 1) -> float:
    """Return how long one of some `calls` of `work` in a row takes, without searches for garbage, as `timeit`
    does: they would strike whoever comes after the one that left it."""
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(calls):
            work()
        return (time.perf_counter() - start) * 1000 / calls
    finally:
        gc.enable()


def render(rows: Iterable[Row]) -> str:
    """Return the table as aligned text, one line a row, with `met` or `NOT MET` at the end."""
    header = ("work", "ours", "rival", "theirs", "ratio", "target", "")
    cells = [header, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    verdict = "met" if row.met else "NOT MET"
    target = _times(row.target, row.unit, "at most", "at least")
    return (row.work, _amount(row.ours, row.unit), row.rival, _amount(row.theirs, row.unit),
            _times(row.ratio, row.unit), target, verdict)  # fmt: skip


def _times(ratio: float, unit: str, at_most: str = "", at_least: str = "") -> str:
    """Say a ratio the way people do: `1.04x`, or `120x faster` where the rival is the larger by far."""
    if ratio > 0.9:
        return f"{at_most} {ratio:.2f}x".strip()
    return f"{at_least} {1 / ratio:.3g}x {'faster' if unit == 'ms' else 'fewer'}".strip()


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.3g} {unit}"
