"""Folders of one's own: each loads as it is, or is refused by name and reason, and none stops the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer, GPT2LMHeadModel, GPT2Model, PreTrainedModel

from models import decode, layer_vectors, load, predict, score, trace
from models.catalog import HUB_MODELS, card, cards, refused
from models.errors import InputError
from models.memory.influence import measure_influence
from models.norms.averages import trace_norms
from models.predictions.comparison import read
from models.predictions.targets import masked_targets
from models.registry import check_usable, load_tokenizer, refused_models
from models.text.embeddings import input_vectors, word_vectors
from models.text.inputs import model_inputs
from models.text.tokenizer_catalog import comparison_cards
from models.text.tokenizers import tokenize
from tests.models.own_folders import (
    BROKEN,
    HEADLESS,
    UNFIT,
    change_json,
    change_weights,
    save_as,
    save_headless,
    shard,
)
from tests.tiny import ARCHITECTURES

TEXT = "The cat sat on the mat."


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that `UNMASKED_MODELS` names: still empty, and read when models are first asked for."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("UNMASKED_MODELS", str(folder))
    return folder


@pytest.fixture(scope="module")
def bad_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    for name, (spoil, _) in {**BROKEN, **UNFIT}.items():
        spoil(save_as(folder, name))
    save_as(folder, "whole")
    return folder


@pytest.fixture
def bad(bad_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of everything that is broken or unfit, and one model that is not."""
    monkeypatch.setenv("UNMASKED_MODELS", str(bad_folders))
    return bad_folders


def test_what_is_broken_is_refused_with_its_reason_and_the_rest_works(bad: Path) -> None:
    reasons = {entry.id: entry.reason for entry in refused()}
    assert {name: reason.code for name, reason in reasons.items()} == {name: code for name, (_, code) in BROKEN.items()}
    for name, reason in reasons.items():
        assert name in str(reason)
        assert str(bad) not in str(reason)
        with pytest.raises(InputError) as raised:
            load(name)
        assert raised.value.code == reason.code
    assert predict(TEXT, "whole")


def test_what_does_not_belong_together_is_refused_before_and_while_it_is_loaded(bad: Path) -> None:
    reasons = {entry.id: entry.reason for entry in refused_models()}
    assert {name: reasons[name].code for name in UNFIT} == {name: code for name, (_, code) in UNFIT.items()}
    assert set(reasons) == {*BROKEN, *UNFIT}
    for name, (_, code) in UNFIT.items():
        with pytest.raises(InputError) as raised:
            load(name)
        assert raised.value.code == code
    said = {name: str(reason) for name, reason in reasons.items()}
    assert "transformer.h.0.attn.c_attn.bias" in said["prefix"]
    assert "x.transformer" in said["prefix"]
    assert "transformer.h.1." in said["layer"]
    assert "transformer.wte.weight" in said["embedding"]
    assert "1 of the weights" in said["one-bias"]
    assert "transformer.h.3." in said["too-few"]
    assert "transformer.h.2." in said["too-many"]
    assert "[64, 32]" in said["narrower"]
    assert "'unheard-of'" in said["unheard-of"]


def test_the_page_s_modules_list_bad_folders_without_torch(bad: Path) -> None:
    """A page that opens must know its choices, whatever lies in the folder."""
    code = "import sys, app.bar, models.catalog as c; print(len(c.refused()), 'torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(len(BROKEN)), "False"]


@pytest.mark.parametrize(
    ("named", "code"), [("nowhere", "no_such_folder"), ("file", "no_such_folder"), ("empty", "no_model_files")]
)
def test_a_folder_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, code: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path / named))
    assert [entry.reason.code for entry in refused()] == [code]


def test_names_that_clash_keep_both_reachable(own: Path) -> None:
    for name in ("gpt", "char", "mine"):
        save_as(own, name)
    BROKEN["pointer"][0](save_as(own, "bert"))
    ids = [entry.id for entry in (*cards(), *refused(), *comparison_cards())]
    assert len(set(ids)) == len(ids)
    assert card("gpt").bundled
    assert card("local/gpt").path == str(own / "gpt")
    assert card("bert").bundled
    assert {entry.id for entry in refused()} == {"local/bert"}
    assert card("local/char").source == card("mine").source == "local"
    assert len(tokenize("The", "local/char")) != len(tokenize("The", "char"))
    assert load("local/gpt").model.config.n_layer == 3
    titles = [entry.title.casefold() for entry in cards() if entry.listed]
    assert len(set(titles)) == len(titles)


