"""What Python and the browser must agree on, computed here and read by `tests/js`.

`python -m tests.fixtures` writes `tests/js/fixtures/<name>.json`; `tests/test_fixtures.py` holds them current. An
algorithm that stands on both sides gets a function and a line in `FIXTURES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.state import (
    SHARED,
    PlaygroundState,
    Setting,
    default_state,
    describe_links,
    shared_settings,
    to_query,
)
from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers

ENCODERS = {"f": encode_floats, "i": encode_integers, "u": encode_bytes, "b": encode_booleans}  # by NumPy's kinds
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
        {
            "name": name,
            "payload": ENCODERS[array.dtype.kind](array),
            "numbers": [spelled(x) for x in array.ravel().tolist()],
        }
        for name, array in arrays.items()
    ]


def spelled(value: float | bool) -> float | str:
    """JSON has no NaN and no infinity: they travel as their names, booleans as 0 and 1."""
    number = float(np.float32(value)) if isinstance(value, float) else int(value)
    return number if np.isfinite(number) else str(number)


def links() -> dict[str, Any]:
    """What a link can hold, states of the page, and the link that stands for each."""
    settings = (
        *shared_settings({"gpt": ["gpt", "big/gpt"], "bert": ["bert"], "lstm": []}, ["tokens", "norms"]),
        Setting("norms.section", "choice", "side", ("side", "depth"), aliases=("norms.part",)),
        Setting("norms.groups", "number", 8, low=0),
        Setting("norms.momentum", "number", 0.1, low=0),
        Setting("norms.tied", "switch", False),
        Setting("norms.seen", "choices", ["layer"], ("layer", "batch", "rms")),
        Setting("norms.site", "text", ""),
    )
    controls = ("text", "gpt", "norms.groups", "norms.momentum", "norms.tied", "norms.seen")
    states: list[dict[str, Any]] = [
        {},
        {"text": "", "gpt": "big/gpt"},
        {"text": "字 & <b>?=#%+</b> 👩‍🚀\n~*'()!-_. ", "lab": "norms"},
        {"norms.groups": 4, "norms.momentum": 0.25, "norms.tied": True, "norms.seen": ["rms", "batch"]},
        {"norms.groups": 0, "norms.momentum": 1e-7, "norms.seen": []},
        {"norms.groups": 8.0, "norms.momentum": 1 / 3, "norms.section": "depth", "norms.site": "h.0.ln_1"},
    ]
    return {
        "known": describe_links(settings, controls),
        "states": [
            {
                "controls": {key: value for key, value in state.items() if key in controls},
                "scripts": {key: value for key, value in state.items() if key not in controls},
                "query": to_query(state_of(state, settings), settings),
            }
            for state in states
        ],
        "first": {key: next(s.default for s in settings if s.name == key) for key in controls},
    }


def state_of(values: Mapping[str, Any], settings: Sequence[Setting]) -> PlaygroundState:
    shared = {key: value for key, value in values.items() if key in SHARED}
    own = {key: value for key, value in values.items() if key not in SHARED}
    return replace(default_state(settings), **shared, settings=own)


FIXTURES: Mapping[str, Callable[[], Any]] = {
    "links": links,
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
