"""Figures on held-out stories: bits per byte, masked-token accuracy, next-sentence accuracy."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.training.batches import IGNORED, TokenStream, encode_stories, masked_batch
from models.training.vocabulary import CONTEXT_LENGTH

HELD_OUT_SEED = 20_000_003  # for the masks of the held-out batches; training uses other seeds


@torch.no_grad()
def bits_per_byte(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, stories: list[str], stride: int = CONTEXT_LENGTH // 2
) -> float:
    """Mean cost of a UTF-8 byte of the stories, each read from its start token.

    A story longer than the context is read in windows that overlap by `CONTEXT_LENGTH - stride`
    tokens, each token counted once, with at least that much context where the story has it.
    """
    model.eval()
    nats = 0.0
    for ids in _encode(tokenizer, stories):
        for window, n_new in _windows(ids, stride):
            logits = model(input_ids=window[None].to(model.device)).logits[0, -n_new - 1 : -1]
            nats += cross_entropy(logits.float(), window[-n_new:].to(model.device), reduction="sum").item()
    return nats / math.log(2) / sum(len(story.encode()) for story in stories)


def _encode(tokenizer: PreTrainedTokenizerFast, stories: list[str]) -> Iterator[Tensor]:
    for encoding in tokenizer.backend_tokenizer.encode_batch_fast(stories):
        yield torch.tensor(encoding.ids)


def _windows(ids: Tensor, stride: int) -> Iterator[tuple[Tensor, int]]:
    """`(window, n_new)`: its last `n_new` tokens have not been counted before."""
    yield ids[:CONTEXT_LENGTH], min(len(ids), CONTEXT_LENGTH) - 1
    for begin in range(stride, len(ids) - CONTEXT_LENGTH + stride, stride):
        window = ids[begin : begin + CONTEXT_LENGTH]
        yield window, len(window) - (CONTEXT_LENGTH - stride)


@torch.no_grad()
def masked_figures(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, stories: list[str], n_batches: int = 24
) -> dict[str, float]:
    """Top-1 accuracy and loss on masked tokens, next-sentence accuracy on held-out pairs.

    Only tokens that became `[MASK]` count as masked (those left or replaced are easier or harder).
    """
    model.eval()
    streams = encode_stories({"held_out": stories}, tokenizer, separator=None)
    hits, total, nats, pair_hits, pairs = 0, 0, 0.0, 0, 0
    for step in range(n_batches):
        batch = {k: v.to(model.device) for k, v in _held_out_batch(streams, tokenizer, step).items()}
        labels, follows = batch.pop("labels"), batch.pop("next_sentence_label")
        output = model(**batch)
        hidden = (labels != IGNORED) & (batch["input_ids"] == tokenizer.mask_token_id)
        logits, targets = output.prediction_logits[hidden].float(), labels[hidden]
        hits += int((logits.argmax(-1) == targets).sum())
        nats += cross_entropy(logits, targets, reduction="sum").item()
        total += len(targets)
        judged = follows != IGNORED
        pair_hits += int((output.seq_relationship_logits.argmax(-1) == follows)[judged].sum())
        pairs += int(judged.sum())
    return {
        "masked_top1": hits / total,
        "masked_loss_nats": nats / total,
        "next_sentence_accuracy": pair_hits / pairs,
    }


def _held_out_batch(
    streams: list[TokenStream], tokenizer: PreTrainedTokenizerFast, step: int
) -> dict[str, Tensor]:
    return masked_batch(streams, tokenizer, HELD_OUT_SEED, step, batch_tokens=4096)
