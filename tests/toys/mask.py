"""A mask: of what the model natively sees, every second key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.masks import Sight

if TYPE_CHECKING:
    from torch import Tensor


def stripes(sight: Sight, _: int) -> Tensor:
    return sight.native & (sight.key % 2 == 0)
