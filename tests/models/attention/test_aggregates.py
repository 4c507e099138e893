"""Maps made of many heads: what stays true of their rows."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from models.attention.aggregates import average_heads, rollout, strongest_heads, value_weighted


def random_pattern(seed: int, n_layers: int = 3, n_heads: int = 4, n: int = 6, *, causal: bool = True) -> torch.Tensor:
    scores = torch.randn(n_layers, n_heads, n, n, generator=torch.Generator().manual_seed(seed)) * 3
    return (
        scores.masked_fill(~torch.ones(n, n).tril().bool(), float("-inf")).softmax(-1) if causal else scores.softmax(-1)
    )


@given(st.integers(0, 1000), st.booleans())
def test_rows_of_averages_and_rollouts_sum_to_one(seed: int, causal: bool) -> None:
    pattern = random_pattern(seed, causal=causal)
    for found in (average_heads(pattern), rollout(pattern)):
        assert found.shape == (3, 6, 6)
        torch.testing.assert_close(found.sum(-1), torch.ones(3, 6))
    assert (strongest_heads(pattern) >= average_heads(pattern)).all()


def test_rollout_of_one_layer_is_half_itself_and_half_its_heads() -> None:
    pattern = random_pattern(0, n_layers=1)
    torch.testing.assert_close(rollout(pattern)[0], (pattern[0].mean(0) + torch.eye(6)) / 2)


def test_rollout_multiplies_the_layers_in_order() -> None:
    """Token 2 takes from token 1 in the first layer alone, token 3 from token 2 in the second: 0 stays out of 3."""
    moves = torch.eye(4).repeat(2, 1, 1, 1)
    moves[0, 0, 2] = torch.tensor([0, 1.0, 0, 0])
    moves[1, 0, 3] = torch.tensor([0, 0, 1.0, 0])
    torch.testing.assert_close(rollout(moves)[1, 3], torch.tensor([0, 0.25, 0.25, 0.5]))


def test_a_query_that_sees_nothing_keeps_itself() -> None:
    pattern = random_pattern(1)
    pattern[:, :, 0] = 0
    torch.testing.assert_close(rollout(pattern)[:, 0], torch.eye(6)[0].repeat(3, 1))


def test_value_weighted_cells_are_the_lengths_of_the_summands() -> None:
    pattern, value = random_pattern(2)[0, 0], torch.randn(6, 8)
    summands = pattern[:, :, None] * value[None]
    torch.testing.assert_close(value_weighted(pattern, value), summands.norm(dim=-1))
