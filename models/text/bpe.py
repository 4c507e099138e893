"""Training a byte-pair encoding step by step, every merge with the count that won it.

The algorithm is that of Sennrich et al. (2016), "Neural Machine Translation of Rare Words with
Subword Units", section 3.2: begin with characters, and again and again make the most frequent pair
of neighbours one symbol. Instead of recounting after every merge, only the neighbours of the places
that were merged are recounted (their section 3.2 names this too), so a merge costs what it changes.

Choices, the same as in the `tokenizers` library's `BpeTrainer`:

- words are what whitespace separates, unless they are asked for by script; there is no end-of-word
  mark, unless one is asked for; no merge crosses words;
- the alphabet is sorted by code point, and a symbol's id is its place in the vocabulary;
- of pairs with equal counts the one with the smaller ids wins, left id first;
- in a run of one letter, `aaa`, the pair `a a` counts twice and is merged from the left;
- a pair that occurs once is still merged (`min_frequency` 0).

No symbol is made twice: merging from the left does the same inside a span of whole symbols whatever
stands around it, so once a string has become one symbol, it is one wherever its ends are ends.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from models.errors import InputError
from models.limits import MAX_CORPUS_CHARACTERS, MAX_MERGES, check_text

N_LEADERS = 12  # pairs that every step keeps for those who watch
# Unicode's white space. Python's own `\s` also counts four separators (U+001C to U+001F) as such.
_SPACES = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
# What a word is, as an expression that reads the same in Python and in a browser. Chinese and Japanese write
# no spaces: there a run of characters of one script is one, and punctuation is not part of it.
BY_SPACES = f"[^{_SPACES}]+"
BY_SCRIPT = f"[{_HAN}]+|[{_KANA}]+|[^{_SPACES}{_HAN}{_KANA}]+"
_END_MARKS = "_▁¶␣"  # textbooks draw the first; the others are for texts that have it themselves
_Pair = tuple[int, int]
_END = -1


@dataclass(frozen=True, slots=True)
class Merge:
    """One step of training: `left` and `right` become `merged`, having stood side by side `count` times."""

    left: str
    right: str
    merged: str
    count: int


@dataclass(frozen=True)
class BPETraining:
    """What training made.

    Attributes:
        alphabet: the characters of the corpus, by code point.
        merges: in the order in which they were learnt, which is the order of applying them.
        vocab: the alphabet, then what each merge made; the index is the id.
        words: the distinct words of the corpus with how often they occur, the most frequent first.
        n_merged: at each merge, how many pairs became one symbol: fewer than were counted where they overlap.
        end: the mark that ends every word, a character that the corpus has not; empty where there is none.
        leaders: before each merge, and after the last, the up to `N_LEADERS` most frequent pairs as
            `(left id, right id, count)`, in the order in which they would win; the first does.
    """

    alphabet: tuple[str, ...]
    merges: tuple[Merge, ...]
    vocab: tuple[str, ...]
    words: tuple[tuple[str, int], ...]
    n_merged: tuple[int, ...]
    end: str
    leaders: tuple[tuple[tuple[int, int, int], ...], ...]


def train_bpe(corpus: str, n_merges: int, *, word: str = BY_SPACES, marks_end: bool = False) -> BPETraining:
    """Learn merges from a corpus.

    Args:
        corpus: 1 to `MAX_CORPUS_CHARACTERS` characters.
        n_merges: 0 to `MAX_MERGES`; fewer are learnt when no pair is left (each word is one symbol).
        word: what one is, `BY_SPACES` or `BY_SCRIPT`.
        marks_end: put a symbol behind each word, as Sennrich et al. do, so that `er` at its end is told from
            `er` inside.

    Returns:
        Counts are exact: of the symbols as they stand when the merge is made.

    Raises:
        InputError: empty or too long a corpus, `out_of_range` for `n_merges`.

    Source: Sennrich et al. (2016), section 3.2 and algorithm 1.
    """
    check_text(corpus, limit=MAX_CORPUS_CHARACTERS)
    if not 0 <= n_merges <= MAX_MERGES:
        raise InputError("out_of_range", name="n_merges", value=n_merges, limit=f"0 … {MAX_MERGES:,}")
    end = next((mark for mark in _END_MARKS if mark not in corpus), "\ue000") if marks_end else ""
    words = Counter(found + end for found in re.findall(word, corpus))
    alphabet = tuple(sorted(set().union(*words)))
    vocab = list(alphabet)
    symbols = _Symbols.of_words(words, {character: id_ for id_, character in enumerate(alphabet)})
    merges: list[Merge] = []
    n_merged: list[int] = []
    leaders = [symbols.leading_pairs()]
    while len(merges) < n_merges and leaders[-1]:
        left, right, count = leaders[-1][0]
        merges.append(Merge(vocab[left], vocab[right], vocab[left] + vocab[right], count))
        n_merged.append(symbols.merge((left, right), len(vocab)))
        vocab.append(merges[-1].merged)
        leaders.append(symbols.leading_pairs())
    found = (tuple(merges), tuple(vocab), tuple(words.most_common()), tuple(n_merged))
    return BPETraining(alphabet, *found, end, tuple(leaders))


@dataclass
class _Symbols:
    """The distinct words as one row of symbols, with the pairs in them counted.

    Attributes:
        ids: of the symbol at each place; `_END` after each word and where a symbol was merged away.
        before, after: the neighbouring places within the row.
        weights: how often the word of a place occurs in the corpus.
        counts: of each pair of neighbours; always exact.
        places: where the left half of a pair may stand; may name places that have changed since.
        queue: max-heap of (-count, pair); a count may have fallen since, none is missing or too low.
    """

    ids: list[int] = field(default_factory=lambda: [_END])
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=lambda: [0])
    counts: defaultdict[_Pair, int] = field(default_factory=lambda: defaultdict(int))
    places: defaultdict[_Pair, list[int]] = field(default_factory=lambda: defaultdict(list))
    queue: list[tuple[int, _Pair]] = field(default_factory=list)

    @classmethod
    def of_words(cls, words: Counter[str], id_of: dict[str, int]) -> _Symbols:
        symbols = cls()
        for word, weight in words.items():
            symbols.ids += [*(id_of[character] for character in word), _END]
            symbols.weights += [weight] * (len(word) + 1)
        n_places = len(symbols.ids)
        symbols.before = list(range(-1, n_places - 1))
        symbols.after = list(range(1, n_places + 1))
        for place in range(n_places - 1):
            symbols._count(place, 1)
        symbols.queue = [(-count, pair) for pair, count in symbols.counts.items()]
        heapq.heapify(symbols.queue)
        return symbols

    def leading_pairs(self) -> tuple[tuple[int, int, int], ...]:
        """The `N_LEADERS` pairs with the highest counts, of equal ones the smallest first, with their counts."""
        found: list[tuple[int, _Pair]] = []
        while self.queue and len(found) < N_LEADERS:
            entry = heapq.heappop(self.queue)
            if found and entry == found[-1]:
                continue  # queued twice
            negative, pair = entry
            count = self.counts[pair]
            if count == -negative > 0:
                found.append(entry)
            elif count > 0:
                heapq.heappush(self.queue, (-count, pair))
        for entry in found:
            heapq.heappush(self.queue, entry)
        return tuple((*pair, -negative) for negative, pair in found)

    def merge(self, pair: _Pair, merged: int) -> int:
        """Replace the pair everywhere, from left to right, and recount what stands beside it; say how many it were."""
        left, right = pair
        n_merged = 0
        changed: set[_Pair] = set()
        for place in sorted(self.places.pop(pair)):
            second = self.after[place]
            if self.ids[place] != left or self.ids[second] != right:
                continue  # an earlier merge took one of the two
            n_merged += self.weights[place]
            neighbours = (self.before[place], place, second)
            for at in neighbours:
                self._count(at, -1)
            self._remove(second)
            self.ids[place] = merged
            changed |= {self._count(at, 1) for at in neighbours[:2]}
        for new in changed:
            if self.counts[new] > 0:
                heapq.heappush(self.queue, (-self.counts[new], new))
        return n_merged

    def _count(self, place: int, sign: int) -> _Pair:
        """Add or take away the pair that begins at `place`, unless a word ends there."""
        pair = (self.ids[place], self.ids[self.after[place]])
        if _END not in pair:
            self.counts[pair] += sign * self.weights[place]
            if sign > 0:
                self.places[pair].append(place)
        return pair

    def _remove(self, place: int) -> None:
        before, after = self.before[place], self.after[place]
        self.after[before], self.before[after] = after, before
        self.ids[place] = _END
