from __future__ import annotations

from pathlib import Path

import pytest

from app.labs.norms import DEFAULT_SENTENCES, MAX_SENTENCES, batch_of, on_batch
from models.errors import InputError
from models.norm_sites import norm_sites
from models.registry import load

TEXT = "The animal didn't cross the street."
MODELS = {"gpt": "tiny-gpt2", "bert": "tiny-bert"}


def read(family: str = "gpt", text: str = TEXT, sentences: str = "It was dark.\nIt was fun.", site: str = "") -> dict:
    return on_batch(text, MODELS["gpt"], MODELS["bert"], family, sentences, site)


def test_the_shared_text_comes_first() -> None:
    assert batch_of("a", "b\n\n  c  \n") == ["a", "b", "c"]


def test_a_text_of_its_own_is_a_batch_of_one(tiny_models: Path) -> None:
    assert read(sentences="\n \n")["activations"]["shape"][0] == 1


@pytest.mark.parametrize("family", MODELS)
def test_the_chosen_family_reads_the_batch(tiny_models: Path, family: str) -> None:
    payload = read(family)
    assert payload["family"] == family
    assert payload["activations"]["shape"][0] == 3
    assert [site["name"] for site in payload["sites"]] == list(norm_sites(load(MODELS[family]).model))


@pytest.mark.parametrize("family", MODELS)
def test_at_every_site_the_models_own_norm_is_the_models_output(tiny_models: Path, family: str) -> None:
    for site in norm_sites(load(MODELS[family]).model):
        payload = read(family, site=site)
        assert payload["site"] == site
        assert payload["max_difference"] < 1e-5


def test_a_site_of_another_model_gives_the_middle(tiny_models: Path) -> None:
    other = norm_sites(load(MODELS["bert"]).model)[0]
    assert read("gpt", site=other)["site"] == read("gpt")["site"] == norm_sites(load(MODELS["gpt"]).model)[3]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"text": ""}, "empty_text"),
        ({"sentences": "one\n" * MAX_SENTENCES}, "too_many_sentences"),
        ({"sentences": "dog " * 200}, "too_many_tokens"),
        ({"text": "\ud800"}, "bad_characters"),
    ],
)
def test_bad_input_is_told(tiny_models: Path, options: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as error:
        read(**options)
    assert error.value.code == code


def test_the_defaults_fit_and_leave_padding_to_see(tiny_models: Path) -> None:
    texts = batch_of(TEXT, DEFAULT_SENTENCES)
    assert len(texts) <= MAX_SENTENCES
    assert len({len(text.split()) for text in texts}) > 3
