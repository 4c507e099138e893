from __future__ import annotations

import pytest

from app.labs.side_by_side.objectives import on_objectives
from app.labs.side_by_side.reading import PRESETS, on_reading, read_edit
from app.state import Chosen
from models.errors import InputError

TEXT = "The cat sat on the mat."
TINY = ("tiny-gpt2", "tiny-bert", "tiny-lstm")

pytestmark = pytest.mark.usefixtures("tiny_models")


def test_a_model_that_cannot_read_so_much_says_so_and_the_others_go_on() -> None:
    found = on_reading(Chosen("The cat sat. " * 30, *TINY), "")
    assert [column["model"] for column in found["columns"]] == ["tiny-lstm"]
    assert {error["family"] for error in found["errors"]} == {"gpt", "bert"}
    assert all("64" in error["message"]["en"] for error in found["errors"])


def test_nothing_to_read_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        on_reading(Chosen("", *TINY), "")
    assert caught.value.code == "empty_text"


def test_a_mask_for_bert_is_plain_text_for_gpt() -> None:
    found = {
        column["model"]: column for column in on_reading(Chosen("The cat [MASK] on the mat.", *TINY), "")["columns"]
    }
    masked = [i for i, cell in enumerate(found["tiny-bert"]["cells"]) if cell["tokens"] == ["[MASK]"]]
    assert len(masked) == 1
    assert found["tiny-bert"]["cells"][masked[0]]["bits"] is None
    assert found["tiny-gpt2"]["cells"][masked[0]]["bits"] > 0


def test_a_change_is_read_from_a_link() -> None:
    found = on_reading(Chosen(TEXT, *TINY), '[4, 7, "dog"]')
    assert (found["edit"]["start"], found["edit"]["replacement"]) == (4, "dog")
    assert [column["model"] for column in found["edit"]["columns"]] == list(TINY)


@pytest.mark.parametrize(
    "edit",
    ["[4, 99, 'x']", '[4, 99, "x"]', '[7, 4, "x"]', "{}", "4", "null", '["a", 2, "x"]', "[1, 2, 3]", '[true, 2, "x"]'],
)
def test_a_change_that_is_none_is_named(edit: str) -> None:
    with pytest.raises(InputError) as caught:
        read_edit(edit, len(TEXT))
    assert caught.value.code == "edit_outside"


def test_a_text_that_bert_cannot_read_has_no_targets_whatever_the_seed() -> None:
    for seed in range(12):
        masked = on_objectives(Chosen("教练，我想打篮球！", *TINY), seed, 0.0, "Why?")["masked"]
        assert (masked["unreadable"], masked["terms"]) == (True, [])
    assert not on_objectives(Chosen("It is 教", *TINY), 0, 0.0, "Why?")["masked"]["unreadable"]


def test_objectives_come_together() -> None:
    asked = (Chosen(TEXT, *TINY), 0, 0.1)
    found = on_objectives(*asked, "Why?")
    assert 0 < found["pair"]["prob_follows"] < 1
    assert "second sentence" in on_objectives(*asked, " ")["pair"]["error"]["en"]
    assert [one["family"] for one in found["causal"]] == ["gpt", "lstm"]


def test_presets_are_as_long_as_they_say() -> None:
    assert len(PRESETS["twenty"].split()) == 20
    assert len(PRESETS["sixty"].split()) == 60
    assert sorted(PRESETS["order"].lower().replace(".", "").replace(",", "").split()) == sorted(
        PRESETS["order_shuffled"].lower().replace(".", "").replace(",", "").split()
    )
