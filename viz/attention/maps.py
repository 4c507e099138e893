"""Attention as the browser draws it: a grid of all heads at once, and one head exactly.

The grid is small and a little coarse: one byte a cell, at most `MAX_SIDE` cells a side, and nothing
is sent for cells that the mask forbids. An opened head is float32, cell for cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.records import AttentionTrace, Token, Trace
from viz.attention.first_look import FirstLook
from viz.attention.payloads import AttentionPayload, Axis, CellsPayload, MapKind, MapPayload, Sight, StackPayload
from viz.html import visible
from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers
from viz.payloads import Label

if TYPE_CHECKING:
    from torch import Tensor

MAX_SIDE = 64
KINDS: tuple[MapKind, ...] = ("head", "value", "average", "maximum", "rollout")
_UNKNOWN_PIECES = ("[UNK]", "<unk>")  # all that a model gets to see of what its vocabulary cannot spell
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


def encode_attention(trace: Trace) -> AttentionPayload:
    """Everything that the attention view shows of one forward pass before a head is asked for exactly."""
    return {
        "model": trace.model_id,
        "family": trace.family,
        "mask": trace.mask,
        "tokens": {side: [_encode_token(token) for token in found] for side, found in _tokens(trace).items()},
        "stacks": {stack: _encode_stack(trace, stack) for stack in trace.attention},
    }


def _tokens(trace: Trace) -> dict[Axis, tuple[Token, ...]]:
    return {"source": trace.tokens, "target": trace.target_tokens}


def _encode_stack(trace: Trace, stack: str) -> StackPayload:
    queries, keys = _AXES[stack]
    attention = trace.attention[stack]
    allowed = _one_if_shared(_numpy(attention.allowed))
    grid = _Grid(attention, allowed)
    look = _first_look(trace, stack, attention.pattern, allowed)
    _read(attention, grid, look)
    opened, strongest = look.head(), look.cells()
    return {
        "queries": queries,
        "keys": keys,
        "kinds": list(kinds_of(stack)),
        "grid": {**grid.payload(), "strongest": encode_integers(strongest)},
        "opened": _encode_map(attention, opened, "head", attention.pattern[opened], int(strongest[opened])),
    }


def _first_look(trace: Trace, stack: str, pattern: Tensor, allowed: NDArray[Any]) -> FirstLook:
    tokens, (queries, keys) = _tokens(trace), _AXES[stack]
    return FirstLook(pattern, allowed, tokens[queries], tokens[keys], shared=queries == keys)


def _read(attention: AttentionTrace, *readers: Callable[[Tensor, slice], None]) -> None:
    """Give the pattern to every reader, a few layers at once: fetching it from memory costs more than the sums."""
    n_at_once = max(1, _CELLS_AT_ONCE // attention.pattern[0].numel())
    for first in range(0, attention.n_layers, n_at_once):
        layers = slice(first, first + n_at_once)
        for read in readers:
            read(attention.pattern[layers], layers)


def _encode_token(token: Token) -> Label:
    """What the model reads: all visible, but for the space before a word, which says nothing on an axis."""
    text = token.piece if token.piece in _UNKNOWN_PIECES else token.text
    return {"label": visible(text.removeprefix(" ") or text or token.piece), "special": token.special}


class _Grid:
    """Reads layers and quantises them: bytes with a maximum for each row, only where the mask allows anything.

    A text longer than `MAX_SIDE` is max-pooled in blocks, so that a strong cell stays visible.
    """

    def __init__(self, attention: AttentionTrace, allowed: NDArray[Any]) -> None:
        self.shape, self.n_key_value_heads = list(attention.pattern.shape), attention.n_key_value_heads
        self.blocks = [-(-side // MAX_SIDE) for side in self.shape[2:]]
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

    def payload(self) -> CellsPayload:
        return {
            "shape": self.shape,
            "pooled": self.blocks,
            "sight": self.sight,
            "n_key_value_heads": self.n_key_value_heads,
            "allowed": encode_booleans(self.allowed),
            "levels": encode_bytes(self.levels),
            "row_max": encode_floats(self.row_max),
        }


def encode_map(trace: Trace, stack: str, layer: int, head: int, kind: MapKind, pattern: Tensor) -> MapPayload:
    """One map `[query_pos, key_pos]` of a layer exactly, in float32, with where it may have anything."""
    attention = trace.attention[stack]
    look = _first_look(trace, stack, pattern[None, None], _numpy(attention.allowed[layer, None]))
    look(pattern[None, None], slice(None))
    return _encode_map(attention, (layer, head), kind, pattern, int(look.cells()[0, 0]))


def _encode_map(
    attention: AttentionTrace, place: tuple[int, int], kind: MapKind, pattern: Tensor, strongest: int
) -> MapPayload:
    layer, head = place
    scores = None if attention.scores is None or kind != "head" else attention.scores[layer, head]
    return {
        "layer": layer,
        "head": head,
        "kind": kind,
        "pattern": encode_floats(pattern),
        "scores": None if scores is None else encode_floats(scores),
        "allowed": encode_booleans(attention.allowed[layer]),
        "strongest": strongest,
    }


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
