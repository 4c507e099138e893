"""Bounds are said once, can be sent, and are those that the functions keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import masked_targets, predict, train_bpe, word_vectors
from models.errors import InputError
from models.limits import LIMITS, limits_table
from models.memory.weight_counts import count_weights


def test_the_table_can_be_sent() -> None:
    assert json.loads(json.dumps(limits_table())) == limits_table()
    assert all(low < high for low, high in LIMITS.values())


def test_what_the_table_says_is_what_is_refused(tiny_models: Path) -> None:
    for name, ask in (
        ("candidates", lambda n: predict("The cat", "tiny-gpt2", n)),
        ("merges", lambda n: train_bpe("low lower", n)),
        ("masking_seed", lambda n: masked_targets("The cat", "tiny-bert", n)),
        ("smoothing", lambda n: masked_targets("The cat", "tiny-bert", 0, n)),
        ("layers", lambda n: count_weights("lstm", 4, 4, n)),
        ("hidden_size", lambda n: count_weights("lstm", 4, n)),
    ):
        low, high = LIMITS[name]
        for value in (low, high):
            ask(value)
        for value in (low - 1, high + 1):
            with pytest.raises(InputError) as caught:
                ask(value)
            assert caught.value.code == "out_of_range", name


def test_a_word_is_looked_up_in_few_sentences(tiny_models: Path) -> None:
    _, most = LIMITS["contexts"]
    word_vectors(["The cat sat."] * int(most), "cat", "tiny-gpt2")
    with pytest.raises(InputError, match=f"at most {most} are read together"):
        word_vectors(["The cat sat."] * (int(most) + 1), "cat", "tiny-gpt2")
