"""The shapes that annotations state hold, and what has another shape does not pass."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError

from models import records
from models.attention.aggregates import rollout, value_weighted
from models.masks import parse_mask
from models.memory.fading import forget_products
from models.memory.influence import half_distance
from models.norms.averages import apply_norm
from models.observe import observed_attention
from models.records import AttentionTrace, NormMoves, TokenColumns
from tests.shapes import names_shape

PATTERN = torch.zeros(2, 3, 4, 4)
ALLOWED = torch.ones(2, 4, 4, dtype=torch.bool)


def columns(n_ids: int, n: int, kind: type[np.generic] = np.int32) -> TokenColumns:
    zeros = [np.zeros(n, dtype) for dtype in (np.int32, np.int32, np.int8, np.int8, np.bool_, np.bool_)]
    return TokenColumns(np.zeros(n_ids, kind), *zeros, pieces={})


def test_what_has_its_shape_passes() -> None:
    AttentionTrace(PATTERN, None, ALLOWED, 3)
    AttentionTrace(PATTERN, PATTERN, ALLOWED, 3)
    NormMoves(("a", "b"), {"layer": torch.zeros(2)}, torch.zeros(2), {})
    columns(3, 3)
    assert rollout(PATTERN).shape == (2, 4, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda: AttentionTrace(PATTERN[0], None, ALLOWED, 3), id="no axis for layers"),
        pytest.param(lambda: AttentionTrace(PATTERN, PATTERN[:, :2], ALLOWED, 3), id="scores of fewer heads"),
        pytest.param(lambda: AttentionTrace(PATTERN, None, ALLOWED.float(), 3), id="numbers for booleans"),
        pytest.param(lambda: AttentionTrace(PATTERN.tolist(), None, ALLOWED, 3), id="a list"),
        pytest.param(lambda: NormMoves((), {"layer": torch.zeros(3)}, torch.zeros(2), {}), id="in a mapping"),
        pytest.param(lambda: columns(2, 3), id="columns of two lengths"),
        pytest.param(lambda: columns(3, 3, np.int64), id="numbers of another kind"),
        pytest.param(lambda: rollout(PATTERN[..., :3]), id="keys that are not the queries"),
        pytest.param(lambda: value_weighted(PATTERN[0, 0], torch.zeros(3, 8)), id="values of other keys"),
        pytest.param(lambda: parse_mask("causal").allowed(ALLOWED), id="masks of several layers"),
        pytest.param(lambda: forget_products(torch.zeros(4)), id="gates without units"),
        pytest.param(lambda: half_distance(PATTERN), id="no curve"),
        pytest.param(lambda: apply_norm("layer", PATTERN, None), id="activations with heads"),
        pytest.param(lambda: apply_norm("layer", PATTERN[0], ~ALLOWED[0]), id="padding of another batch"),
        pytest.param(
            lambda: observed_attention(PATTERN, PATTERN[..., :3], PATTERN, stack="self", layer=0), id="keys too short"
        ),
    ],
)
def test_another_shape_does_not_pass(wrong: Callable[[], object]) -> None:
    with pytest.raises(TypeCheckError):
        wrong()


def test_a_wrong_result_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "stack", lambda layers: layers[0])
    with pytest.raises(TypeCheckError, match="return value"):
        rollout(PATTERN)


def test_every_array_of_a_record_has_a_shape() -> None:
    """The tests' check has turned what names a shape from text into a type."""
    arrays = {
        f"{kind.__name__}.{field.name}": kind.__init__.__annotations__[field.name]
        for _, kind in inspect.getmembers(records, dataclasses.is_dataclass)
        for field in dataclasses.fields(kind)
        if re.search("tensor|array", field.type, re.IGNORECASE)
    }
    assert "Trace.logits" in arrays
    assert [name for name, hint in arrays.items() if not names_shape(hint)] == []
