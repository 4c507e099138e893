"""Attention as the browser draws it: a grid of all heads at once, and one head exactly.

The grid is small and a little coarse: one byte a cell, at most `MAX_SIDE` cells a side, and nothing
is sent for cells that the mask forbids. An opened head is float32, cell for cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.records import AttentionTrace, Token, Trace
from viz.attention.payloads import AttentionPayload, Axis, GridPayload, MapKind, MapPayload, Sight, StackPayload
from viz.labels import encode_label
from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers
from viz.payloads import PlacedLabel

if TYPE_CHECKING:
    from torch import Tensor

MAX_SIDE = 64
KINDS: tuple[MapKind, ...] = ("head", "value", "average", "maximum", "rollout")
Opened = tuple[tuple[int, int], tuple[int, int]]  # layer and head, query and key
_TINY = 1e-9  # less than any row's maximum; a query that may see nothing has a row of 0
_CELLS_AT_ONCE = 2**17  # half a megabyte, which stays in a core's cache
# Which tokens look and which are looked at, by stack.
_AXES: dict[str, tuple[Axis, Axis]] = {
    "self": ("source", "source"),
    "encoder": ("source", "source"),
    "decoder": ("target", "target"),
    "cross": ("target", "source"),
}


def kinds_of(stack: str) -> tuple[MapKind, ...]:
    """What can be drawn of a stack: a rollout needs the same tokens on both sides."""
    queries, keys = _AXES[stack]
    return KINDS if queries == keys else tuple(kind for kind in KINDS if kind != "rollout")


def encode_attention(trace: Trace, opened: Opened | None = None) -> AttentionPayload:
    """Everything that the attention view shows of one forward pass before a head is asked for exactly.

    Args:
        opened: the head and the cell of self-attention to show first, where it is known which tell most; else the
            ones that stand out.
    """
    return {
        "model": trace.model_id,
        "family": trace.family,
        "mask": trace.mask,
        "tokens": {side: [_encode_token(token) for token in found] for side, found in _tokens(trace).items()},
        "stacks": {
            stack: _encode_stack(trace, stack, opened if stack == "self" else None) for stack in trace.attention
        },
    }


def _tokens(trace: Trace) -> dict[Axis, tuple[Token, ...]]:
    return {"source": trace.tokens, "target": trace.target_tokens}


def _encode_stack(trace: Trace, stack: str, opened: Opened | None) -> StackPayload:
    attention, (queries, keys) = trace.attention[stack], _AXES[stack]
    grid, pick = _Grid(attention), _Pick(trace, stack)
    _read(attention, grid, pick)
    strongest = pick.strongest()
    layer, head = opened[0] if opened else pick.place()
    if opened:
        strongest[layer, head] = opened[1]
    return {
        "queries": queries,
        "keys": keys,
        "kinds": list(kinds_of(stack)),
        "grid": grid.payload(),
        "strongest": encode_integers(strongest),
        "opened": _encode_map(attention, layer, head, "head", attention.pattern[layer, head], strongest[layer, head]),
    }


def _read(attention: AttentionTrace, *readers: Callable[[Tensor, slice], None]) -> None:
    """Give the pattern to every reader, a few layers at once: fetching it from memory costs more than the sums."""
    n_at_once = max(1, _CELLS_AT_ONCE // attention.pattern[0].numel())
    for first in range(0, attention.n_layers, n_at_once):
        layers = slice(first, first + n_at_once)
        for read in readers:
            read(attention.pattern[layers], layers)


def _encode_token(token: Token) -> PlacedLabel:
    """A token of an axis, and where it stands in the text."""
    return {**encode_label(token), "start": token.start, "end": token.end}


class _Grid:
    """Reads layers and quantises them: bytes with a maximum for each row, only where the mask allows anything.

    A text longer than `MAX_SIDE` is max-pooled in blocks, so that a strong cell stays visible.
    """

    def __init__(self, attention: AttentionTrace) -> None:
        self.shape, self.n_key_value_heads = list(attention.pattern.shape), attention.n_key_value_heads
        self.blocks = [-(-side // MAX_SIDE) for side in self.shape[2:]]
        allowed = _one_if_shared(_numpy(attention.allowed))
        self.sight = _sight(allowed)
        self.allowed = _max_pool(allowed, self.blocks)
        self.cells = np.flatnonzero(self.allowed.any(axis=0))  # that are drawn: half of them under a causal mask
        self.levels = np.empty((*self.shape[:2], self.cells.size), np.uint8)
        self.row_max = np.empty((*self.shape[:2], self.allowed.shape[1]), np.float32)

    def __call__(self, pattern: Tensor, layers: slice) -> None:
        small = pattern if max(self.blocks) == 1 else pattern.new_tensor(_max_pool(_numpy(pattern), self.blocks))
        row_max = small.amax(-1)
        steps = 255 / row_max.clamp(min=_TINY)
        levels = _numpy(small.mul(steps[..., None]).add_(0.5).flatten(2)).astype(np.uint8)  # which cuts off
        self.row_max[layers] = _numpy(row_max)
        np.take(levels, self.cells, axis=2, mode="clip", out=self.levels[layers])  # no cell is outside

    def payload(self) -> GridPayload:
        return {
            "shape": self.shape,
            "pooled": self.blocks,
            "sight": self.sight,
            "n_key_value_heads": self.n_key_value_heads,
            "allowed": encode_booleans(self.allowed),
            "levels": encode_bytes(self.levels),
            "row_max": encode_floats(self.row_max),
        }


def encode_head(trace: Trace, stack: str, layer: int, head: int) -> MapPayload:
    """One head exactly, layer and head counted from 0."""
    return encode_map(trace, stack, layer, head, "head", trace.attention[stack].pattern[layer, head])


def encode_map(trace: Trace, stack: str, layer: int, head: int, kind: MapKind, pattern: Tensor) -> MapPayload:
    """One map `[query_pos, key_pos]` of a layer exactly, in float32, with where it may have anything."""
    outstanding, maps = _Outstanding(trace, stack), pattern[None, None]
    usual = outstanding.usual(maps, slice(layer, layer + 1))
    strongest = outstanding.strongest(maps, usual, outstanding.best(maps, usual))[0, 0]
    return _encode_map(trace.attention[stack], layer, head, kind, pattern, strongest)


def _encode_map(
    attention: AttentionTrace, layer: int, head: int, kind: MapKind, pattern: Tensor, strongest: NDArray[Any]
) -> MapPayload:
    scores = None if attention.scores is None or kind != "head" else attention.scores[layer, head]
    query, key = strongest.tolist()
    return {
        "layer": layer,
        "head": head,
        "kind": kind,
        "pattern": encode_floats(pattern),
        "scores": None if scores is None else encode_floats(scores),
        "allowed": encode_booleans(attention.allowed[layer]),
        "strongest": (query, key),
    }


class _Outstanding:
    """Which weights single a token out, in maps `[layer, head, query_pos, key_pos]`.

    A weight counts by how far it lies above what its key gets on average from all queries that may see it: of a
    query that is no special token, not on the query itself, and not on the first or a special token, where
    heads rest that have nothing to look for. The rule sees numbers alone: it says nothing about what a
    head means.
    """

    def __init__(self, trace: Trace, stack: str) -> None:
        attention, tokens, (queries, keys) = trace.attention[stack], _tokens(trace), _AXES[stack]
        pattern, seen_by = attention.pattern, _one_if_shared(_numpy(attention.allowed)).sum(1)
        resting = [math.inf if key.special or place == 0 else 0.0 for place, key in enumerate(tokens[keys])]
        self.never_usual = pattern.new_tensor(resting)
        self.looking = pattern.new_tensor([not query.special for query in tokens[queries]])
        self.n_looking = pattern.new_tensor(seen_by.clip(min=1)).expand(attention.n_layers, -1)[:, None]
        self.shared = queries == keys

    def usual(self, pattern: Tensor, layers: slice) -> Tensor:
        """What each key gets on average, `[layer, head, key_pos]`; infinite where nothing singles it out."""
        return pattern.sum(2).div_(self.n_looking[layers]).add_(self.never_usual)

    def best(self, pattern: Tensor, usual: Tensor) -> Tensor:
        """How far each query's best weight stands out, `[layer, head, query_pos]`; 0 where none does."""
        above = pattern - usual[:, :, None]
        if self.shared:
            above.diagonal(dim1=2, dim2=3).fill_(-math.inf)
        return above.amax(-1).clamp_(min=0).mul_(self.looking)

    def strongest(self, pattern: Tensor, usual: Tensor, best: Tensor) -> NDArray[Any]:
        """Query and key of the best weight of all, `[layer, head, 2]`; 0 and 0 where none stands out."""
        most, query = best.max(-1)
        rows = pattern.gather(2, query[..., None, None].expand(-1, -1, 1, pattern.shape[-1])).squeeze(2) - usual
        if self.shared:
            rows.scatter_(2, query[..., None], -math.inf)
        places = np.stack([_numpy(query), _numpy(rows.argmax(-1))], axis=-1)
        return np.where(_numpy(most)[..., None] > 0, places, 0)


