from __future__ import annotations

import pytest

from models.errors import InputError
from models.memory.timing import LENGTHS, measure_timing


def test_both_are_timed_at_every_length() -> None:
    found = measure_timing(16)
    assert len(found.lstm_ms) == len(found.attention_ms) == len(LENGTHS)
    assert min(found.lstm_ms + found.attention_ms) > 0
    assert found.lstm_weights == 4 * (16 * 16 + 16 * 16 + 2 * 16)


@pytest.mark.parametrize("width", [2, 18, 4096])
def test_a_width_that_heads_cannot_share_is_named(width: int) -> None:
    with pytest.raises(InputError):
        measure_timing(width)
