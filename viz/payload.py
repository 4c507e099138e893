"""The only way that arrays travel to the browser: base64 of little-endian typed arrays.

`decodeArray` in `assets/js/common.js` reads them. Nested lists of numbers would take a hundred
times as long to parse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pybase64
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Payload = dict[str, Any]
Quantisation = Literal["row_uint8"]
_INT32 = np.iinfo(np.int32)
_DTYPES = {"f": "<f4", "i": "<i4", "u": "<i4", "b": "|u1"}


def encode_array(array: Tensor | NDArray[Any], quantise: Quantisation | None = None) -> Payload:
    """An array as JSON-safe values.

    Args:
        array: any shape; floats travel as float32, integers as int32 (uint8 as it is), booleans as
            bytes of 0 and 1.
        quantise: `row_uint8` sends each row (last axis) of non-negative numbers as bytes, 255 for
            the row's maximum, which travels as float32. The error is at most 1/510 of the row's
            maximum, and the largest cell of a row stays the largest.

    Returns:
        `{dtype, shape, data}` and, when quantised, `row_max` (base64 float32, one number a row).

    Raises:
        ValueError: `row_uint8` of negative or non-finite numbers, integers beyond 32 bits.
    """
    values = _as_numpy(array)
    if quantise == "row_uint8":
        levels, row_max = quantise_rows(values)
        return encode_array(levels) | {"dtype": "row_uint8", "row_max": _base64(row_max)}
    if values.dtype == np.uint8:
        return {"dtype": "uint8", "shape": list(values.shape), "data": _base64(values)}
    if values.dtype.kind in "iu" and (values.max(initial=0) > _INT32.max or values.min(initial=0) < _INT32.min):
        raise ValueError("integers beyond 32 bits do not fit")
    name = {"f": "float32", "b": "bool"}.get(values.dtype.kind, "int32")
    return {"dtype": name, "shape": list(values.shape), "data": _base64(values.astype(_DTYPES[values.dtype.kind]))}


def quantise_rows(values: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Each row (last axis) of non-negative numbers as levels, 255 for the row's maximum, and the maxima.

    Returns:
        `(levels, row_max)`, `row_max` without the last axis; `levels / 255 * row_max` differs from
        `values` by at most 1/510 of the row's maximum.

    Raises:
        ValueError: a number that is negative or not finite.
    """
    rows = values.astype(np.float32, copy=False)
    row_max = rows.max(axis=-1, initial=0)
    if rows.size and not (np.isfinite(row_max).all() and rows.min() >= 0):
        raise ValueError("row_uint8 needs finite numbers of at least 0")
    levels = rows / np.where(row_max > 0, row_max, 1)[..., None]
    levels *= 255  # in place: fresh memory costs more than the arithmetic
    return np.rint(levels, out=levels).astype(np.uint8), row_max


def _as_numpy(array: Tensor | NDArray[Any]) -> NDArray[Any]:
    if isinstance(array, np.ndarray):
        return array
    return array.detach().cpu().numpy()


def _base64(values: NDArray[Any]) -> str:
    return pybase64.b64encode_as_string(np.ascontiguousarray(values).data)
