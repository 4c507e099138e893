from __future__ import annotations

import pytest

from app.labs.inside.backward import FIRST, LONG_TEXT, backward, beside, net, on_backward, weight
from app.state import Chosen
from models.errors import InputError

TEXT = "The cat sat on the mat."
ABOVE = Chosen(TEXT, "tiny-gpt2", "tiny-bert", "tiny-lstm")


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("choice", ["gpt", "bert", "lstm", "=tiny-llama", "=tiny-rnn", "=tiny-bilstm"])
def test_every_model_has_a_map_and_where_it_can_a_step(choice: str) -> None:
    found = on_backward(ABOVE, choice)
    assert found["norms"]["shape"] == [len(found["stations"]), len(found["tokens"])]
    other = next(position for position in found["asked"] if position != found["position"])
    again = backward({**found["request"], "position": other})
    assert (again["position"], again["asked"]) == (other, found["asked"])
    for matrix in found["matrices"][-1:]:
        step = weight({**found["request"], "position": other, "matrix": matrix, "rate": 0.5})
        assert step["after"] == pytest.approx(step["weight"] - 0.5 * step["gradient"])
        assert step["losses"]["shape"] == step["weights"]["shape"]


@pytest.mark.bundled
def test_small_models_read_english_that_is_long_enough() -> None:
    other = beside({"text": "小猫没有过马路，因为它太累了。"})
    assert (other["text"], other["is_own"]) == (LONG_TEXT, False)
    own = beside({"text": f"{LONG_TEXT} She ran home."})
    assert own["is_own"]
    for line in own["time"]:
        assert line["shares"][0] == 1
        assert len(line["shares"]) == len(own["tokens"])


def test_the_small_net_takes_ones_own_numbers_within_bounds() -> None:
    found = net({**FIRST, "w1": 0.5})
    assert found["values"]["w1"] == 0.5
    assert set(found["steps"]) == {"w1", "w2", "b", "all"}
    with pytest.raises(InputError) as refusal:
        net({**FIRST, "target": 2.0})
    assert refusal.value.code == "out_of_range"
