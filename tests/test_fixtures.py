"""What the browser's tests read from Python is what Python says now."""

from __future__ import annotations

import pytest

from tests.fixtures import FIXTURES, FOLDER, written


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture_is_current(name: str) -> None:
    stored = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert stored == written(name), "run `python -m tests.fixtures`"


def test_every_file_has_its_maker() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(FIXTURES)
