"""The declarations that the browser half is checked with say what Python sends."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest

from viz import types
from viz.types import SCRIPTS, _Writer, declarations

SOURCE = '''
from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar
from viz.payloads import EncodedArray, Floats

D = TypeVar("D")
Kind = Literal["a", "b"]  # what it is
# Whose name, and how long.
Pair = tuple[str, int | float | None]


class Base(TypedDict):
    """A base.

    Attributes:
        kind, other: one of two,
            said at length.
    """

    kind: Kind
    other: Kind | None


class Whole(Base):
    x: Floats
    pairs: dict[str, list[Pair | str]]
    maybe: NotRequired[bool]
    row: tuple[int, ...]
    table: list[list[int | None]]


class Same(Base):
    """Nothing of its own."""


class Of(TypedDict, Generic[D]):
    inner: list[D]
'''

EXPECTED = """
import type { EncodedArray } from "../payloads.js";

/** what it is */
export type Kind = "a" | "b";

/** Whose name, and how long. */
export type Pair = [string, number | null];

/** A base. */
export interface Base {
  /** one of two, said at length. */
  kind: Kind;
  /** one of two, said at length. */
  other: Kind | null;
}

export interface Whole extends Base {
  x: EncodedArray<"float32">;
  pairs: Record<string, (Pair | string)[]>;
  maybe?: boolean;
  row: number[];
  table: (number | null)[][];
}

/** Nothing of its own. */
export interface Same extends Base {}

export interface Of<D> {
  inner: D[];
}
"""


def written(source: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a module of payloads becomes."""
    module = ModuleType("viz.toy.payloads")
    exec(source, vars(module))
    for kind in vars(module).values():
        if isinstance(kind, type) and kind.__module__ != "builtins":
            kind.__module__ = module.__name__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(types.inspect, "getsource", lambda _: source)
    homes = dict.fromkeys(types._defined(module), module.__name__) | {"EncodedArray": "viz.payloads"}
    return _Writer(module, homes).text()


def test_every_kind_of_type_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    head, _, body = written(SOURCE, monkeypatch).partition("\n")
    assert "python -m viz.types" in head
    assert body == EXPECTED.removeprefix("\n")


@pytest.mark.parametrize("loose", ["Any", "dict[str, Any]", "list", "set[int]"])
def test_what_says_nothing_is_refused(loose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"from typing import Any, TypedDict\n\n\nclass Loose(TypedDict):\n    x: {loose}\n"
    with pytest.raises(TypeError, match="no place in a payload"):
        written(source, monkeypatch)


def test_an_explanation_of_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SOURCE.replace("kind, other: one", "kind, another: one")
    with pytest.raises(TypeError, match="Base explains another"):
        written(source, monkeypatch)


def test_the_declarations_are_current() -> None:
    found = {path: path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("payloads.d.ts")}
    assert found == declarations(), "run `python -m viz.types`"


def test_every_name_stands_for_one_thing() -> None:
    names = [
        name for text in declarations().values() for name in re.findall(r"^export (?:type|interface) (\w+)", text, re.M)
    ]
    assert len(names) > 50
    assert sorted(set(names)) == sorted(names)
