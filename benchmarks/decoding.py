"""What five decoding strategies cost in lock step, and one after another."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import torch
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    GPT2Config,
    LogitsProcessor,
    LogitsProcessorList,
    PreTrainedModel,
)

from benchmarks import decoding_browser
from benchmarks.table import Row, compare
from models.decoding.transcript import write_steps
from models.records import Decoding
from models.registry import load, load_tokenizer
from models.ways import make_observable

PROMPT = "The animal didn't cross the street because it was too tired."
STRATEGIES: tuple[Mapping[str, Any], ...] = (
    {"name": "greedy"},
    {"name": "beam", "num_beams": 5},
    {"name": "sample"},
    {"name": "sample", "temperature": 0.8, "top_k": 40},
    {"name": "sample", "top_p": 0.9},
)
N_STEPS = 40
BUNDLED_TARGET = 1 / 3.3
GPT2_TARGET = 1 / 3


def rows() -> Iterator[Row]:
    bundled = load("gpt")
    plain = AutoModelForCausalLM.from_pretrained(
        bundled.card.path, attn_implementation="sdpa", dtype=torch.float32, local_files_only=True
    )
    plain = plain.eval().to(bundled.device)
    yield decoding_row("bundled gpt", copy.deepcopy(bundled.model), plain, BUNDLED_TARGET, repeats=20)
    torch.manual_seed(0)
    plain = AutoModelForCausalLM.from_config(GPT2Config(), attn_implementation="sdpa").eval()
    yield decoding_row("GPT-2 size", make_observable(copy.deepcopy(plain)), plain, GPT2_TARGET, repeats=5)
    yield from decoding_browser.rows()


def decoding_row(name: str, ours: PreTrainedModel, plain: PreTrainedModel, target: float, repeats: int) -> Row:
    """The same five texts both ways; no text ends early, so that both write all tokens."""
    for model in (ours, plain):
        model.generation_config.eos_token_id = None
    tokenizer = load_tokenizer("gpt")
    prompt = tokenizer(PROMPT).input_ids

    def in_lock_step() -> Decoding:
        *_, last = write_steps(ours, tokenizer, prompt, STRATEGIES, N_STEPS, every_step=False)
        return last

    texts = [[token.id for token in run.tokens] for run in in_lock_step().runs]

    def one_by_one() -> list[list[int]]:
        return [generate(plain, prompt, strategy, ids) for strategy, ids in zip(STRATEGIES, texts, strict=True)]

    if one_by_one() != texts:
        raise AssertionError("the two ways wrote different texts")
    ours_ms, rival_ms = compare(in_lock_step, one_by_one, repeats)
    work = f"{len(STRATEGIES)} strategies x {N_STEPS} tokens, {name}"
    return Row(work, ours_ms, "sequential generate, same tokens", rival_ms, target)


def generate(model: PreTrainedModel, prompt: Sequence[int], strategy: Mapping[str, Any], ids: list[int]) -> list[int]:
    """transformers' own call for a strategy; a sampled one draws, from one token, what was drawn in lock step."""
    inputs = torch.tensor([prompt], device=model.device)
    options = {"top_k": 0, **strategy} if strategy["name"] == "sample" else dict(strategy)
    is_sample = options.pop("name") == "sample"
    if is_sample:
        options["logits_processor"] = LogitsProcessorList([Replay(ids, len(prompt))])
    output = cast(Any, model).generate(
        inputs,
        attention_mask=torch.ones_like(inputs),
        max_new_tokens=N_STEPS,
        do_sample=is_sample,
        pad_token_id=0,
        **options,
    )
    written: list[int] = output[0, len(prompt) :].tolist()
    return written


class Replay(LogitsProcessor):
    """Leaves the next token of a text alone, at the price of one fill, so that both ways write that text."""

    def __init__(self, ids: Sequence[int], n_prompt: int) -> None:
        self._ids = ids
        self._n_prompt = n_prompt

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        only = torch.full_like(scores, -torch.inf)
        only[:, self._ids[input_ids.shape[1] - self._n_prompt]] = 0.0
        return only
