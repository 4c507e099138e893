"""Folders of models as people have them: whole, of other kinds, and broken in every way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    ElectraConfig,
    ElectraForPreTraining,
    GPT2LMHeadModel,
    LlamaModel,
    PreTrainedModel,
)

from tests.tiny import byte_bpe, save_tiny, wordpiece

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 548105171\n"
Weights = dict[str, torch.Tensor]


def save_as(folder: Path, name: str, kind: str = "tiny-gpt2") -> Path:
    """A whole model `kind` in `folder / name`."""
    return save_tiny(kind, folder).rename(folder / name)


def change_weights(folder: Path, change: Callable[[Weights], Weights]) -> None:
    """Save other weights in place of a folder's."""
    file = folder / "model.safetensors"
    save_file(change(load_file(file)), file, {"format": "pt"})


def change_json(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def shard(folder: Path, max_shard_size: str = "20KB") -> None:
    """Save a folder's weights anew, in several files with an index."""
    model = GPT2LMHeadModel.from_pretrained(folder)
    (folder / "model.safetensors").unlink()
    model.save_pretrained(folder, max_shard_size=max_shard_size)
    assert not (folder / "model.safetensors").exists()


def _cut(file: Path, n_bytes: int) -> None:
    file.write_bytes(file.read_bytes()[:n_bytes])


def _lose_a_shard(folder: Path) -> None:
    shard(folder)
    next(folder.glob("model-00002-*.safetensors")).unlink()


def _pickle_alone(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")


def _adapter_alone(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "gpt2", "peft_type": "LORA"}')
    save_file({"lora_A": torch.zeros(2, 2)}, folder / "adapter_model.safetensors")


def _move_deeper(folder: Path) -> None:
    inner = folder / "final"
    inner.mkdir()
    for file in list(folder.iterdir()):
        if file.is_file():
            file.rename(inner / file.name)


def _lose_the_tokenizer(folder: Path) -> None:
    for file in folder.glob("*token*"):
        file.unlink()


def _leave_nothing(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _link_to_nothing(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "w.tmp")
    (folder / "model.safetensors").symlink_to(folder / "blobs" / "4d7a")


def _misname(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.safetensors")


# What is done to a whole folder, and the code of the error that says so. All of it shows before torch is there.
BROKEN: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "pointer": (lambda at: (at / "model.safetensors").write_bytes(POINTER), "lfs_pointer"),
    "config-pointer": (lambda at: (at / "config.json").write_bytes(POINTER), "lfs_pointer"),
    "cut-config": (lambda at: _cut(at / "config.json", 100), "bad_json"),
    "list-config": (lambda at: (at / "config.json").write_text("[]"), "bad_json"),
    "deep-config": (lambda at: (at / "config.json").write_text("[" * 100_000), "bad_json"),
    "latin-config": (lambda at: (at / "config.json").write_bytes(b'{"a": "\xe9"}'), "bad_json"),
    "cut-tokenizer": (lambda at: _cut(at / "tokenizer.json", 100), "bad_json"),
    "cut-card": (lambda at: (at / "card.json").write_text('{"title": '), "bad_json"),
    "cut-weights": (lambda at: _cut(at / "model.safetensors", 5_000), "cut_off_weights"),
    "cut-header": (lambda at: _cut(at / "model.safetensors", 500), "not_safetensors"),
    "empty-weights": (lambda at: (at / "model.safetensors").write_bytes(b""), "not_safetensors"),
    "text-weights": (lambda at: (at / "model.safetensors").write_text("<!doctype html>" * 9), "not_safetensors"),
    "lost-shard": (_lose_a_shard, "shard_missing"),
    "pickled": (_pickle_alone, "unsafe_model"),
    "adapter": (_adapter_alone, "adapter_alone"),
    "deeper": (_move_deeper, "model_deeper"),
    "no-weights": (lambda at: (at / "model.safetensors").unlink(), "no_weights"),
    "no-config": (lambda at: (at / "config.json").unlink(), "no_config"),
    "no-tokenizer": (_lose_the_tokenizer, "no_tokenizer"),
    "nothing": (_leave_nothing, "no_model_files"),
    "linked": (_link_to_nothing, "dangling_link"),
    "misnamed": (_misname, "weights_misnamed"),
    "odd-tokenizer": (lambda at: (at / "tokenizer.json").write_text('{"model": "BPE"}'), "not_loadable"),
}

# Files that are whole, and do not belong together.
UNFIT: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "prefix": (
        lambda at: change_weights(at, lambda found: {f"x.{name}": w for name, w in found.items()}),
        "weights_unmatched",
    ),
    "layer": (
        lambda at: change_weights(at, lambda found: {name: w for name, w in found.items() if ".h.1." not in name}),
        "weights_missing",
    ),
    "embedding": (
        lambda at: change_weights(at, lambda found: {name: w for name, w in found.items() if "wte" not in name}),
        "weights_missing",
    ),
    "one-bias": (
        lambda at: change_weights(at, lambda found: {name: w for name, w in found.items() if "2.ln_2.b" not in name}),
        "weights_missing",
    ),
    "too-few": (lambda at: change_json(at / "config.json", n_layer=5), "weights_missing"),
    "too-many": (lambda at: change_json(at / "config.json", n_layer=2), "weights_left_over"),
    "narrower": (lambda at: change_json(at / "config.json", n_positions=32), "weights_misshapen"),
    "unheard-of": (lambda at: change_json(at / "config.json", model_type="unheard-of"), "unknown_architecture"),
    "vision": (lambda at: change_json(at / "config.json", model_type="vit"), "unknown_architecture"),
    "strange-tokenizer": (
        lambda at: change_json(at / "tokenizer.json", model={"type": "BPE", "vocab": 3}),
        "no_tokenizer",
    ),
}


def save_headless(name: str, folder: Path, whole: Path) -> Path:
    """A model, one of `HEADLESS`, that was saved without the output layer for words, with a tokenizer.

    Args:
        whole: a folder for the models that some are made of.
    """
    torch.manual_seed(0)
    build, tokenizer_of = HEADLESS[name]
    tokenizer = tokenizer_of()
    made = build(whole, len(tokenizer))
    made.save_pretrained(folder / name)
    tokenizer.save_pretrained(folder / name)
    return folder / name


_SIZES = {"num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "max_position_embeddings": 64}


def _of_tiny(kind: str, made: type[PreTrainedModel]) -> Callable[[Path, int], PreTrainedModel]:
    return lambda folder, n_pieces: made.from_pretrained(save_tiny(kind, folder))


def _electra(_: Path, n_pieces: int) -> PreTrainedModel:
    return ElectraForPreTraining(ElectraConfig(vocab_size=n_pieces, hidden_size=32, embedding_size=32, **_SIZES))


def _distilbert(_: Path, n_pieces: int) -> PreTrainedModel:
    sizes = {"dim": 32, "n_layers": 2, "n_heads": 4, "hidden_dim": 64, "max_position_embeddings": 64}
    return DistilBertForSequenceClassification(DistilBertConfig(vocab_size=n_pieces, **sizes))


HEADLESS: Mapping[str, tuple[Callable[[Path, int], PreTrainedModel], Callable[[], Any]]] = {
    "classifier": (_of_tiny("tiny-bert", BertForSequenceClassification), wordpiece),
    "body": (_of_tiny("tiny-bert", BertModel), wordpiece),
    "answers": (_of_tiny("tiny-bert", BertForQuestionAnswering), wordpiece),
    "electra": (_electra, wordpiece),
    "distilbert": (_distilbert, wordpiece),
    "llama-body": (_of_tiny("tiny-llama", LlamaModel), byte_bpe),
}
