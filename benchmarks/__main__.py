"""The side-by-side table: `python -m benchmarks`, or `python -m benchmarks --only attention`.

Everything is measured in this run, on two CPU cores, models on one thread each as in the playground; the
exit status is 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from app.libraries import load_libraries
from benchmarks.table import Row, render

MODULES = ("attention", "inside", "decoding", "lstm_gates", "influence", "norms", "tokens", "startup", "load")
CORES = 2


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=MODULES, help="one part of the table")
    chosen = parser.parse_args(arguments).only
    keep_to_cores(CORES)
    load_libraries()
    rows: list[Row] = []
    for name in (chosen,) if chosen else MODULES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += import_module(f"benchmarks.{name}").rows()
    print(render(rows))
    return 0 if all(row.met for row in rows) else 1


def keep_to_cores(n_cores: int) -> None:
    """Leave this process, and those it starts, no more than `n_cores`, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n_cores])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
