"""The only way that arrays travel to the browser: base64 of little-endian typed arrays.

`decodeArray` in the browser reads them. Nested lists of numbers would take a hundred times as long to parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import pybase64
from numpy.typing import NDArray

from viz.html import n_spaces
from viz.payloads import Booleans, Bytes, EncodedArray, Floats, Integers

if TYPE_CHECKING:
    from torch import Tensor

Numbers: TypeAlias = "Tensor | NDArray[Any] | Sequence[float] | Sequence[Sequence[float]]"
D = TypeVar("D")
_INT32 = np.iinfo(np.int32)


def encode_floats(numbers: Numbers) -> Floats:
    """Numbers of any shape as float32."""
    return _encoded(_as_numpy(numbers), "float32", "<f4")


def encode_integers(numbers: Numbers) -> Integers:
    """Whole numbers of any shape as int32.

    Raises:
        ValueError: numbers that are not whole, or beyond 32 bits.
    """
    values = _as_numpy(numbers)
    if values.size and values.dtype.kind not in "iub":
        raise ValueError("only integers travel as integers")
    if values.max(initial=0) > _INT32.max or values.min(initial=0) < _INT32.min:
        raise ValueError("integers beyond 32 bits do not fit")
    return _encoded(values, "int32", "<i4")


def encode_booleans(flags: Numbers) -> Booleans:
    """Booleans of any shape as bytes of 0 and 1."""
    return _encoded(_as_numpy(flags).astype(np.bool_), "bool", "|u1")


def encode_bytes(levels: NDArray[np.uint8]) -> Bytes:
    """Bytes of any shape."""
    return _encoded(levels, "uint8", "|u1")


def encode_n_spaces(texts: Iterable[str]) -> Bytes:
    """How many characters of each text's visible form are the spaces before a word."""
    return encode_bytes(np.array([min(n_spaces(text), 255) for text in texts], np.uint8))


def _encoded(values: NDArray[Any], dtype: D, stored: str) -> EncodedArray[D]:
    data = np.ascontiguousarray(values, dtype=stored)
    return {"dtype": dtype, "shape": list(values.shape), "data": pybase64.b64encode_as_string(data.data)}


def _as_numpy(numbers: Numbers) -> NDArray[Any]:
    if isinstance(numbers, np.ndarray):
        return numbers
    if isinstance(numbers, Sequence):
        return np.array(numbers)
    return numbers.detach().cpu().numpy()
