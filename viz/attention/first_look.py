"""Where a person looks first: at the head that singles tokens out most, and within each map at one cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.records import Token

if TYPE_CHECKING:
    from torch import Tensor


class FirstLook:
    """Reads layers and finds what stands out in them.

    For every query that is no special token, the weight counts that lies furthest above what its key
    gets on average from all queries that may see it; not on the query itself, and not on the first
    or a special token, where heads rest that have nothing to look for. The rule sees numbers alone:
    it says nothing about what a head means.

    Args:
        pattern: `[layer, head, query_pos, key_pos]`, all that will be read.
        allowed: `[1 or n_layers, query_pos, key_pos]`.
        shared: queries and keys are the same tokens.

    """

    def __init__(
        self, pattern: Tensor, allowed: NDArray[Any], queries: Sequence[Token], keys: Sequence[Token], *, shared: bool
    ) -> None:
        n_layers, n_heads, n_queries, n_keys = pattern.shape
        resting = [math.inf if key.special or position == 0 else 0.0 for position, key in enumerate(keys)]
        self.pattern, self.shared = pattern, shared
        self.allowed = np.broadcast_to(allowed, (n_layers, n_queries, n_keys))
        self.never_usual = pattern.new_tensor(resting)
        self.looking = pattern.new_tensor([not query.special for query in queries])
        self.n_looking = pattern.new_tensor(allowed.sum(1).clip(min=1)).expand(n_layers, -1)[:, None]
        self.usual = pattern.new_empty(n_layers, n_heads, n_keys)
        self.furthest = pattern.new_empty(n_layers, n_heads, n_queries)

    def __call__(self, pattern: Tensor, layers: slice) -> None:
        """Read some layers."""
        usual = pattern.sum(2).div_(self.n_looking[layers]).add_(self.never_usual)
        above = pattern - usual[:, :, None]
        if self.shared:
            above.diagonal(dim1=2, dim2=3).fill_(-math.inf)
        self.usual[layers] = usual
        self.furthest[layers] = above.amax(-1)

    def head(self) -> tuple[int, int]:
        """Layer and head of the largest mean over the queries, the first of equals."""
        far = (self.furthest.clamp(min=0) @ self.looking).numpy()
        layer, head = np.unravel_index(int(far.argmax()), far.shape)
        return int(layer), int(head)

    def cells(self) -> NDArray[np.int32]:
        """`[layer, head]`, where in each head the weight that stands out most is, as `query * n_keys + key`.

        The first cell where none stands out.
        """
        query = self.furthest.masked_fill(self.looking == 0, -math.inf).numpy().argmax(-1)
        layer, head = np.ogrid[: query.shape[0], : query.shape[1]]
        above = self.pattern.numpy()[layer, head, query] - self.usual.numpy()  # [layer, head, key_pos]
        above[~self.allowed[layer, query]] = -math.inf
        if self.shared:
            above[layer, head, query] = -math.inf
        cells: NDArray[np.int32] = (query * above.shape[-1] + above.argmax(-1)).astype(np.int32)
        return cells
