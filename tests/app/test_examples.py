"""What the first page shows from the disk is what the models would compute now."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import examples
from app.bar import BAR
from app.examples import FOLDER, load_example, store_example
from app.labs import LABS
from app.link import default_page_state
from app.state import LANGUAGES

LEVEL = 1.5  # quantised cells may round to the next of 255 levels on another machine
FIRST_PAGE_BYTES = 1_000_000


def assert_same(stored: Any, fresh: Any, place: str = "example") -> None:
    """Equal, with the last bits of computed numbers left open: machines round differently."""
    if isinstance(stored, dict) and {"dtype", "shape", "data"} <= stored.keys():
        assert stored["shape"] == fresh["shape"], place
        assert np.abs(numbers(stored) - numbers(fresh)).max(initial=0) <= tolerance(stored), place
    elif isinstance(stored, dict):
        assert stored.keys() == fresh.keys(), place
        for key, value in stored.items():
            assert_same(value, fresh[key], f"{place}.{key}")
    elif isinstance(stored, list):
        assert len(stored) == len(fresh), place
        for i, (one, other) in enumerate(zip(stored, fresh, strict=True)):
            assert_same(one, other, f"{place}[{i}]")
    elif isinstance(stored, float):
        assert stored == pytest.approx(fresh, rel=1e-3, abs=1e-4), place
    else:
        assert stored == fresh, place


def numbers(payload: dict[str, Any]) -> np.ndarray:
    dtype = {"float32": "<f4", "int32": "<i4"}.get(payload["dtype"], "u1")
    return np.frombuffer(base64.b64decode(payload["data"]), dtype).astype(np.float64)


def tolerance(payload: dict[str, Any]) -> float:
    return {"float32": 1e-3, "uint8": LEVEL}.get(payload["dtype"], 0)


@pytest.mark.bundled
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lab", [BAR, *LABS], ids=lambda lab: lab.id)
def test_stored_examples_are_what_is_computed_now(lab: Any, language: str) -> None:
    stored = load_example(lab.id, language)
    assert stored, f"nothing stored for {lab.id}: run `make examples`"
    assert_same(stored, as_stored(lab.example(default_page_state(language))))


def as_stored(payloads: dict[str, Any]) -> dict[str, Any]:
    """Tuples come back from the disk as lists."""
    content: dict[str, Any] = json.loads(json.dumps(payloads))
    return content


@pytest.mark.parametrize("lab", [BAR, *LABS], ids=lambda lab: lab.id)
def test_a_chinese_page_opens_without_bytes_and_without_unknown_tokens(lab: Any) -> None:
    shown = {key: value for payload in load_example(lab.id, "zh").values() for key, value in payload.items()}
    shown.pop("spellings", None)  # how each character is written in bytes, for whoever asks
    assert not re.search(r"\[UNK\]|<[0-9A-F]{2}>|\ufffd", json.dumps(shown, ensure_ascii=False))


@pytest.mark.bundled
@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_do_not_weigh_the_first_page_down(language: str) -> None:
    sizes = [path.stat().st_size for path in (FOLDER / language).glob("*.json")]
    assert 0 < sum(sizes) < FIRST_PAGE_BYTES


def test_an_example_comes_back_as_it_was_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "FOLDER", tmp_path / "new")
    assert load_example("lab", "zh") == {}
    store_example("lab", "zh", {"view": {"字": [1, 0.1, None, "</script>"]}})
    assert load_example("lab", "zh") == {"view": {"字": [1, 0.1, None, "</script>"]}}


def test_the_comparison_sees_a_difference() -> None:
    array = {"dtype": "float32", "shape": [1], "data": base64.b64encode(np.float32([1])).decode()}
    other = {**array, "data": base64.b64encode(np.float32([1.01])).decode()}
    assert_same({"a": [array, 1.0, "x"]}, {"a": [array, 1.00001, "x"]})
    different = [[other, 1.0, "x"], [array, 1.1, "x"], [array, 1.0, "y"], [array, 1.0]]
    for wrong in ({}, *({"a": values} for values in different)):
        with pytest.raises(AssertionError):
            assert_same({"a": [array, 1.0, "x"]}, wrong)
