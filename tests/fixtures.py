"""What Python and the browser must agree on, computed here and read by `tests/js`.

`python -m tests.fixtures` writes `tests/js/fixtures/<name>.json`; `tests/test_fixtures.py` holds them current. An
algorithm that stands on both sides gets a function and a line in `FIXTURES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from viz.payload import encode_array

FOLDER = Path(__file__).parent / "js/fixtures"


def payload() -> list[dict[str, Any]]:
    """Arrays of every kind that travels, each beside its numbers."""
    arrays = {
        "floats": np.linspace(-2.5, 1e6, 24, dtype=np.float64).reshape(2, 3, 4),
        "not finite": np.array([np.nan, np.inf, -np.inf, -0.0]),
        "integers": np.array([[-(2**31), 2**31 - 1], [0, -7]], dtype=np.int64),
        "bytes": np.arange(250, 256, dtype=np.uint8),
        "booleans": np.array([[True, False, True]]),
        "nothing": np.zeros((0, 5), dtype=np.float32),
    }
    return [
        {"name": name, "payload": encode_array(array), "numbers": [spelled(x) for x in array.ravel().tolist()]}
        for name, array in arrays.items()
    ]


def spelled(value: float | bool) -> float | str:
    """JSON has no NaN and no infinity: they travel as their names, booleans as 0 and 1."""
    number = float(np.float32(value)) if isinstance(value, float) else int(value)
    return number if np.isfinite(number) else str(number)


FIXTURES: Mapping[str, Callable[[], Any]] = {
    "payload": payload,
}


def written(name: str) -> str:
    """A fixture as its file holds it."""
    return json.dumps(FIXTURES[name](), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in FIXTURES:
        (FOLDER / f"{name}.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
