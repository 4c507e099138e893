"""Tensors as the browser draws them: all of a part small, one of them exactly, and the sum that made a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.records import Activations, CellSum, Formula
from viz.inside.payloads import NumberPayload, PartPayload, TensorPayload, TensorPicture
from viz.payload import encode_booleans, encode_bytes, encode_floats

if TYPE_CHECKING:
    from torch import Tensor

MOST = (0, 32, 64)  # rows and columns of a small picture
MAPS = ("attn.scores", "attn.pattern")
USUAL = 0.99  # of all numbers are smaller than what is drawn in full colour
N_VOCABULARY = 256  # columns that are sent of a tensor as wide as the vocabulary


def encode_part(found: Activations, part: int | Literal["start", "end"], names: Sequence[str]) -> PartPayload:
    """Every tensor of a part that the model has.

    Args:
        names: in full, in the order in which they are made.
    """
    return {"part": part, "tensors": [_picture(found, name) for name in names if name in found.values]}


def _picture(found: Activations, name: str) -> TensorPicture:
    values: NDArray[Any] = found[name].numpy()
    heads = values if values.ndim == 3 else values[None]
    small = _pooled(heads) if name.endswith(MAPS) else heads[:, :: _step(heads, 1), :: _step(heads, 2)]
    limit = float(np.quantile(np.abs(small), USUAL)) or 1.0
    levels = np.clip(np.rint(small * (127 / limit)), -127, 127) + 128
    return {
        "name": name,
        "reads": list(found.reads.get(name, ())),
        "shape": list(values.shape),
        "mean": float(values.mean()),
        "std": float(values.std()),
        "low": float(values.min()),
        "high": float(values.max()),
        "limit": limit,
        "picture": encode_bytes(levels.astype(np.uint8)),
    }


def _step(heads: NDArray[Any], axis: int) -> int:
    """Every how many-th cell is drawn."""
    return -(-int(heads.shape[axis]) // MOST[axis])


def _pooled(heads: NDArray[Any]) -> NDArray[Any]:
    """Of each block of cells the largest in size, with its sign: a strong cell of a map stays visible."""
    for axis in (1, 2):
        starts = np.arange(0, heads.shape[axis], _step(heads, axis))
        high, low = np.maximum.reduceat(heads, starts, axis), np.minimum.reduceat(heads, starts, axis)
        heads = np.where(high > -low, high, low)
    return heads


def encode_tensor(
    found: Activations,
    name: str,
    formula: Formula,
    *,
    head: int | None,
    position: int | None,
    labels: Mapping[int, str],
    is_map: bool,
    site: str | None,
) -> TensorPayload:
    """One matrix of a tensor, number for number.

    Args:
        formula: how it is made.
        head: of a tensor with heads.
        position: of a tensor as wide as the vocabulary, whose largest `N_VOCABULARY` numbers there are sent.
        labels: of these, the tokens.
        is_map: from queries to keys.
        site: of a norm, the name of its module.
    """
    matrix: Tensor = found[name] if head is None else found[name][head]
    columns = None
    if position is not None:
        values, order = matrix[position].topk(min(N_VOCABULARY, matrix.shape[-1]))
        matrix, columns = values[None], order.tolist()
    layer = int(name.split(".")[1]) if is_map else 0
    return {
        "name": name,
        "equation": formula.equation,
        "code": formula.code,
        "function": formula.function,
        "site": site,
        "head": head,
        "position": position,
        "values": encode_floats(matrix),
        "columns": columns,
        "labels": None if columns is None else [labels[column] for column in columns],
        "allowed": encode_booleans(found.allowed[layer]) if is_map and found.allowed is not None else None,
    }


def encode_cell(told: CellSum) -> NumberPayload:
    """One number and what made it."""
    return {
        "name": told.name,
        "index": list(told.index),
        "value": told.value,
        "form": told.form,
        "terms": [{**asdict(term), "where": list(term.where), "factors": list(term.factors)} for term in told.terms],  # type: ignore[typeddict-item]
        "n_rest": told.n_rest,
        "rest": told.rest,
        "known": dict(told.known),
        "function": told.function,
    }
