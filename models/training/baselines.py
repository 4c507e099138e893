"""What the figures are held against: a unigram, a Kneser-Ney 5-gram, and the compressor `xz -9`."""

from __future__ import annotations

import lzma
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from models.predictions.masking import IGNORED
from models.predictions.ngram import TOKEN_BITS, Floats, Ids, KneserNey, unigram_probs
from models.training.evaluate import hidden_positions
from models.training.vocabulary import train_characters

_ROWS_AT_ONCE = 2048  # contexts whose whole distributions are in memory together: 64 MiB


@dataclass(frozen=True)
class NgramBaselines:
    """Trained on the same stories, cut by the same tokenizer, as the model they stand beside.

    Attributes:
        unknown_bits: what each unknown token costs besides, to say which it is.
    """

    tokenizer: PreTrainedTokenizerFast
    unigram: Floats
    five_gram: KneserNey
    unknown_bits: float = 0.0

    @classmethod
    def train(cls, tokenizer: PreTrainedTokenizerFast, stories: Sequence[str]) -> NgramBaselines:
        encoded = encode(tokenizer, stories)
        # The padding token stands before a story's beginning: no story contains it.
        five_gram = KneserNey(encoded, len(tokenizer), boundary_id=int(tokenizer.pad_token_id))
        return cls(tokenizer, unigram_probs(encoded, len(tokenizer)), five_gram)

    @classmethod
    def by_characters(cls, stories: Sequence[str]) -> NgramBaselines:
        """Over characters, whatever tokens the model has.

        The commonest ones have a token each; the others share one, and cost as many bits more as it takes
        to choose among those that the training stories hold.
        """
        tokenizer = train_characters(stories, (1 << TOKEN_BITS) - 1)
        encoded = encode(tokenizer, stories)
        boundary_id = len(tokenizer)
        five_gram = KneserNey(encoded, boundary_id + 1, boundary_id=boundary_id)
        n_rare = max(1, len(set().union(*stories)) - (len(tokenizer) - 1))
        return cls(tokenizer, unigram_probs(encoded, boundary_id + 1), five_gram, math.log2(n_rare))

    def bits_per_byte(self, stories: Sequence[str]) -> dict[str, float]:
        """Mean cost of a UTF-8 byte of the stories; the 5-gram reads each from its beginning."""
        encoded = encode(self.tokenizer, stories)
        n_bytes = sum(len(story.encode()) for story in stories)
        unknown = self.unknown_bits * sum(int((ids == self.tokenizer.unk_token_id).sum()) for ids in encoded)
        return {
            "unigram": float((unknown - sum(np.log2(self.unigram[ids]).sum() for ids in encoded)) / n_bytes),
            "five_gram": float((unknown - sum(self.five_gram.log2_probs(ids).sum() for ids in encoded)) / n_bytes),
        }

    def masked_top1(self, batches: list[dict[str, Tensor]]) -> dict[str, float]:
        """How often the likeliest token is the hidden one; the 5-gram sees the true four tokens to the left."""
        contexts, targets = _left_contexts(batches, self.tokenizer, self.five_gram.order - 1)
        chunks = np.array_split(contexts, len(contexts) // _ROWS_AT_ONCE + 1)
        guesses = np.concatenate([self.five_gram.distributions(chunk).argmax(-1) for chunk in chunks])
        return {
            "unigram": float((self.unigram.argmax() == targets).mean()),
            "five_gram": float((guesses == targets).mean()),
        }


def encode(tokenizer: PreTrainedTokenizerFast, stories: Iterable[str]) -> list[Ids]:
    """Token ids of each story, without special tokens."""
    encodings = tokenizer.backend_tokenizer.encode_batch_fast(list(stories), add_special_tokens=False)
    return [np.array(e.ids, dtype=np.uint16) for e in encodings if e.ids]


def _left_contexts(
    batches: list[dict[str, Tensor]], tokenizer: PreTrainedTokenizerFast, length: int
) -> tuple[Ids, Ids]:
    """`[n, length]` original tokens before each hidden one, and `[n]` the hidden ones.

    `[CLS]` and `[SEP]` stand where a row's text begins: the 5-gram has never met them and uses the shorter context.
    """
    contexts, targets = [], []
    for batch in batches:
        labels = batch["labels"]
        original = torch.where(labels == IGNORED, batch["input_ids"], labels).numpy()
        padded = np.pad(original, ((0, 0), (length, 0)), constant_values=int(tokenizer.cls_token_id))
        hidden = hidden_positions(batch, tokenizer).numpy()
        contexts.append(sliding_window_view(padded, length, axis=1)[:, :-1][hidden])
        targets.append(original[hidden])
    return np.concatenate(contexts), np.concatenate(targets)


def xz_bytes(text: str) -> int:
    """Size of the text as UTF-8 under `xz -9`."""
    return len(lzma.compress(text.encode(), preset=9))


def xz_bits_per_byte(text: str) -> float:
    """What `xz -9` needs for the text alone."""
    return 8 * xz_bytes(text) / len(text.encode())


def xz_bits_per_byte_after(training_text: str, training_bytes: int, text: str) -> float:
    """What `xz -9` needs for the text when it has just read the training text (`training_bytes` when compressed)."""
    return 8 * (xz_bytes(training_text + text) - training_bytes) / len(text.encode())
