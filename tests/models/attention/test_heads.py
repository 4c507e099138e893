"""What heads do: patterns that look at one place score 1 there, and the repeat test is what it says."""

from __future__ import annotations

import math

import pytest
import torch

from models import load_tokenizer
from models.attention.heads import REPEATED, head_statistics, repeat_test, repeated_rows
from models.errors import InputError

IDS = [7, 1, 2, 3, 1, 2, 3]  # 1 2 3 twice after a start


def looking_at(keys: list[int]) -> torch.Tensor:
    """A pattern of one head whose query q looks at keys[q] alone."""
    return torch.eye(len(keys))[keys][None, None]


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ([0, 0, 1, 2, 3, 4, 5], "previous_token"),
        ([0, 0, 0, 0, 0, 0, 0], "first_token"),
        ([0, 1, 2, 3, 1, 2, 3], "same_token"),
        ([0, 0, 0, 0, 2, 3, 4], "induction"),
    ],
)
def test_a_head_that_looks_at_one_place_scores_one_there(keys: list[int], name: str) -> None:
    scores = head_statistics(looking_at(keys), IDS)
    assert scores[name].item() == 1
    assert scores["entropy_bits"].item() == 0


def test_even_attention_spreads_its_scores() -> None:
    even = torch.full((1, 1, 7, 7), 1 / 7)
    scores = head_statistics(even, IDS)
    assert scores["previous_token"].item() == pytest.approx(1 / 7)
    assert scores["entropy_bits"].item() == pytest.approx(math.log2(7))
    assert scores["mean_distance"].item() == pytest.approx((49 - 1) / 21)  # of two uniform positions


def test_without_repeats_there_is_no_induction_score() -> None:
    assert head_statistics(looking_at([0, 0, 1]), [5, 6, 7])["induction"].isnan().all()


def test_a_query_is_no_copy_of_what_it_follows() -> None:
    """In `a a` the second follows the first: that is itself, and no memory of an earlier place."""
    scores = head_statistics(looking_at([0, 1]), [4, 4])
    assert scores["induction"].isnan().all()


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert"])
def test_random_tokens_are_read_twice_between_the_models_own_marks(name: str) -> None:
    specials = set(load_tokenizer(name).all_special_ids)
    for row in repeated_rows(name):
        assert row[0] in specials
        ordinary = [token for token in row if token not in specials]
        assert len(row) <= 64
        half = len(ordinary) // 2
        assert 20 < half <= REPEATED
        assert ordinary[:half] == ordinary[half:]
        assert len(set(ordinary)) == half
    assert len(set(repeated_rows(name))) == len(repeated_rows(name))


@pytest.mark.usefixtures("tiny_models")
def test_the_repeat_test_scores_every_head() -> None:
    scores = repeat_test("tiny-gpt2")
    assert scores["induction"].shape == (3, 4)
    for share in ("previous_token", "first_token", "same_token", "induction"):
        assert ((scores[share] >= 0) & (scores[share] <= 1)).all()


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(("name", "code"), [("tiny-lstm", "no_attention"), ("tiny-bart", "no_repeat_test")])
def test_models_that_cannot_be_tested_are_named(name: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        repeat_test(name)
    assert refusal.value.code == code


@pytest.mark.parametrize("kind", ["previous_token", "induction"])
def test_the_bundled_gpt_has_a_head_of_each_kind_that_the_table_names(kind: str) -> None:
    assert repeat_test("gpt")[kind].max() > 0.4
