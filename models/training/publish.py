"""The end of a training run: the model as people get it, its figures, and its card."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import torch
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.training.card import RunFacts, build_card, write_readme
from models.training.corpus import Corpus
from models.training.figures import held_out_figures
from models.training.recipes import Recipe


def publish(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    recipe: Recipe,
    corpus: Corpus,
    facts: RunFacts,
    out: Path,
) -> None:
    """Write `model.safetensors`, `config.json`, the tokenizer, `card.json` and `README.md` to `out`.

    The figures are those of the saved model, read back from its 16-bit file.
    """
    save_half_precision(model, out)
    tokenizer.save_pretrained(out)
    saved = type(model).from_pretrained(out, dtype=torch.float32, use_safetensors=True, local_files_only=True)
    nn.Module.to(saved, model.device)
    figures = held_out_figures(recipe, saved, tokenizer, corpus)
    card = build_card(saved, tokenizer, recipe, corpus, facts, figures)
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_readme(card, out / "README.md")


def save_half_precision(model: PreTrainedModel, out: Path) -> None:
    """Store the weights in 16 bits, half the size, under a config that loads them as 32-bit ones."""
    half = copy.deepcopy(model).cpu().half()
    half.save_pretrained(out)
    half.config.dtype = torch.float32
    half.config.save_pretrained(out)
