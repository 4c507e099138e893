"""What the vectors' figures are drawn from."""

from __future__ import annotations

import pytest
import torch

from models.records import InputVectors
from viz.tokens.vectors import cosines_to_first, encode_vectors


def test_cosines_compare_each_stage_with_that_of_the_first_place() -> None:
    vectors = torch.randn(3, 4, 8, generator=torch.Generator().manual_seed(0))
    cosines = cosines_to_first(vectors)
    assert torch.allclose(cosines[0], torch.ones(4))
    expected = torch.nn.functional.cosine_similarity(vectors, vectors[:1].expand_as(vectors), dim=-1)
    assert torch.allclose(cosines, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("has_table", "norm_follows", "is_recurrent", "remark"),
    [
        (True, True, False, "then_norm"),
        (True, False, False, None),
        (False, False, True, "no_position_lstm"),
        (False, False, False, "no_position"),
    ],
)
def test_what_is_said_of_a_sum(has_table: bool, norm_follows: bool, is_recurrent: bool, remark: str | None) -> None:
    table = torch.zeros(4, 8) if has_table else None
    found = InputVectors("id", "gpt", 10, (), 0, None, torch.zeros(0, 8), table, 0, None, {})
    assert encode_vectors(found, norm_follows=norm_follows, is_recurrent=is_recurrent)["remark"] == remark


def test_a_long_table_is_cut() -> None:
    found = InputVectors("id", "gpt", 10, (), 0, None, torch.zeros(0, 8), torch.zeros(1000, 8), 0, None, {})
    payload = encode_vectors(found, norm_follows=False, is_recurrent=False)
    assert payload["positions"] is not None
    assert payload["positions"]["shape"] == [256, 8]
