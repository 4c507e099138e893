"""The training of a BPE as one compact trace, from which the browser shows every step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from viz.html import visible
from viz.payload import encode_integers
from viz.tokens.payloads import BpePayload

MAX_WORDS = 60  # whose symbols are shown; a long corpus has thousands
MAX_WORD = 48  # characters of such a word

Leaders = Sequence[tuple[int, int, int]]


def encode_training(
    alphabet: Sequence[str],
    words: Sequence[tuple[str, int]],
    leaders: Sequence[Leaders],
    n_leaders: int,
    n_merged: Sequence[int],
    end: str = "",
) -> BpePayload:
    """All steps of a training.

    Args:
        alphabet: symbols 0 and up; merge number k makes symbol `len(alphabet) + k`.
        words: distinct words with their counts, the most frequent first; the first few short ones travel.
        leaders: before each merge and after the last, `(left, right, count)` of the most frequent
            pairs, the winner first.
        n_merged: at each merge, how many pairs became one symbol.
        end: the mark behind every word; empty where there is none.
    """
    table = np.full((len(leaders), n_leaders, 3), -1, np.int32)
    for step, pairs in enumerate(leaders):
        if pairs:
            table[step, : len(pairs)] = pairs
    return {
        "alphabet": list(alphabet),
        "symbols": [visible(text) for text in spell_symbols(alphabet, leaders)],
        "words": [(word, count) for word, count in words if len(word) <= MAX_WORD][:MAX_WORDS],
        "n_words": sum(count for _, count in words),
        "n_distinct": len(words),
        "leaders": encode_integers(table),
        "n_merged": encode_integers(np.array(n_merged, np.int32)),
        "end": end,
    }


def spell_symbols(alphabet: Sequence[str], leaders: Sequence[Leaders]) -> list[str]:
    """What every symbol stands for: those of the alphabet, then what each merge made of its winner.

    >>> spell_symbols(["a", "b"], [[(0, 1, 3)], [(2, 0, 2)], []])
    ['a', 'b', 'ab', 'aba']
    """
    symbols = list(alphabet)
    for pairs in leaders[:-1]:
        left, right, _ = pairs[0]
        symbols.append(symbols[left] + symbols[right])
    return symbols
