"""Arrays arrive in the browser as they were, or as near as promised."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from viz.payload import Payload, encode_array

DTYPES = {"float32": "<f4", "int32": "<i4", "uint8": "u1", "bool": "?"}


def decode(payload: Payload) -> NDArray[np.generic]:
    """What decodeArray in common.js does."""
    data = base64.b64decode(payload["data"])
    if payload["dtype"] != "row_uint8":
        return np.frombuffer(data, DTYPES[payload["dtype"]]).reshape(payload["shape"])
    levels = np.frombuffer(data, "u1").reshape(payload["shape"])
    return levels / 255 * np.frombuffer(base64.b64decode(payload["row_max"]), "<f4").reshape(*payload["shape"][:-1], 1)


@given(arrays.arrays(np.float32, arrays.array_shapes(max_dims=4, max_side=5)))
def test_floats_travel_exactly(array: NDArray[np.float32]) -> None:
    payload = json.loads(json.dumps(encode_array(array)))
    np.testing.assert_array_equal(decode(payload), array)


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (torch.tensor([[1.5, 2.0]], dtype=torch.float16), "float32"),
        (torch.tensor([1, -(2**31)]), "int32"),
        (torch.tensor([[True], [False]]), "bool"),
        (np.array([0, 255], dtype=np.uint8), "uint8"),
        (np.zeros((0, 3)), "float32"),
        (torch.arange(6).reshape(2, 3).T, "int32"),  # not contiguous
        (torch.ones(2, requires_grad=True), "float32"),
    ],
)
def test_every_kind_of_number_travels(array: torch.Tensor | NDArray[np.generic], dtype: str) -> None:
    payload = encode_array(array)
    assert payload["dtype"] == dtype
    expected = array.detach().numpy() if isinstance(array, torch.Tensor) else array
    np.testing.assert_array_equal(decode(payload), expected)


@given(arrays.arrays(np.float32, (3, 7), elements=st.floats(0, 1, width=32)))
def test_quantised_rows_are_near_and_keep_their_largest_cell(rows: NDArray[np.float32]) -> None:
    shown = decode(encode_array(rows, "row_uint8"))
    row_max = rows.max(axis=1, keepdims=True)
    assert (np.abs(shown - rows) <= row_max / 510 + 1e-6).all()
    np.testing.assert_allclose(shown.max(axis=1, keepdims=True), row_max, rtol=1e-6)


def test_a_row_of_zeros_stays_zero() -> None:
    assert decode(encode_array(np.zeros((2, 3)), "row_uint8")).sum() == 0


@pytest.mark.parametrize("wrong", [[-1.0], [np.nan], [np.inf]])
def test_what_cannot_be_quantised_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError, match="row_uint8"):
        encode_array(np.array(wrong), "row_uint8")


def test_integers_beyond_32_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bits"):
        encode_array(np.array([2**31]))
