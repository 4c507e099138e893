"""Objectives against the same thing said otherwise."""

from __future__ import annotations

import torch

from models.masks import parse_mask
from models.observe import Observer, observing
from models.training.objectives import next_token_loss, seen_next_token_loss
from models.training.recipes import RECIPES
from models.ways import make_observable
from tests.models.training.small import BUILDS


@torch.no_grad()
def test_without_the_mask_each_position_sees_what_it_predicts() -> None:
    model = BUILDS["gpt"](None).eval()
    ids = torch.randint(600, (2, 20))
    plain, seen = next_token_loss(model, {"input_ids": ids}), seen_next_token_loss(model, {"input_ids": ids})
    make_observable(model)
    with observing(Observer(parse_mask("full"))):
        expected = next_token_loss(model, {"input_ids": ids})
    torch.testing.assert_close(seen, expected)
    assert not torch.isclose(plain, seen, atol=1e-5)


def test_the_twin_differs_from_the_gpt_in_its_mask_alone() -> None:
    gpt, twin = vars(RECIPES["gpt"]), vars(RECIPES["gpt-unmasked"])
    assert {name for name in gpt if gpt[name] != twin[name]} == {"name", "sees_all", "listed"}
