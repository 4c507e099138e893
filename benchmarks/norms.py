"""What it costs to know every norm's mean and deviation while a model runs."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedModel

from benchmarks.table import Row, compare
from models.norms.sites import all_site_statistics
from models.registry import load

N_SENTENCES, N_TOKENS = 8, 32
TARGET = 1.03


def rows() -> Iterator[Row]:
    yield statistics_row("bundled gpt", load("gpt").model, repeats=100)
    torch.manual_seed(0)  # random weights: time does not depend on what they are
    yield statistics_row("GPT-2 size", GPT2LMHeadModel(GPT2Config()).eval(), repeats=10)


@torch.inference_mode()
def statistics_row(name: str, model: PreTrainedModel, repeats: int) -> Row:
    ids = torch.randint(model.config.vocab_size, (N_SENTENCES, N_TOKENS), device=model.device)
    mask = torch.ones_like(ids)
    ours, theirs = compare(
        lambda: all_site_statistics(model, ids, mask), lambda: model(input_ids=ids, attention_mask=mask), repeats
    )
    work = f"statistics of every norm, {name}, {N_SENTENCES} x {N_TOKENS} tokens"
    return Row(work, ours, "plain forward", theirs, TARGET)
