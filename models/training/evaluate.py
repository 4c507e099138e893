"""Figures of a saved model on held-out stories: bits per byte, masked-token and next-sentence accuracy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.predictions.masking import IGNORED
from models.training.batches import encode_stories, masked_batch
from models.training.vocabulary import CONTEXT_LENGTH

HELD_OUT_SEED = 20_000_003  # for the masks of the held-out batches; training uses other seeds
_BATCH_TOKENS = 4096

Window = tuple[Tensor, int]


@torch.no_grad()
def bits_per_byte(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    stories: Sequence[str],
    stride: int = CONTEXT_LENGTH // 2,
) -> float:
    """Mean cost of a UTF-8 byte of the stories.

    Every story is read in windows behind the start token, as in training. A window's first tokens
    may have been counted before and serve as context; every token is counted once. An LSTM, which
    could read on without end, reads the same windows: the figures then compare the same task.

    Args:
        stride: tokens from the beginning of one window to that of the next, 1 to `CONTEXT_LENGTH - 1`.
    """
    model.eval()
    encodings = tokenizer.backend_tokenizer.encode_batch_fast(list(stories), add_special_tokens=False)
    windows = [window for e in encodings for window in cut_windows(torch.tensor(e.ids), CONTEXT_LENGTH - 1, stride)]
    nats = sum(_new_token_nats(model, int(tokenizer.bos_token_id), batch) for batch in _batches_by_length(windows))
    return nats / math.log(2) / sum(len(story.encode()) for story in stories)


def cut_windows(ids: Tensor, length: int, stride: int) -> Iterator[Window]:
    """`(window, n_new)`: the last `n_new` tokens of a window have not been in one before."""
    begin = counted = 0
    while counted < len(ids):
        window = ids[begin : begin + length]
        end = begin + len(window)
        yield window, end - counted
        begin, counted = begin + stride, end


def _batches_by_length(windows: list[Window]) -> Iterator[list[Window]]:
    """Windows of like length together, so that little of a batch is padding."""
    n_rows = _BATCH_TOKENS // CONTEXT_LENGTH
    windows = sorted(windows, key=lambda window: len(window[0]))
    for begin in range(0, len(windows), n_rows):
        yield windows[begin : begin + n_rows]


def _new_token_nats(model: PreTrainedModel, start_id: int, windows: list[Window]) -> float:
    """Summed surprisal of the windows' new tokens. Padding stands behind, where a causal model's past is not."""
    length = max(len(window) for window, _ in windows)
    ids = torch.full((len(windows), length + 1), start_id)
    targets = torch.full((len(windows), length), IGNORED)
    for row, (window, n_new) in enumerate(windows):
        ids[row, 1 : len(window) + 1] = window
        targets[row, len(window) - n_new : len(window)] = window[-n_new:]
    logits = model(input_ids=ids[:, :-1].to(model.device)).logits.float()
    return cross_entropy(
        logits.flatten(0, 1), targets.flatten().to(model.device), ignore_index=IGNORED, reduction="sum"
    ).item()


def held_out_batches(
    tokenizer: PreTrainedTokenizerFast, stories: list[str], n_batches: int = 48
) -> list[dict[str, Tensor]]:
    """Masked sentence pairs from all of the stories, the same ones for every model and baseline."""
    streams = encode_stories({"held_out": stories}, tokenizer, "masked")
    return [masked_batch(streams, tokenizer, HELD_OUT_SEED, step, _BATCH_TOKENS) for step in range(n_batches)]


def hidden_positions(batch: dict[str, Tensor], tokenizer: PreTrainedTokenizerFast) -> Tensor:
    """`[batch, pos]`, true where a token became `[MASK]`.

    Chosen tokens that were left or replaced do not count: they are easier and harder.
    """
    chosen = batch["labels"] != IGNORED
    return chosen & (batch["input_ids"] == int(tokenizer.mask_token_id))


@torch.no_grad()
def masked_figures(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, batches: list[dict[str, Tensor]]
) -> dict[str, float]:
    """Top-1 accuracy and loss on tokens that became `[MASK]`, and next-sentence accuracy if the model judges that."""
    model.eval()
    hits, total, nats, pair_hits, pairs = 0, 0, 0.0, 0, 0
    for batch in batches:
        batch = {name: tensor.to(model.device) for name, tensor in batch.items()}
        inputs = {name: batch[name] for name in ("input_ids", "token_type_ids", "attention_mask")}
        output = model(**inputs)
        hidden = hidden_positions(batch, tokenizer)
        all_logits = getattr(output, "prediction_logits", None)
        logits = (output.logits if all_logits is None else all_logits)[hidden].float()
        targets = batch["labels"][hidden]
        hits += int((logits.argmax(-1) == targets).sum())
        nats += cross_entropy(logits, targets, reduction="sum").item()
        total += len(targets)
        judgement = getattr(output, "seq_relationship_logits", None)
        if judgement is not None:
            follows = batch["next_sentence_label"]
            judged = follows != IGNORED
            pair_hits += int((judgement.argmax(-1) == follows)[judged].sum())
            pairs += int(judged.sum())
    figures = {"n_masked": total, "masked_top1": hits / total, "masked_loss_nats": nats / total}
    return figures | ({"n_pairs": pairs, "next_sentence_accuracy": pair_hits / pairs} if pairs else {})