def test_a_copy_of_a_bundled_model_has_a_title_of_its_own(own: Path) -> None:
    (save_as(own, "copy") / "card.json").write_text('{"title": "GPT"}')
    assert card("copy").title == "GPT (copy)"
    assert card("gpt").title == "GPT"


@pytest.mark.parametrize("itself", [True, False])
def test_a_model_among_others_and_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, itself: bool) -> None:
    folder = save_as(tmp_path, "mine")
    (folder / "checkpoint-1").mkdir()
    monkeypatch.setenv("UNMASKED_MODELS", str(folder if itself else tmp_path))
    assert [entry.id for entry in cards() if entry.source == "local"] == ["mine"]
    assert refused() == ()


def test_shards_are_one_model(own: Path) -> None:
    folder = save_as(own, "parts")
    whole = {name: weight.numel() for name, weight in load_file(folder / "model.safetensors").items()}
    shard(folder)
    assert len(list(folder.glob("model-*.safetensors"))) > 2
    assert card("parts").n_params == sum(whole.values())
    reference = GPT2LMHeadModel.from_pretrained(folder).eval()
    ids = AutoTokenizer.from_pretrained(folder)(TEXT, return_tensors="pt")["input_ids"]
    torch.testing.assert_close(trace(TEXT, "parts").logits, reference(ids).logits[0])
    assert refused_models() == ()


# Weights: what is loaded is the file's.


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_a_whole_model_has_nothing_missing(tiny_models: Path, name: str) -> None:
    check_usable(name)
    assert load(name).missing_head == ()


def test_the_check_holds_zeros_and_no_weights(own: Path) -> None:
    save_as(own, "mine")
    check_usable("mine")
    assert load("mine").model.get_input_embeddings().weight.std() > 0.01


def test_an_output_layer_that_is_not_tied_in_the_file_is_the_file_s(own: Path) -> None:
    folder = save_as(own, "untied")
    change_weights(folder, lambda found: {**found, "lm_head.weight": found["transformer.wte.weight"] + 1})
    model = load("untied").model
    weights = load_file(folder / "model.safetensors")
    assert torch.equal(model.lm_head.weight, weights["lm_head.weight"])
    assert torch.equal(model.transformer.wte.weight, weights["transformer.wte.weight"])


def test_an_embedding_that_the_file_has_as_the_tied_output_layer_is_found(own: Path) -> None:
    folder = save_as(own, "swapped")
    embedding = load("swapped").model.lm_head.weight.clone()
    change_weights(
        folder, lambda found: {("lm_head.weight" if "wte" in name else name): w for name, w in found.items()}
    )
    reference = AutoModelForCausalLM.from_pretrained(folder)
    assert torch.equal(reference.transformer.wte.weight, embedding)
    check_usable("swapped")


def test_the_body_of_a_tied_model_predicts(own: Path) -> None:
    """GPT-2's output layer is its embedding: a file of the body alone holds all of it."""
    whole = save_as(own, "whole")
    GPT2Model.from_pretrained(whole).save_pretrained(own / "body")
    AutoTokenizer.from_pretrained(whole).save_pretrained(own / "body")
    torch.testing.assert_close(trace(TEXT, "body").logits, trace(TEXT, "whole").logits)


def test_a_lost_embedding_of_a_recurrent_model_is_no_missing_head(own: Path) -> None:
    folder = save_as(own, "memory", "tiny-lstm")
    change_weights(folder, lambda found: {name: w for name, w in found.items() if "emb" not in name})
    with pytest.raises(InputError, match=r"emb\.weight"):
        load("memory")


# Heads: without the output layer nothing is predicted, and all the rest is the model's own.


@pytest.fixture(scope="module")
def headless_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, whole = tmp_path_factory.mktemp("headless"), tmp_path_factory.mktemp("whole")
    for name in HEADLESS:
        save_headless(name, folder, whole)
    return folder


