"""Masks: what each rule lets through, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models import trace
from models.errors import InputError
from models.masks import MASKS, MAX_SIZE, MaskKind, masks_table, parse_mask

CAUSAL = torch.ones(6, 6).tril().bool()
FULL = torch.ones(6, 6).bool()


@pytest.mark.parametrize("native", [CAUSAL, FULL], ids=["causal", "full"])
def test_plain_masks(native: torch.Tensor) -> None:
    assert torch.equal(parse_mask("native").allowed(native), native)
    assert torch.equal(parse_mask("causal").allowed(native), CAUSAL)
    assert torch.equal(parse_mask("full").allowed(native), FULL)


def test_window_narrows_what_the_model_sees() -> None:
    assert torch.equal(parse_mask("window:1").allowed(FULL), torch.eye(6).bool())
    assert parse_mask("window:2").allowed(CAUSAL)[4].tolist() == [False, False, False, True, True, False]
    assert parse_mask("window:2").allowed(FULL)[4].tolist() == [False, False, False, True, True, True]


def test_prefix_sees_itself_and_the_rest_sees_back() -> None:
    allowed = parse_mask("prefix:3").allowed(CAUSAL)
    assert allowed[0].tolist() == [True, True, True, False, False, False]
    assert allowed[4].tolist() == [True, True, True, True, True, False]


def test_padding_hides_the_last_keys_and_no_query() -> None:
    allowed = parse_mask("padding:2").allowed(CAUSAL)
    assert allowed[3].tolist() == [True, True, True, True, False, False]
    assert allowed[5].tolist() == [True, True, True, True, False, False]
    assert not parse_mask("padding:9").allowed(FULL).any()


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_blocked_cells_are_exactly_the_difference(cells: set[tuple[int, int]]) -> None:
    spec = str([list(cell) for cell in cells])
    allowed = parse_mask(spec).allowed(FULL)
    assert {(int(q), int(k)) for q, k in (~allowed).nonzero()} == cells


def test_equal_masks_have_equal_specs() -> None:
    assert parse_mask("[[1, 0],[0,0],[1,0]]").spec == parse_mask("[[0,0],[1,0]]").spec
    assert parse_mask(" window:03 ").spec == "window:3"
    assert parse_mask(parse_mask("[[1,0]]").spec).spec == "[[1,0]]"


@pytest.mark.parametrize(
    "spec",
    ["", "diagonal", "window", "window:0", "window:-1", "window:x", "window:²", "window:", "native:", "full:3"]
    + ["window:1" + "0" * 5_000, "prefix:9999999", "[1,2]", "[[1]]", "[[1,2,3]]", "[[true,0]]", "[[0.5,1]]"]
    + ["[", '[["a","b"]]', "[" * 10_000, "</script>", "native\x00"],
)
def test_no_mask(spec: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mask(spec)
    assert caught.value.code == "unknown_mask"


def test_what_is_refused_is_told_what_there_is() -> None:
    with pytest.raises(InputError, match="native, causal, full, window:N, prefix:N, padding:N or a JSON list"):
        parse_mask("diagonal")


def test_the_table_is_what_is_read() -> None:
    table = masks_table()
    assert json.loads(json.dumps(table)) == table
    for name, size in table.items():
        if size is None:
            assert parse_mask(name).spec == name
            continue
        for number in size.values():
            assert parse_mask(f"{name}:{number}").spec == f"{name}:{number}"
        for number in (size["low"] - 1, size["high"] + 1):
            with pytest.raises(InputError):
                parse_mask(f"{name}:{number}")


def test_a_new_mask_is_a_function_and_a_row(monkeypatch: pytest.MonkeyPatch, tiny_models: Path) -> None:
    """Every `N`th key alone, and the query itself: strided attention (Child et al., 2019)."""
    monkeypatch.setitem(MASKS, "stride", MaskKind(lambda s, n: (s.key % n == 0) | (s.key == s.query), begin=2))
    assert masks_table()["stride"] == {"low": 1, "high": MAX_SIZE, "begin": 2}
    assert parse_mask("stride:3").allowed(CAUSAL)[4].tolist() == [True, False, False, True, True, False]
    seen = trace("The cat sat on the mat.", "tiny-gpt2", "stride:3").attention["self"]
    assert seen.allowed[1, 4, :6].tolist() == [True, False, False, True, True, False]
    assert bool((seen.pattern[:, :, 4, 1] == 0).all())


@pytest.mark.parametrize("cell", [[6, 0], [0, 6], [-1, 0]])
def test_cell_outside_names_the_cell_and_the_limit(cell: list[int]) -> None:
    with pytest.raises(InputError, match="5") as caught:
        parse_mask(str([cell])).allowed(FULL)
    assert caught.value.code == "cell_outside"
    assert str(cell) in str(caught.value)
