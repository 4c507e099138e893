from __future__ import annotations

import base64

import numpy as np
import pytest

from app.labs.inside.functions import functions, on_functions
from app.state import Chosen
from models.errors import InputError

TEXT = "The cat sat on the mat."
ABOVE = Chosen(TEXT, "tiny-gpt2", "tiny-bert", "tiny-lstm")


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("choice", ["gpt", "bert", "lstm", "=tiny-llama"])
def test_every_value_is_counted_once(choice: str) -> None:
    found = on_functions(ABOVE, choice)
    counts = np.frombuffer(base64.b64decode(found["counts"]["data"]), "<i4")
    assert counts.sum() % found["n_units"] == 0
    assert all(curve["values"]["shape"] == found["x"]["shape"] for curve in found["curves"])
    assert found["by_layer"][found["layer"]] == max(found["by_layer"])
    (own,) = (curve for curve in found["curves"] if curve["name"] == found["used"])
    assert own["saturated"] == pytest.approx(found["by_layer"][found["layer"]])


@pytest.mark.usefixtures("tiny_models")
def test_the_asked_layer_is_shown_and_a_wrong_one_refused() -> None:
    asked = {"text": TEXT, "model": "tiny-lstm", "layer": 1, "site": "forget_gate.pre"}
    found = functions(asked)
    assert (found["layer"], found["site"]) == (1, "forget_gate.pre")
    with pytest.raises(InputError) as refusal:
        functions({**asked, "layer": 7})
    assert refusal.value.code == "out_of_range"
