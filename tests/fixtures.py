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

from viz.html import visible
from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers

FOLDER = Path(__file__).parent / "js/fixtures"


def payload() -> list[dict[str, Any]]:
    """Arrays of every kind that travels, each beside its numbers."""
    arrays: dict[str, tuple[Callable[..., Any], np.ndarray[Any, Any]]] = {
        "floats": (encode_floats, np.linspace(-2.5, 1e6, 24, dtype=np.float64).reshape(2, 3, 4)),
        "not finite": (encode_floats, np.array([np.nan, np.inf, -np.inf, -0.0])),
        "integers": (encode_integers, np.array([[-(2**31), 2**31 - 1], [0, -7]], dtype=np.int64)),
        "bytes": (encode_bytes, np.arange(250, 256, dtype=np.uint8)),
        "booleans": (encode_booleans, np.array([[True, False, True]])),
        "nothing": (encode_floats, np.zeros((0, 5), dtype=np.float32)),
    }
    return [
        {"name": name, "payload": encode(array), "numbers": [spelled(x) for x in array.ravel().tolist()]}
        for name, (encode, array) in arrays.items()
    ]


def visible_texts() -> list[dict[str, str]]:
    """Texts beside their visible forms, for the tokens lab, which shows pieces of a text that it holds."""
    texts = [" a b", "·", "\n\t\r", "\0", "\u202eabc", "e\u0301", "\u0301", "👩\u200d🚀", "🚀\u200d", "字\u3000\u00a0"]
    return [{"text": text, "visible": visible(text)} for text in texts]


def spelled(value: float | bool) -> float | str:
    """JSON has no NaN and no infinity: they travel as their names, booleans as 0 and 1."""
    number = float(np.float32(value)) if isinstance(value, float) else int(value)
    return number if np.isfinite(number) else str(number)


FIXTURES: Mapping[str, Callable[[], Any]] = {
    "payload": payload,
    "visible": visible_texts,
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
