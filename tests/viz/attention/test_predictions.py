"""Bars: both sides are found, and each side sums to 1."""

from __future__ import annotations

import pytest

from models.records import Candidate, Prediction
from viz.attention.predictions import N_SHOWN, encode_predictions


def prediction(probs: dict[str, float]) -> Prediction:
    """Candidates, falling; a token's id is its last character's."""
    top = tuple(Candidate(ord(token[-1]), token, prob) for token, prob in sorted(probs.items(), key=lambda p: -p[1]))
    return Prediction(4, top, 1 - sum(probs.values()), 2.5)


NATIVE = prediction({"a": 0.4, "b": 0.2, "c": 0.1, "d": 0.09, "e": 0.08, "f": 0.05})
CHANGED = prediction({"f": 0.5, "e": 0.2, "d": 0.1, "b": 0.09, "g": 0.06, "a": 0.01})


def test_without_a_change_there_is_one_side() -> None:
    (found,) = encode_predictions([NATIVE])
    assert [row["token"] for row in found["rows"]] == list("abcde")
    assert [row["probs"] for row in found["rows"]] == [[0.4], [0.2], [0.1], [0.09], [0.08]]
    assert found["rest"] == [pytest.approx(0.13)]
    assert found["position"] == 4


def test_the_first_of_either_side_are_shown_with_both_probabilities() -> None:
    (found,) = encode_predictions([NATIVE], [CHANGED])
    probs = {row["token"]: row["probs"] for row in found["rows"]}
    assert list(probs) == list("abcdefg")
    assert probs["a"] == [0.4, 0.01]
    assert probs["f"] == [0.05, 0.5]
    assert probs["c"] == [0.1, None]  # not among the other side's candidates: at most its least
    assert found["least"] == [0.05, 0.01]
    for side in (0, 1):
        shown = sum(row["probs"][side] or 0 for row in found["rows"])
        assert shown + found["rest"][side] == pytest.approx(1)
    assert len(probs) <= 2 * N_SHOWN


def test_tokens_show_what_has_no_shape() -> None:
    (found,) = encode_predictions([prediction({" it": 0.5, "\n": 0.3, " ": 0.1, "<b>": 0.1})])
    assert [row["token"] for row in found["rows"]] == ["it", "⏎", "·", "<b>"]


def test_every_position_has_its_own_bars() -> None:
    assert len(encode_predictions([NATIVE, CHANGED], [CHANGED, NATIVE])) == 2
    assert encode_predictions([]) == []
