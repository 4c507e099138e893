from __future__ import annotations

from pathlib import Path

import pytest

from app.labs.norms.batch import (
    CHINESE_PAIR,
    DEFAULT_SENTENCES,
    MAX_GROUPS,
    batch_of,
    bilingual_cut,
    on_batch,
)
from app.labs.norms.depth import depth
from app.labs.norms.experiments import EXPERIMENTS, experiment
from app.state import Chosen
from models.errors import InputError
from models.limits import MAX_BATCH_SENTENCES
from models.norms.batches import model_sites
from models.norms.slices import NORMS

TEXT = "The animal didn't cross the street."
MODELS = {"gpt": "tiny-gpt2", "bert": "tiny-bert", "lstm": "tiny-lstm"}


def read(
    family: str = "gpt",
    text: str = TEXT,
    sentences: str = "It was dark.\nIt was fun.",
    site: str = "",
    groups: float = MAX_GROUPS,
) -> dict:
    return on_batch(Chosen(text, **MODELS), family, sentences, site, groups)


def test_broken_tokens_are_counted_not_guessed(tiny_models: Path) -> None:
    first, second = CHINESE_PAIR
    for family, per_character in (("gpt", 3), ("bert", 1)):
        assert read(family, first, second)["n_broken"] == per_character * len(first + second)
        assert read(family)["n_broken"] == 0
        assert read(family, "It is 教.")["n_broken"] == per_character


def test_the_shared_text_comes_first() -> None:
    assert batch_of("a", "b\n\n  c  \n") == ["a", "b", "c"]


def test_a_text_of_its_own_is_a_batch_of_one(tiny_models: Path) -> None:
    assert read(sentences="\n \n")["activations"]["shape"][0] == 1


@pytest.mark.parametrize("family", MODELS)
def test_the_chosen_family_reads_the_batch(tiny_models: Path, family: str) -> None:
    payload = read(family)
    assert payload["family"] == family
    assert payload["activations"]["shape"][0] == 3
    assert [site["name"] for site in payload["sites"]] == list(model_sites(MODELS[family]))


@pytest.mark.parametrize("family", ["gpt", "bert"])
def test_at_every_site_the_models_own_norm_is_the_models_output(tiny_models: Path, family: str) -> None:
    for site in model_sites(MODELS[family]):
        payload = read(family, site=site)
        assert payload["site"] == site
        assert payload["max_difference"] < 1e-5


def test_a_site_of_another_model_gives_the_middle(tiny_models: Path) -> None:
    other = model_sites(MODELS["bert"])[0]
    assert read("gpt", site=other)["site"] == read("gpt")["site"] == model_sites(MODELS["gpt"])[3]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"text": ""}, "empty_text"),
        ({"sentences": "one\n" * MAX_BATCH_SENTENCES}, "too_many_sentences"),
        ({"sentences": "dog " * 200}, "too_many_tokens"),
        ({"text": "\ud800"}, "bad_characters"),
        ({"groups": 7}, "out_of_range"),
        ({"groups": 2.5}, "out_of_range"),
        ({"groups": None}, "out_of_range"),
    ],
)
def test_bad_input_is_told(tiny_models: Path, options: dict, code: str) -> None:
    with pytest.raises(InputError) as error:
        read(**options)
    assert error.value.code == code


def test_the_defaults_fit_and_leave_padding_to_see(tiny_models: Path) -> None:
    texts = batch_of(TEXT, DEFAULT_SENTENCES["en"])
    assert len(texts) <= MAX_BATCH_SENTENCES
    assert len({len(text.split()) for text in texts}) > 3


def test_the_group_norm_has_as_many_groups_as_are_asked_for(tiny_models: Path) -> None:
    assert read(groups=4)["norms"]["group"]["mean"]["shape"] == [3, 4]
    assert read()["request"]["groups"] == 8


@pytest.mark.bundled
def test_the_chinese_pair_is_read_as_bytes_and_cut_by_the_bilingual_tokenizer() -> None:
    payload = on_batch(Chosen(CHINESE_PAIR[0], "gpt", "bert", "lstm"), "gpt", CHINESE_PAIR[1], "", MAX_GROUPS)
    cut = payload["bilingual"]
    assert [pieces[0][0] for pieces in cut] == ["教", "老"]
    for sentence, pieces in zip(payload["sentences"], cut, strict=True):
        assert len(sentence["tokens"]) > 1.5 * len(pieces)
    assert bilingual_cut([TEXT]) is None


OPTIONS = {
    "neighbour": {"changed": 1, "replacement": "The king was old."},
    "small": {},
    "padding": {"extra": 3},
    "running": {"n_steps": 4, "momentum": 0.5},
    "future": {},
    "scale": {"factor": 2, "addend": 1.5},
}


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("family", MODELS)
def test_every_experiment_answers_for_every_norm(tiny_models: Path, name: str, family: str) -> None:
    found = experiment({"name": name, **read(family)["request"], **OPTIONS[name]})
    assert found["answers"].keys() == NORMS.keys()
    assert set(map(type, found["answers"].values())) == {bool}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "evil"},
        {"groups": "8"},
        {"groups": 2.5},
        {"factor": True},
        {"factor": None},
        {"addend": float("inf")},
        {"factor": float("nan")},
    ],
)
def test_what_no_button_asks_for_is_refused(tiny_models: Path, changes: dict) -> None:
    asked = {"name": "scale", **read()["request"], **OPTIONS["scale"], **changes}
    with pytest.raises(InputError) as error:
        experiment(asked)
    assert error.value.code in {"out_of_range", "not_whole", "not_number"}  # by its value, or already by its type


def test_the_depth_is_that_of_both_models(tiny_models: Path) -> None:
    gpt, bert = depth({"text": TEXT, "models": [MODELS["gpt"], MODELS["bert"]]})
    assert (gpt["family"], bert["family"]) == ("gpt", "bert")
    assert gpt["length"]["shape"] == [7, 2, len(gpt["tokens"])]
    assert all(site["place"] != "in_head" for site in bert["sites"])
    assert bert["length"]["shape"][0] == len(bert["sites"]) == 7
