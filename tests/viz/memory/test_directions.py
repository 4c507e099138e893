from __future__ import annotations

import base64
import json

import numpy as np
import pytest
import torch

from models.memory.both_directions import trace_directions
from viz.memory.directions import encode_directions

pytestmark = pytest.mark.usefixtures("tiny_models")
TEXT = 'The cat sat. "It was tired!" said </script>.'


def array(payload: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(payload["data"]), "<f4").reshape(payload["shape"])


def test_both_directions_travel_with_their_guesses() -> None:
    found = trace_directions(TEXT, "tiny-bilstm")
    sent = json.loads(json.dumps(encode_directions(found, "Tiny"), allow_nan=False))
    np.testing.assert_array_equal(array(sent["backward"]), found.backward)
    assert [guess is None for guess in sent["guesses"]] == [token.special for token in found.tokens]
    ids = [token.id for token in found.tokens]
    right = [[guess["right"] for guess in guesses or ()] for guesses in sent["guesses"]]
    assert right == [[one.id == id_ for one in guesses or ()] for id_, guesses in zip(ids, found.guesses, strict=True)]
    assert torch.tensor([bits for bits in sent["surprisal_bits"] if bits]).shape[1] == 3