class _Pick:
    """Reads layers: which cell of each head is looked at first, and which head."""

    def __init__(self, trace: Trace, stack: str) -> None:
        self.pattern = trace.attention[stack].pattern
        n_layers, n_heads, n_queries, n_keys = self.pattern.shape
        self.outstanding = _Outstanding(trace, stack)
        self.usual = self.pattern.new_empty(n_layers, n_heads, n_keys)
        self.best = self.pattern.new_empty(n_layers, n_heads, n_queries)

    def __call__(self, pattern: Tensor, layers: slice) -> None:
        self.usual[layers] = self.outstanding.usual(pattern, layers)
        self.best[layers] = self.outstanding.best(pattern, self.usual[layers])

    def strongest(self) -> NDArray[Any]:
        """Query and key of each head's cell, `[layer, head, 2]`."""
        return self.outstanding.strongest(self.pattern, self.usual, self.best)

    def place(self) -> tuple[int, int]:
        """Layer and head whose queries single out a token of their own most, the first of equals."""
        far = _numpy(self.best.sum(-1))
        layer, head = np.unravel_index(int(far.argmax()), far.shape)
        return int(layer), int(head)


def _sight(allowed: NDArray[Any]) -> Sight:
    """What the queries may see, told from the mask itself."""
    if allowed.all():
        return "full"
    return "causal" if (allowed == np.tri(*allowed.shape[-2:], dtype=np.bool_)).all() else "partial"


def _one_if_shared(allowed: NDArray[Any]) -> NDArray[Any]:
    """`[1 or n_layers, query_pos, key_pos]`: once where all layers have the same mask."""
    shared = allowed.strides[0] == 0 or (allowed == allowed[:1]).all()
    return allowed[:1] if shared else allowed


def _max_pool(values: NDArray[Any], blocks: Sequence[int]) -> NDArray[Any]:
    """The maximum of each block of the last two axes; the last blocks may be smaller."""
    for axis, block in zip((-2, -1), blocks, strict=True):
        if block > 1:
            values = np.maximum.reduceat(values, np.arange(0, values.shape[axis], block), axis=axis)
    return values


def _numpy(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.numpy()
    return array
