"""Loading: the library's own result, once, safely, and with a clear word when it cannot be done."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from huggingface_hub import HfApi
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

import models.registry
from models import load, load_tokenizer
from models.catalog import HUB_MODELS, card, card_from_folder, cards
from models.compat import HubClientError
from models.errors import InputError
from models.registry import check_usable
from tests.tiny import ARCHITECTURES, save_tiny

TEXT = "The cat sat on the mat."


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_a_card_tells_what_the_files_hold(tiny_models: Path, name: str) -> None:
    found = card(name)
    loaded = load(name)
    assert found.source == "local"
    assert found.n_params == sum(
        tensor.numel() for tensor in load_file(tiny_models / name / "model.safetensors").values()
    )
    assert found.n_layers == loaded.model.config.num_hidden_layers
    assert loaded.tokenizer(TEXT)["input_ids"] == AutoTokenizer.from_pretrained(tiny_models / name)(TEXT)["input_ids"]


def test_families_follow_from_the_architecture(tiny_models: Path) -> None:
    families = {entry.id: entry.family for entry in cards() if entry.source == "local"}
    expected = {
        "tiny-bert": "bert",
        "tiny-bart": "seq2seq",
        "tiny-lstm": "lstm",
        "tiny-rnn": "rnn",
        "tiny-bilstm": "bilstm",
    }
    assert families == {name: expected.get(name, "gpt") for name in ARCHITECTURES}


def test_everybody_shares_one_loaded_model(tiny_models: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(load, ["tiny-gpt2"] * 8))
    assert all(one is loaded[0] for one in loaded)
    assert not loaded[0].model.training
    assert {p.dtype for p in loaded[0].model.parameters()} == {torch.float32}


def test_half_precision_weights_are_read_as_float32(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_tiny("tiny-gpt2", tmp_path)
    AutoModelForCausalLM.from_pretrained(folder).half().save_pretrained(folder)
    monkeypatch.setenv("UNMASKED_MODELS", str(folder))  # the folder itself may be the model
    assert {p.dtype for p in load("tiny-gpt2").model.parameters()} == {torch.float32}


def test_pickled_weights_are_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_tiny("tiny-gpt2", tmp_path)
    torch.save({}, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path))
    with pytest.raises(InputError, match="tiny-gpt2 has no safetensors"):
        load("tiny-gpt2")


@pytest.mark.parametrize("model_id", [entry.id for entry in HUB_MODELS])
def test_a_hub_model_offline_fails_soon_and_clearly(model_id: str) -> None:
    began = time.monotonic()
    with pytest.raises(InputError, match="hub cannot be reached"):
        load(model_id)
    assert time.monotonic() - began < 10


def _hub_that_answers(monkeypatch: pytest.MonkeyPatch, answer) -> None:
    monkeypatch.setattr(models.registry, "HfApi", lambda: SimpleNamespace(model_info=answer))


def _files(**sizes: int):
    files = [SimpleNamespace(rfilename=name.replace("_", "."), size=size) for name, size in sizes.items()]
    return lambda *args, **options: SimpleNamespace(siblings=files)


def test_what_is_too_large_or_unsafe_is_refused_before_any_download(monkeypatch: pytest.MonkeyPatch) -> None:
    _hub_that_answers(monkeypatch, _files(model_safetensors=models.registry.MAX_DOWNLOAD_BYTES + 1))
    with pytest.raises(InputError, match="1,500 MB"):
        load("openai-community/gpt2")
    _hub_that_answers(monkeypatch, _files(pytorch_model_bin=10))
    with pytest.raises(InputError, match="no safetensors"):
        load("openai-community/gpt2")


def test_a_hub_that_times_out_is_said_to_be_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    def time_out(*args: object, **options: object) -> None:
        raise HubClientError("slow")

    _hub_that_answers(monkeypatch, time_out)
    with pytest.raises(InputError, match="hub cannot be reached"):
        load("openai-community/gpt2")


def test_the_hub_s_own_client_finds_nobody_and_it_is_said_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a stand-in: whatever client the library has at the moment raises its own error."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr(models.registry, "HfApi", lambda: HfApi(endpoint="http://127.0.0.1:9"))
    began = time.monotonic()
    for ask in (load, load_tokenizer, check_usable):
        with pytest.raises(InputError, match="hub cannot be reached"):
            ask("distilbert/distilgpt2")
    assert time.monotonic() - began < 10


def test_what_the_hub_was_seen_to_have_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(path: str, **options: object) -> object:
        asked.append(path)
        return _files(model_safetensors=10)()

    _hub_that_answers(monkeypatch, answer)
    for _ in range(3):
        check_usable("openai-community/gpt2")
    assert asked == ["openai-community/gpt2"]


def test_an_unknown_model_is_answered_with_the_known_ones(tiny_models: Path) -> None:
    with pytest.raises(InputError, match=r"'\.\./\.\./etc/passwd'.*tiny-gpt2"):
        load("../../etc/passwd")


BUNDLED = {"gpt": AutoModelForCausalLM, "bert": AutoModelForMaskedLM, "lstm": AutoModelForCausalLM}


@pytest.mark.parametrize("name", list(BUNDLED))
def test_bundled_models_are_what_transformers_loads(name: str) -> None:
    loaded = load(name)
    folder = loaded.card.path
    reference = BUNDLED[name].from_pretrained(folder, dtype=torch.float32).eval()
    inputs = AutoTokenizer.from_pretrained(folder)(TEXT, return_tensors="pt")
    assert inputs["input_ids"].tolist() == [loaded.tokenizer(TEXT)["input_ids"]]
    with torch.no_grad():
        assert torch.equal(loaded.model(**inputs).logits, reference(**inputs).logits)
    assert card_from_folder(Path(folder), "bundled") == loaded.card
    assert all(file.stat().st_size < 10_000_000 for file in Path(folder).iterdir())
    assert 3_000_000 <= loaded.card.n_params <= 5_000_000
