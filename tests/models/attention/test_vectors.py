"""Queries, keys and values of a layer: scores, pattern and output follow from them."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from models import trace
from models.attention.vectors import layer_vectors
from models.errors import InputError

TEXT = "The animal didn't cross the street."
pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-gpt-neox"])
@pytest.mark.parametrize("mask", ["native", "window:2", "[[2,0]]"])
def test_scores_pattern_and_output_follow(name: str, mask: str) -> None:
    seen = trace(TEXT, name, mask, scores=True)
    found, vectors = seen.attention["self"], layer_vectors(seen, "self", 1)
    assert found.scores is not None
    scores = vectors.scaling * vectors.query @ vectors.key.mT
    torch.testing.assert_close(scores, found.scores[1], atol=1e-4, rtol=1e-5)
    torch.testing.assert_close(found.pattern[1] @ vectors.value, vectors.output, atol=1e-5, rtol=1e-5)
    assert vectors.scaling == pytest.approx(vectors.query.shape[-1] ** -0.5)


def test_every_stack_of_an_encoder_decoder_has_them() -> None:
    seen = trace(TEXT, "tiny-bart")
    for stack, found in seen.attention.items():
        vectors = layer_vectors(seen, stack, 2)
        torch.testing.assert_close(found.pattern[2] @ vectors.value, vectors.output, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("place", [("cross", 0), ("self", 3), ("self", -1), ("self", "0"), ("self", True)])
def test_a_place_that_is_not_there_is_refused(place: tuple[Any, Any]) -> None:
    with pytest.raises(InputError) as refusal:
        layer_vectors(trace(TEXT, "tiny-gpt2"), *place)
    assert refusal.value.code == "out_of_range"
