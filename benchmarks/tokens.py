"""Making a BPE without recounting, and a long text through every tokenizer at once."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise
from statistics import median

from app.labs.tokens.rows import FIRST, on_text
from app.state import Chosen
from benchmarks.table import Row, milliseconds
from models.limits import MAX_CHARACTERS, MAX_CORPUS_CHARACTERS, MAX_MERGES
from models.registry import load_tokenizer
from models.text.bpe import train_bpe
from models.text.tokenizer_catalog import usual_cards
from models.text.tokenizers import load_any_tokenizer

BPE_TARGET = 1 / 20
ROWS_TARGET = 3.0
REPEATS = 7
_MODELS = ("gpt", "bert", "lstm")


def rows() -> Iterator[Row]:
    corpus = made_up_text(MAX_CORPUS_CHARACTERS)
    ours = median(milliseconds(lambda: train_bpe(corpus, MAX_MERGES)) for _ in range(REPEATS))
    theirs = milliseconds(lambda: recounting_trainer(corpus, MAX_MERGES))  # a minute: once
    work = f"BPE, {MAX_MERGES:,} merges on {MAX_CORPUS_CHARACTERS:,} characters, every step kept"
    yield Row(work, ours, "recount after every merge", theirs, BPE_TARGET)
    yield long_text_row(made_up_text(MAX_CHARACTERS))


def long_text_row(text: str) -> Row:
    """All rows of the tokens lab, ready to send, beside the slowest call of the library alone."""
    on_text(Chosen(text[:100], *_MODELS), "", FIRST["en"])
    ours: list[float] = []
    library: dict[str, list[float]] = {card.id: [] for card in usual_cards()}
    for _ in range(REPEATS):
        ours.append(milliseconds(lambda: on_text(Chosen(text, *_MODELS), "", FIRST["en"])))
        for tokenizer_id, timings in library.items():
            timings.append(milliseconds(partial(call_library, tokenizer_id, text)))
    slowest = max(median(timings) for timings in library.values())
    return Row(
        f"{len(text):,} characters through all tokenizers",
        median(ours),
        "the slowest library call",
        slowest,
        ROWS_TARGET,
    )


def call_library(tokenizer_id: str, text: str) -> None:
    load_any_tokenizer(tokenizer_id)(text, return_offsets_mapping=True, verbose=False)


def made_up_text(n_characters: int, seed: int = 0) -> str:
    """Words of one or two pieces of the GPT's vocabulary, as unevenly frequent as words are (Zipf's law)."""
    draw = random.Random(seed)
    vocabulary = sorted(piece for piece in load_tokenizer("gpt").get_vocab() if piece.strip("Ġ").isascii())
    heads = [piece[1:] for piece in vocabulary if piece[0] == "Ġ" and piece[1:].isalpha()]
    tails = ["", "", *(piece for piece in vocabulary if piece.isalpha() and piece.islower())]
    draw.shuffle(heads)
    weights = [1 / rank for rank in range(1, len(heads) + 1)]
    words = (
        head + draw.choice(tails[: 2 + n % 40]) for n, head in enumerate(draw.choices(heads, weights, k=n_characters))
    )
    return " ".join(islice(words, n_characters // 3))[:n_characters]


def recounting_trainer(corpus: str, n_merges: int) -> list[tuple[str, str, str, int]]:
    """The textbook's loop (Sennrich et al., 2016, algorithm 1): count all pairs, merge one, count again."""
    weights = Counter(re.findall(r"[\S\x1c-\x1f]+", corpus))
    words = {word: list(word) for word in weights}
    place = {symbol: n for n, symbol in enumerate(sorted(set("".join(words))))}
    merges = []
    for _ in range(n_merges):
        counts: Counter[tuple[str, str]] = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += weights[word]
        if not counts:
            break
        (left, right), count = min(counts.items(), key=lambda c: (-c[1], place[c[0][0]], place[c[0][1]]))
        merges.append((left, right, left + right, count))
        place.setdefault(left + right, len(place))
        for word, symbols in words.items():
            words[word] = merge_in(symbols, left, right)
    return merges


def merge_in(symbols: list[str], left: str, right: str) -> list[str]:
    """Make every `left right` of a word one symbol, from left to right."""
    merged: list[str] = []
    at = 0
    while at < len(symbols):
        step = 2 if symbols[at : at + 2] == [left, right] else 1
        merged.append("".join(symbols[at : at + step]))
        at += step
    return merged
