from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.decoding.sampling import inverse_cdf, uniform

LAST = 1 - 2**-53  # the largest number that `uniform` gives


def test_draws_follow_the_probabilities() -> None:
    """Pearson's chi-square over 20,000 draws, below what chance exceeds once in 10,000 times."""
    n_draws, d_vocab = 20_000, 400
    scores = torch.randn(d_vocab) * 1.5
    scores[3] = -torch.inf
    draws = torch.tensor([inverse_cdf(scores.numpy(), uniform(seed, step=0)) for seed in range(n_draws)])
    expected = scores.double().softmax(-1) * n_draws
    seen = draws.bincount(minlength=d_vocab).double()
    assert seen[3] == 0
    common = expected >= 5  # the others are one class together
    expected = torch.cat([expected[common], expected[~common].sum(0, keepdim=True)])
    seen = torch.cat([seen[common], seen[~common].sum(0, keepdim=True)])
    expected, seen = expected[expected > 0], seen[expected > 0]
    assert ((seen - expected) ** 2 / expected).sum() < chi_square_bound(len(expected) - 1)


def chi_square_bound(freedom: int) -> float:
    """The 99.99% point (Wilson and Hilferty, 1931)."""
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + 3.719 * spread**0.5) ** 3


@given(st.integers(1, 600), st.integers(0, 10_000), st.floats(0, LAST))
def test_the_token_is_where_the_number_falls(d_vocab: int, seed: int, u: float) -> None:
    scores = torch.randn(d_vocab, generator=torch.Generator().manual_seed(seed)) * 3
    chosen = inverse_cdf(scores.numpy(), u)
    probs = scores.double().softmax(-1)
    likelier = probs[scores > scores[chosen]].sum().item()
    assert likelier - 1e-9 <= u <= likelier + probs[scores == scores[chosen]].sum().item() + 1e-9


@pytest.mark.parametrize("u", [0.0, 0.5, LAST])
def test_filtered_tokens_are_never_drawn(u: float) -> None:
    scores = torch.full((1000,), -torch.inf)
    scores[[7, 500]] = torch.tensor([1.0, 2.0])
    assert inverse_cdf(scores.numpy(), u) == (7 if u == LAST else 500)


def test_zero_is_the_most_probable_token() -> None:
    scores = torch.randn(1000)
    assert inverse_cdf(scores.numpy(), 0.0) == scores.argmax()


def test_numbers_are_of_their_seed_and_step_alone() -> None:
    table = [[uniform(seed, step) for step in range(40)] for seed in (0, 1, 2**64 - 1)]
    assert table == [[uniform(seed, step) for step in range(40)] for seed in (0, 1, 2**64 - 1)]
    numbers = [number for row in table for number in row]
    assert len(set(numbers)) == len(numbers)
    assert all(0 <= number < 1 for number in numbers)
