"""Queries, keys, values and outputs of one layer: what attention is computed from, and what it brings."""

from __future__ import annotations

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.errors import InputError
from models.passes import Wanted, run
from models.records import LayerVectors, Trace

_vectors: BoundedCache[LayerVectors] = BoundedCache(TEXTS)


def layer_vectors(found: Trace, stack: str, layer: int) -> LayerVectors:
    """What one layer's heads multiplied in a pass.

    Args:
        found: a trace in which no head is silenced; the model reads its tokens under its mask once more.
        stack: a key of its `attention`.
        layer: counted from 0.

    Returns:
        Vectors from which the pass's scores, pattern and output follow.

    Raises:
        InputError: `out_of_range` for a stack or layer that is not there.
    """
    check_place(found, stack, layer)
    ids = tuple(token.id for token in found.tokens)
    read = (card(found.model_id).path, ids, found.mask, stack, layer)
    return _vectors.get_or_compute(read, lambda: _observed_vectors(found.model_id, ids, found.mask, stack, layer))


def _observed_vectors(model_id: str, ids: tuple[int, ...], mask: str, stack: str, layer: int) -> LayerVectors:
    return run(model_id, [ids], Wanted(vectors=layer, mask=mask)).vectors[stack]


def check_place(found: Trace, stack: object, layer: object, head: object = 0) -> None:
    """Raise `InputError` unless a trace has this stack, layer and head."""
    if stack not in found.attention:
        raise InputError("out_of_range", name="stack", value=str(stack)[:80], limit=", ".join(found.attention))
    attention = found.attention[str(stack)]
    for name, value, count in (("layer", layer, attention.n_layers), ("head", head, attention.n_heads)):
        if isinstance(value, bool) or not (isinstance(value, int) and 0 <= value < count):
            raise InputError("out_of_range", name=name, value=str(value)[:80], limit=f"0 … {count - 1}")
