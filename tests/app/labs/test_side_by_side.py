from __future__ import annotations

import gradio as gr
import pytest

from app.labs.side_by_side import presets
from app.labs.side_by_side.objectives import FIRST_SEED, on_objectives, place_of_pick
from app.labs.side_by_side.reading import on_preset, on_reading, read_edit
from app.state import DEFAULT_TEXT, Chosen
from models.errors import InputError
from models.predictions.targets import FATES, masked_targets
from viz.html import readable

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


def test_any_token_can_be_picked_as_a_target_while_it_stands_there() -> None:
    found = masked_targets(TEXT, "tiny-bert", 0)
    label = readable(found.tokens[3].text, found.tokens[3].piece)
    assert place_of_pick(f"3.{label}", found) == 3
    first = found.terms[0].position
    for said in ("", "3.another", "3", "99.x", "0.[CLS]", "x", "²"):
        assert place_of_pick(said, found) == first
    shown = on_objectives(Chosen(TEXT, *TINY), 0, 0.1, "Why?", f"3.{label}")["picked"]
    assert [(term["position"], term["fate"]) for term in shown["terms"]] == [(3, fate) for fate in FATES]
    assert on_objectives(Chosen("[MASK]", *TINY), 0, 0.1, "Why?")["picked"] is None


@pytest.mark.bundled
def test_the_first_draw_shows_a_mask_another_token_and_one_that_stays() -> None:
    found = masked_targets(DEFAULT_TEXT, "bert", FIRST_SEED)
    assert {term.fate for term in found.terms} == set(FATES)
    assert found.n_empty == 0


def test_presets_are_as_long_as_they_say() -> None:
    assert len(presets.TWENTY.split()) == 20
    assert len(presets.SIXTY.split()) == 60
    ordered, shuffled = (
        sorted(text.lower().replace(".", "").replace(",", "").split()) for text in (presets.ORDER, presets.SHUFFLED)
    )
    assert ordered == shuffled


def test_a_preset_brings_the_models_that_its_hint_speaks_of() -> None:
    said = gr.EventData(None, {"preset": "agreement"})
    assert on_preset(said) == (presets.AGREES, "gpt", "bert", "lstm", "")
