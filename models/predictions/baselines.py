"""What any text costs without a neural network: the bundled unigram and 5-gram."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from models.catalog import BUNDLED
from models.limits import check_text
from models.predictions.ngram import KneserNey
from models.records import Token
from models.registry import load_tokenizer
from models.text.tokenizers import tokens_of

NGRAM_FILE = "five_gram.npz"
UNIGRAM_FILE = "unigram.npy"
TOKENIZER = "gpt"  # whose tokens they count
_FOLDER = BUNDLED / "ngrams"


@dataclass(frozen=True)
class Baseline:
    """A text under a model that only counts: `surprisal_bits[i]` belongs to `tokens[i]`."""

    name: str
    tokens: tuple[Token, ...]
    surprisal_bits: tuple[float, ...]
    total_bits: float
    bits_per_byte: float


def score_baselines(text: str) -> tuple[Baseline, ...]:
    """The text under the unigram and under the 5-gram, which reads it from its beginning.

    Empty where the files are not bundled.

    Raises:
        InputError: bad text.
    """
    check_text(text)
    if not (_FOLDER / NGRAM_FILE).is_file():
        return ()
    unigram, five_gram = _load()
    ids, tokens = tokens_of(load_tokenizer(TOKENIZER), text, special=False)
    costs = {"unigram": -np.log2(unigram[ids]), "five_gram": -five_gram.log2_probs(np.array(ids))}
    n_bytes = len(text.encode())
    return tuple(
        Baseline(name, tokens, tuple(bits.tolist()), float(bits.sum()), float(bits.sum()) / n_bytes)
        for name, bits in costs.items()
    )


@cache
def _load() -> tuple[np.ndarray, KneserNey]:
    return np.load(_FOLDER / UNIGRAM_FILE).astype(np.float64), KneserNey.read(_FOLDER / NGRAM_FILE)
