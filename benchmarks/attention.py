"""What it costs to watch attention, and to send it to a browser."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

import torch
from bertviz import head_view
from torch import Tensor
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, PreTrainedModel

from benchmarks.table import Row, compare
from models.registry import load
from models.observe import Observer, make_observable, observing
from models.records import AttentionTrace, Token, Trace

N_TOKENS = 64
BUNDLED_TARGET = 1.10
GPT2_TARGET = 1.03
FASTER = 100
FEWER_BYTES = 25


def rows() -> Iterator[Row]:
    yield bundled_row()
    yield gpt2_size_row()
    yield from payload_rows()


def bundled_row() -> Row:
    bundled = load("gpt")
    plain = AutoModelForCausalLM.from_pretrained(
        bundled.card.path, attn_implementation="sdpa", dtype=torch.float32, local_files_only=True
    )
    return forward_row("bundled gpt", bundled.model, plain.eval().to(bundled.device), BUNDLED_TARGET, repeats=200)


def gpt2_size_row() -> Row:
    """GPT-2's sizes with random weights: time does not depend on what they are."""
    torch.manual_seed(0)
    plain = GPT2LMHeadModel._from_config(GPT2Config(), attn_implementation="sdpa").eval()
    return forward_row("GPT-2 size", make_observable(copy.deepcopy(plain)), plain, GPT2_TARGET, repeats=30)


@torch.inference_mode()
def forward_row(name: str, observable: PreTrainedModel, plain: PreTrainedModel, target: float, repeats: int) -> Row:
    """Every layer's pattern and mask captured, against the model's fused attention that keeps nothing."""
    ids = torch.randint(observable.config.vocab_size, (1, N_TOKENS), device=observable.device)

    def observed() -> object:
        with observing(Observer()) as observer:
            observable(ids, use_cache=False)
        return observer.traces()

    ours, theirs = compare(observed, lambda: plain(ids, use_cache=False), repeats)
    work = f"forward with all attention, {name}, {N_TOKENS} tokens"
    return Row(work, ours, "plain sdpa forward", theirs, target)
