"""The n-gram model that a neural one has to beat: interpolated modified Kneser-Ney.

An n-gram is one integer, 12 bits a token with the predicted token lowest, so that all n-grams of a
context lie side by side in a sorted array and a look-up is a binary search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Ids = NDArray[np.integer]
Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

TOKEN_BITS = 12
MAX_ORDER = 5  # five times 12 bits fit into 64
_TOKEN_MASK = np.uint64((1 << TOKEN_BITS) - 1)
_SHIFT = np.uint64(TOKEN_BITS)
_HIGHEST_DISCOUNTED = 3  # counts of three and more share one discount


@dataclass(frozen=True)
class _Level:
    """All n-grams of one length.

    Attributes:
        keys: the n-grams, sorted.
        weights: for each, its discounted count as a share of its context's total.
        contexts: the n-grams without their last token, sorted.
        begins: for each context, where its n-grams begin in `keys`; one more entry for the end.
        left_over: for each context, the share that the discounts freed for shorter contexts.
    """

    keys: Keys
    weights: Floats
    contexts: Keys
    begins: NDArray[np.intp]
    left_over: Floats


class KneserNey:
    """Interpolated modified Kneser-Ney with one discount for counts of 1, of 2, and of 3 or more.

    The longest n-grams count as often as they occur, the shorter ones by how many different tokens
    precede them; the shortest of all is mixed with the uniform distribution, so every token is possible.

    Source: Chen and Goodman (1999), "An empirical study of smoothing techniques for language
    modeling", section 3, equations 26 to 29 of the journal version.

    Args:
        stories: token ids of each training story; contexts do not reach across stories.
        vocab_size: at most 4096.
        order: length of the longest n-gram, 2 to 5; a context is one token shorter.
        boundary_id: fills a context before the beginning of a story.
        least_counts: for each length from 1 on, n-grams that count less are forgotten; shorter contexts
            then answer with the share that these had, so that probabilities still sum to 1.
    """

    def __init__(
        self,
        stories: Sequence[Ids],
        vocab_size: int,
        order: int = MAX_ORDER,
        boundary_id: int = 0,
        least_counts: Sequence[int] = (1,) * MAX_ORDER,
    ) -> None:
        if vocab_size > 1 << TOKEN_BITS or not 2 <= order <= MAX_ORDER:
            raise ValueError(f"{vocab_size} tokens, order {order}: at most {1 << TOKEN_BITS} and 2 to {MAX_ORDER}")
        self.vocab_size = vocab_size
        self.order = order
        self.boundary_id = boundary_id
        grams = np.concatenate([_pack(self._windows(ids)) for ids in stories])
        keys, counts = np.unique(grams, return_counts=True)
        levels = [_build_level(keys, counts, least_counts[order - 1])]
        for length in range(order - 1, 0, -1):
            without_first = np.uint64((1 << TOKEN_BITS * length) - 1)
            keys, counts = np.unique(keys & without_first, return_counts=True)
            levels.append(_build_level(keys, counts, least_counts[length - 1]))
        self._levels = levels[::-1]

    @property
    def n_grams(self) -> tuple[int, ...]:
        """How many it knows of each length, from 1 on."""
        return tuple(len(level.keys) for level in self._levels)

    def save(self, path: Path) -> None:
        """Write it small: the gaps between sorted keys, and weights of 16 bits."""
        columns: dict[str, NDArray[Any]] = {"sizes": np.array([self.vocab_size, self.boundary_id])}
        for length, level in enumerate(self._levels, 1):
            columns[f"gaps{length}"] = np.diff(level.keys, prepend=np.uint64(0))
            columns[f"weights{length}"] = level.weights.astype(np.float16)
        np.savez_compressed(path, allow_pickle=False, **columns)

    @classmethod
    def read(cls, path: Path) -> KneserNey:
        """What `save` wrote. Rounded weights leave the rest to shorter contexts: it sums to 1 too."""
        model = cls.__new__(cls)
        with np.load(path) as columns:
            model.order = sum(name.startswith("gaps") for name in columns.files)
            model.vocab_size, model.boundary_id = columns["sizes"].tolist()
            model._levels = [
                _assemble(np.cumsum(columns[f"gaps{length}"]), columns[f"weights{length}"].astype(np.float64))
                for length in range(1, model.order + 1)
            ]
        return model

    def _windows(self, ids: Ids) -> Ids:
        """`[n, order]`: each token of a story behind its context."""
        padded = np.concatenate([np.full(self.order - 1, self.boundary_id, dtype=np.int64), ids])
        return sliding_window_view(padded, self.order)

    def log2_probs(self, ids: Ids) -> Floats:
        """Base-2 logarithm of the probability of each token of a story, `[n]`."""
        windows = self._windows(ids)
        log2_probs: Floats = np.log2(self.probs(windows[:, :-1], windows[:, -1]))
        return log2_probs

    def probs(self, contexts: Ids, tokens: Ids) -> Floats:
        """Probability of each token in its context, `[n]`.

        Args:
            contexts: `[n, order - 1]` token ids, the nearest last.
            tokens: `[n]` token ids.
        """
        probs: Floats = np.full(len(tokens), 1 / self.vocab_size)
        for length, level in enumerate(self._levels):
            context_keys = _pack(contexts[:, self.order - 1 - length :])
            context, seen = _find(level.contexts, context_keys)
            gram, known = _find(level.keys, (context_keys << _SHIFT) | tokens.astype(np.uint64))
            longer = np.where(known, level.weights[gram], 0.0) + level.left_over[context] * probs
            probs = np.where(seen, longer, probs)
        return probs

    def distributions(self, contexts: Ids) -> Floats:
        """Probability of every token in each context, `[n, d_vocab]`; rows sum to 1.

        Args:
            contexts: `[n, order - 1]` token ids, the nearest last.
        """
        probs = np.full((len(contexts), self.vocab_size), 1 / self.vocab_size)
        for length, level in enumerate(self._levels):
            context, seen = _find(level.contexts, _pack(contexts[:, self.order - 1 - length :]))
            rows, context = np.flatnonzero(seen), context[seen]
            probs[rows] *= level.left_over[context, None]
            row, gram = _spans(level.begins[context], level.begins[context + 1])
            probs[rows[row], level.keys[gram] & _TOKEN_MASK] += level.weights[gram]
        return probs


def unigram_probs(stories: Sequence[Ids], vocab_size: int) -> Floats:
    """How often each token occurs, with one added to every count so that none is impossible, `[d_vocab]`."""
    counts = np.bincount(np.concatenate(stories), minlength=vocab_size) + 1.0
    shares: Floats = counts / counts.sum()
    return shares


def _pack(grams: Ids) -> Keys:
    """`[n, length]` token ids as one integer a row; rows of no tokens are 0."""
    keys = np.zeros(len(grams), dtype=np.uint64)
    for column in grams.T:
        keys = (keys << _SHIFT) | column.astype(np.uint64)
    return keys


def _build_level(keys: Keys, counts: NDArray[np.intp], least_count: int) -> _Level:
    discounts = _discounts(counts)[np.minimum(counts, _HIGHEST_DISCOUNTED)]
    begins = _context_begins(keys)
    totals = np.add.reduceat(counts, begins)
    weights = (counts - discounts) / np.repeat(totals, np.diff(np.append(begins, len(keys))))
    kept = counts >= least_count
    return _assemble(keys[kept], weights[kept])


def _context_begins(keys: Keys) -> NDArray[np.intp]:
    context_of = keys >> _SHIFT
    return np.flatnonzero(np.append(True, context_of[1:] != context_of[:-1]))


def _assemble(keys: Keys, weights: Floats) -> _Level:
    begins = _context_begins(keys)
    return _Level(
        keys=keys,
        weights=weights,
        contexts=keys[begins] >> _SHIFT,
        begins=np.append(begins, len(keys)),
        left_over=np.clip(1 - np.add.reduceat(weights, begins), 0, 1),
    )


def _discounts(counts: NDArray[np.intp]) -> Floats:
    """What is taken off a count of 0, 1, 2, and 3 or more.

    A very small text may have no n-gram of some count; the formula then has no value, or one that
    would take nothing, and a middling discount stands in.
    """
    n1, n2, n3, n4 = (int((counts == k).sum()) for k in (1, 2, 3, 4))
    discounts = [0.0, 0.5, 1.0, 1.5]
    for count, here, above in ((1, n1, n2), (2, n2, n3), (3, n3, n4)):
        if here and above and n1 + n2:
            value = count - (count + 1) * n1 / (n1 + 2 * n2) * above / here
            discounts[count] = value if 0 < value < count else discounts[count]
    return np.array(discounts)


def _find(sorted_keys: Keys, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each wanted key is, and whether it is there at all."""
    place = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return place, sorted_keys[place] == wanted


def _spans(begins: NDArray[np.intp], ends: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All indices of all spans one after another, and the span that each belongs to."""
    sizes = ends - begins
    span = np.repeat(np.arange(len(begins)), sizes)
    offset = np.arange(len(span)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return span, begins[span] + offset
