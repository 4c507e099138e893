"""Arrays arrive in the browser as they were."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers
from viz.payloads import EncodedArray

DTYPES = {"float32": "<f4", "int32": "<i4", "uint8": "u1", "bool": "?"}


def decode(payload: EncodedArray[Any]) -> NDArray[np.generic]:
    """What decodeArray in the browser does."""
    return np.frombuffer(base64.b64decode(payload["data"]), DTYPES[payload["dtype"]]).reshape(payload["shape"])


@given(arrays.arrays(np.float32, arrays.array_shapes(max_dims=4, max_side=5)))
def test_floats_travel_exactly(array: NDArray[np.float32]) -> None:
    payload = json.loads(json.dumps(encode_floats(array)))
    np.testing.assert_array_equal(decode(payload), array)


@pytest.mark.parametrize(
    ("encode", "numbers", "dtype"),
    [
        (encode_floats, torch.tensor([[1.5, 2.0]], dtype=torch.float16), "float32"),
        (encode_floats, np.zeros((0, 3)), "float32"),
        (encode_floats, torch.ones(2, requires_grad=True), "float32"),
        (encode_floats, [[1.5, np.nan]], "float32"),
        (encode_floats, [1, 2], "float32"),
        (encode_integers, torch.tensor([1, -(2**31)]), "int32"),
        (encode_integers, torch.arange(6).reshape(2, 3).T, "int32"),  # not contiguous
        (encode_integers, [], "int32"),
        (encode_booleans, torch.tensor([[True], [False]]), "bool"),
        (encode_bytes, np.array([0, 255], dtype=np.uint8), "uint8"),
    ],
)
def test_every_kind_of_number_travels(encode: Callable[..., EncodedArray[Any]], numbers: Any, dtype: str) -> None:
    payload = encode(numbers)
    assert payload["dtype"] == dtype
    expected = numbers.detach().numpy() if isinstance(numbers, torch.Tensor) else np.array(numbers)
    np.testing.assert_array_equal(decode(payload), expected)


def test_integers_beyond_32_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bits"):
        encode_integers([2**31])


def test_numbers_that_are_not_whole_are_no_integers() -> None:
    with pytest.raises(ValueError, match="integers"):
        encode_integers([1.5])