@pytest.fixture
def headless(headless_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNMASKED_MODELS", str(headless_folders))
    return headless_folders


@pytest.mark.parametrize("name", list(HEADLESS))
def test_without_an_output_layer_nothing_is_predicted(headless: Path, name: str) -> None:
    check_usable(name)
    masked = card(name).family == "bert"
    assert masked == (name != "llama-body")
    text = "The [MASK] sat." if masked else TEXT
    strategies = [{"name": "most_confident" if masked else "greedy"}]
    asked = [
        lambda: predict(text, name),
        lambda: score(text, name),
        lambda: read(text, name),
        lambda: decode(text, name, strategies, 2),
        lambda: masked_targets(TEXT * 3, name) if masked else measure_influence(text, name),
    ]
    for ask in asked:
        with pytest.raises(InputError) as raised:
            ask()
        assert raised.value.code == "no_head"
        assert raised.value.values["names"].split(",")[0] in load(name).missing_head


@pytest.mark.parametrize("name", list(HEADLESS))
def test_without_an_output_layer_maps_norms_and_vectors_are_the_body_s(headless: Path, name: str) -> None:
    body: PreTrainedModel = AutoModel.from_pretrained(headless / name, attn_implementation="eager").eval()
    ids = load_tokenizer(name)(TEXT, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        expected = body(ids, output_attentions=True, output_hidden_states=True)
    found = trace(TEXT, name)
    assert found.logits is None
    torch.testing.assert_close(found.attention["self"].pattern, torch.stack(expected.attentions)[:, 0])
    assert layer_vectors(found, "self", 1).query.shape[1] == ids.shape[1]
    assert torch.isfinite(trace_norms([TEXT, "The dog."], name).activations).all()
    words = word_vectors([TEXT, "A cat."], "cat", name)
    in_text = expected.hidden_states[-2][0, list(words.places[0].positions)].mean(0)
    torch.testing.assert_close(words.vectors[0, -2], in_text, atol=1e-5, rtol=1e-5)


# Tokenizers.


def test_a_tokenizer_with_more_ids_than_rows_is_named(own: Path) -> None:
    folder = save_as(own, "other")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = len(tokenizer)
    tokenizer.add_tokens(["<new>"])
    tokenizer.add_special_tokens({"pad_token": "<pad>"})
    tokenizer.save_pretrained(folder)
    for ask in (
        lambda text: predict(text, "other"),
        lambda text: score(text, "other"),
        lambda text: decode(text, "other", [{"name": "greedy"}], 2),
        lambda text: measure_influence(text, "other"),
        lambda text: input_vectors(text, "other"),
        lambda text: word_vectors([text, text], "cat", "other"),
        lambda text: trace_norms([text], "other"),
    ):
        ask("The cat sat.")
        with pytest.raises(InputError, match=rf"'<new>' the id {rows}; its embedding has {rows} rows"):
            ask("The cat <new> sat.")
    # Its padding token has no row either; nobody looks at what stands there.
    alone, batch = trace_norms(["The cat."], "other"), trace_norms(["The cat.", "The cat sat on it."], "other")
    torch.testing.assert_close(batch.activations[0, : alone.activations.shape[1]], alone.activations[0])


def test_a_batch_without_a_padding_token_is_named(own: Path) -> None:
    folder = save_as(own, "unpadded")
    change_json(folder / "tokenizer_config.json", pad_token=None)
    (folder / "special_tokens_map.json").unlink(missing_ok=True)
    assert load_tokenizer("unpadded").pad_token_id is None
    assert model_inputs([("a", "")], "unpadded").tensors["input_ids"].shape[0] == 1
    with pytest.raises(InputError, match="padding token"):
        model_inputs([("a", ""), ("b c", "")], "unpadded")
    assert trace_norms(["The cat.", "The cat sat."], "unpadded").activations.shape[0] == 2


# The hub.


def test_the_hub_s_models_say_what_is_to_be_fetched() -> None:
    for entry in HUB_MODELS:
        assert entry.n_bytes >= 2 * entry.n_params  # in 16 bits, or in 32 with GPT-2's masks
        assert entry.n_bytes <= 4.5 * entry.n_params
