"""Three models on one text, lined up by the characters that their tokens cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.records import EditEffect, Prediction, Reading, Token
from viz.html import readable
from viz.labels import label
from viz.side_by_side.payloads import (
    EffectColumn,
    EffectsPayload,
    Expected,
    ReadingCell,
    ReadingColumn,
    ReadingsPayload,
    Seen,
)

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 400
# A word with the space before it, a character of a script without spaces, or a mark.
_WORD = re.compile(r"\s*(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_+)|\s+")
Span = tuple[int, int]


def line_up(text: str, rows: Iterable[Sequence[Token]]) -> list[Span]:
    """The text in stretches of whole words, `(start, end)`: no token of any row lies across two of them.

    >>> line_up("to be", [])
    [(0, 2), (2, 5)]
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    for tokens in rows:
        spans += [(t.start, t.end) for t in tokens if t.start is not None and t.end is not None and t.start < t.end]
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def encode_readings(
    text: str, words: Sequence[Span], readings: Sequence[Reading], known: Mapping[str, tuple[str, Seen]]
) -> ReadingsPayload:
    """The table: a row a word, a column a model.

    Args:
        words: as `line_up` gives them for these readings.
        known: each model's title, and what it sees, by its id.
    """
    return {
        "words": [{"start": start, "end": end, "label": readable(text[start:end])} for start, end in words[:MAX_ROWS]],
        "n_words": len(words),
        "n_bytes": len(text.encode()),
        "columns": [_encode_column(reading, words, *known[reading.model_id]) for reading in readings],
    }


def _encode_column(reading: Reading, words: Sequence[Span], title: str, sight: Seen) -> ReadingColumn:
    places = places_of(reading.tokens, words)
    total = sum(bits for bits in reading.surprisal_bits if bits is not None)
    return {
        "model": reading.model_id,
        "title": title,
        "family": reading.family,
        "sight": sight,
        "pseudo": reading.pseudo,
        "n_tokens": len(reading.tokens),
        "total_bits": total,
        "bits_per_byte": total / reading.n_bytes if reading.n_bytes else 0.0,
        "n_unknown": sum(token.kind == "unknown" for token in reading.tokens),
        "next": None if reading.next is None else _encode_expected(reading.next),
        "cells": [_encode_cell(reading, positions) for positions in places[:MAX_ROWS]],
    }


def _encode_cell(reading: Reading, positions: Sequence[int]) -> ReadingCell:
    bits = [reading.surprisal_bits[position] for position in positions]
    known = [value for value in bits if value is not None]
    tokens = [reading.tokens[position] for position in positions]
    expected = reading.expected[positions[0]] if positions else None
    return {
        "tokens": [label(token) for token in tokens],
        "unknown": any(token.kind == "unknown" for token in tokens),
        "bits": sum(known) if known else None,
        "expected": None if expected is None else _encode_expected(expected),
        "truth": None if expected is None else _place_of(tokens[0].id, expected),
    }


def _place_of(token_id: int, expected: Prediction) -> int | None:
    """Which of the candidates is the token that stands there; None where it is not among them."""
    return next((place for place, candidate in enumerate(expected.top) if candidate.id == token_id), None)


def places_of(tokens: Sequence[Token], words: Sequence[Span]) -> list[list[int]]:
    """For each word the positions of its tokens; a token of no characters goes to the word it stands before."""
    starts = [start for start, _ in words]
    places: list[list[int]] = [[] for _ in words]
    for position, token in enumerate(tokens):
        if token.start is not None and words:
            places[max(0, bisect_right(starts, token.start) - 1)].append(position)
    return places


def _encode_expected(prediction: Prediction) -> Expected:
    return {
        "top": [{"token": readable(candidate.token), "prob": candidate.prob} for candidate in prediction.top],
        "rest": prediction.rest_prob,
        "entropy_bits": prediction.entropy_bits,
    }


def encode_edit(effects: Sequence[EditEffect], words: Sequence[Span]) -> EffectsPayload:
    """What a change moved: for each column and word the largest divergence among the word's tokens."""
    return {"columns": [_encode_effect(effect, words) for effect in effects]}


def _encode_effect(effect: EditEffect, words: Sequence[Span]) -> EffectColumn:
    moved = {before: bits for (before, _), bits in zip(effect.pairs, effect.moved_bits, strict=True)}
    cells = []
    for positions in places_of(effect.tokens, words):
        known = [bits for position in positions if (bits := moved.get(position)) is not None]
        cells.append(max(known) if known else None)
    return {"model": effect.model_id, "cells": cells[:MAX_ROWS], "next": effect.next_moved_bits}


def readings_table(readings: Sequence[Reading]) -> pd.DataFrame:
    """A row a token of a model: where it stands and how surprising it was; NaN where nothing is predicted."""
    import pandas as pd

    rows = [
        (reading.model_id, position, token.text, token.start, token.end, bits)
        for reading in readings
        for position, (token, bits) in enumerate(zip(reading.tokens, reading.surprisal_bits, strict=True))
    ]
    return pd.DataFrame(rows, columns=["model", "position", "token", "start", "end", "surprisal_bits"])
