"""The whole command on a small corpus: train, save, judge, and tell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, BertForPreTraining, GPT2LMHeadModel

from models.architectures.lstm import LSTMForCausalLM
from models.catalog import card_from_folder
from models.training.__main__ import main, parse_arguments, public_command
from models.training.corpus import Corpus
from models.training.evaluate import bits_per_byte
from models.training.figures import MAIN_SOURCES
from models.training.loop import Run
from models.training.recipes import GROUPS, RECIPES
from tests.models.training.small import small_recipe

CLASSES = {
    "gpt": GPT2LMHeadModel,
    "bert": BertForPreTraining,
    "lstm": LSTMForCausalLM,
}


@pytest.fixture(scope="module")
def trained(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`trained / "gpt"` and so on: what the command leaves behind."""
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        for name in RECIPES:
            patch.setitem(RECIPES, name, small_recipe(name, steps=2))
        for name in ("gpt", "bert", "lstm"):
            shared = ["--tokenizer", str(folder / "gpt")] if name == "lstm" else []
            main([name, "--corpus", str(corpus_folder), "--out", str(folder / name), "--device", "cpu", *shared])
    return folder


@pytest.mark.parametrize("name", list(CLASSES))
def test_the_files_are_a_16_bit_model_that_loads_as_a_32_bit_one(trained: Path, name: str) -> None:
    stored = load_file(trained / name / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    loaded = CLASSES[name].from_pretrained(trained / name)
    assert {parameter.dtype for parameter in loaded.parameters()} == {torch.float32}
    run = Run(small_recipe(name, 2).build(None), small_recipe(name, 2))
    run.load(trained / name / "checkpoint.pt")
    for key, value in run.model.state_dict().items():
        assert torch.equal(loaded.state_dict()[key], value.half().float())


def test_both_heads_of_bert_are_saved(trained: Path) -> None:
    stored = load_file(trained / "bert" / "model.safetensors")
    assert {"cls.seq_relationship.weight", "cls.predictions.transform.dense.weight"} <= set(stored)


@pytest.mark.parametrize("name", list(CLASSES))
def test_the_card_tells_what_the_files_hold(trained: Path, name: str) -> None:
    told = json.loads((trained / name / "card.json").read_text())
    found = card_from_folder(trained / name, "local")
    for attribute in (
        "id",
        "family",
        "title",
        "licence",
        "n_layers",
        "d_model",
        "n_params",
        "context_length",
        "tokenizer",
    ):
        assert told[attribute] == getattr(found, attribute)
    assert (told["n_heads"] or 0) == found.n_heads
    assert told["training"]["n_tokens"] == 2 * 512
    assert {entry["source"] for entry in told["data"]} == {
        "tinystories",
        "tinystories_recased",
        "tinystories_lowercase",
        "fairytales",
    }


def test_causal_figures_are_those_of_the_saved_model(trained: Path, corpus: Corpus) -> None:
    for name in ("gpt", "lstm"):
        figures = json.loads((trained / name / "card.json").read_text())["figures"]
        model = CLASSES[name].from_pretrained(trained / name)
        tokenizer = AutoTokenizer.from_pretrained(trained / name)
        for entry in figures:
            stories = corpus.held_out[entry["source"]]
            assert entry["n_stories"] == len(stories) > 0
            assert entry["bits_per_byte"]["model"] == pytest.approx(bits_per_byte(model, tokenizer, stories), abs=1e-4)
            baselines = {"unigram", "five_gram", "xz"}
            if entry["source"] in MAIN_SOURCES:
                baselines |= {"xz_after_training_text"}
            assert set(entry["bits_per_byte"]) == baselines | {"model"}


def test_masked_figures_stand_beside_their_baselines(trained: Path) -> None:
    figures = json.loads((trained / "bert" / "card.json").read_text())["figures"]
    assert [entry["source"] for entry in figures] == ["tinystories", "fairytales"]
    for entry in figures:
        assert set(entry["masked_top1"]) == {"model", "unigram", "five_gram"}
        assert set(entry["next_sentence_accuracy"]) == {"model", "always_the_commoner"}
        assert 0.5 <= entry["next_sentence_accuracy"]["always_the_commoner"] < 0.6


def test_the_lstm_has_the_gpts_tokenizer(trained: Path) -> None:
    assert (trained / "lstm" / "tokenizer.json").read_bytes() == (trained / "gpt" / "tokenizer.json").read_bytes()


@pytest.mark.parametrize("name", list(CLASSES))
def test_the_readme_tells_every_figure_and_no_folder_of_this_machine(
    trained: Path, corpus_folder: Path, name: str
) -> None:
    text = (trained / name / "README.md").read_text()
    card = json.loads((trained / name / "card.json").read_text())
    for entry in card["figures"]:
        for values in entry.values():
            if isinstance(values, dict):
                assert all(f"{value:.3f}" in text for value in values.values())
    assert [one["from_step"] for one in card["training"]["commands"]] == [0]
    assert ("comes back" in text) == (name == "gpt")
    assert f"```bash\n{card['training']['commands'][0]['command']}\n```" in text
    written = text + (trained / name / "card.json").read_text() + (trained / name / "tokenizer_config.json").read_text()
    assert str(trained) not in written
    assert str(corpus_folder) not in written


def test_giving_the_command_again_repeats_only_the_end(
    trained: Path, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = trained / "bert" / "card.json"
    before, weights = json.loads(card.read_text()), (trained / "bert" / "model.safetensors").read_bytes()
    card.unlink()
    monkeypatch.setitem(RECIPES, "bert", small_recipe("bert", steps=2))
    main(["bert", "--corpus", str(corpus_folder), "--out", str(trained / "bert"), "--device", "cpu"])
    assert json.loads(card.read_text()) == before
    assert (trained / "bert" / "model.safetensors").read_bytes() == weights


def test_a_run_that_went_on_under_another_command_says_so(
    tmp_path: Path, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "gpt", small_recipe("gpt", steps=2))
    words = ["gpt", "--corpus", str(corpus_folder), "--out", str(tmp_path), "--device", "cpu"]
    for steps in ("2", "2", "3"):
        main([*words, "--steps", steps])
    card = json.loads((tmp_path / "card.json").read_text())
    shown = "python -m models.training gpt --corpus DIR --out assets/models/gpt"
    assert card["training"]["commands"] == [
        {"from_step": 0, "command": shown},
        {"from_step": 2, "command": f"{shown} --steps 3"},
    ]
    assert f"{shown} --steps 3  # from step 2 on" in (tmp_path / "README.md").read_text()


def test_a_published_model_is_trained_on_from_its_weights(
    trained: Path, tmp_path: Path, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = replace(small_recipe("gpt", steps=4), lr=0.0)  # so that weights which were taken over stay as they are
    monkeypatch.setitem(RECIPES, "gpt", still)
    before = json.loads((trained / "gpt" / "card.json").read_text())["training"]
    words = ["gpt", "--corpus", str(corpus_folder), "--out", str(tmp_path), "--device", "cpu"]
    main([*words, "--start-from", str(trained / "gpt")])
    assert (tmp_path / "model.safetensors").read_bytes() == (trained / "gpt" / "model.safetensors").read_bytes()
    training = json.loads((tmp_path / "card.json").read_text())["training"]
    assert training["n_tokens"] == 4 * 512
    told = "python -m models.training gpt --corpus DIR --out assets/models/gpt --start-from assets/models/gpt"
    assert training["commands"] == [*before["commands"], {"from_step": 2, "command": told}]
    curve = (tmp_path / "curve.csv").read_text().splitlines()
    assert [float(row.split(",")[0]) for row in curve[1:]] == [2, 4]


def test_the_twins_are_trained_one_after_the_other(
    trained: Path, corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in GROUPS["norms"]:
        monkeypatch.setitem(RECIPES, name, small_recipe(name, steps=2))
    main(["norms", "--corpus", str(corpus_folder), "--out", str(tmp_path), "--tokenizer", str(trained / "gpt")])
    cards = {name: card_from_folder(tmp_path / name, "bundled") for name in GROUPS["norms"]}
    assert not any(card.listed for card in cards.values())
    for name in cards:
        told = json.loads((tmp_path / name / "card.json").read_text())
        columns = {column for entry in told["figures"] for column in entry["bits_per_byte"]}
        assert columns == ({"model", "training_mode"} if name == "norm-batch" else {"model"})
        assert (tmp_path / name / "tokenizer.json").read_bytes() == (trained / "gpt" / "tokenizer.json").read_bytes()


def test_the_told_command_has_no_folders_of_this_machine() -> None:
    plain = parse_arguments(["gpt", "--corpus", "/home/me/text", "--out", "/tmp/gpt"])
    assert public_command(plain) == "python -m models.training gpt --corpus DIR --out assets/models/gpt"
    words = [
        "lstm",
        "--corpus",
        "x",
        "--out",
        "y",
        "--tokenizer",
        "/tmp/gpt",
        "--steps",
        "7",
        "--seed",
        "3",
        "--compile",
    ]
    assert public_command(parse_arguments(words)) == (
        "python -m models.training lstm --corpus DIR --out assets/models/lstm"
        " --tokenizer assets/models/gpt --steps 7 --seed 3 --compile"
    )
