"""One text as several tokenizers cut it, lined up by the characters that the tokens cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from models.records import Token
from viz.html import visible

MAX_SHOWN = 2_000  # characters; more chips than that help nobody
_FRAGMENT = re.compile("(?:<[0-9A-F]{2}>)+")
_UNKNOWN = ("[UNK]", "<unk>")
Row = tuple[str, str, str, Sequence[Token]]
Span = tuple[int, int]


def encode_tokens(text: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Chips in blocks that can be set one after another, on as many lines as the page needs.

    Args:
        text: what was tokenized.
        rows: family, model title, kind of tokenizer, tokens.

    Returns:
        `rows` with their counts (of the whole text) and chips (of the first `MAX_SHOWN`
        characters); `blocks`, each with one list a row of indices into its chips. Every chip is in
        exactly one block, and no token of one block shares a character with one of another.
    """
    shown = [_starting_before(MAX_SHOWN, tokens) for _, _, _, tokens in rows]
    return {
        "rows": [
            {"family": family, "title": title, "tokenizer": kind, "counts": count_tokens(text, tokens)}
            | {"chips": [_chip(token, text) for token in chips]}
            for (family, title, kind, tokens), chips in zip(rows, shown, strict=True)
        ],
        "blocks": _blocks([_spans(tokens) for tokens in shown]),
        "n_shown": min(len(text), MAX_SHOWN),
        "n_characters": len(text),
    }


def _starting_before(end: int, tokens: Sequence[Token]) -> list[Token]:
    return [token for token, (start, _) in zip(tokens, _spans(tokens), strict=True) if start < end]


def count_tokens(text: str, tokens: Sequence[Token]) -> dict[str, Any]:
    """How many tokens a text takes and how much of it each holds.

    Returns:
        `n_tokens` with and `n_special` of the tokens that stand for no text, `n_unknown` that stand
        for text the vocabulary cannot spell; characters and UTF-8 bytes a token, specials left out.
    """
    n_special = sum(token.start is None for token in tokens)
    n_real = max(1, len(tokens) - n_special)
    return {
        "n_tokens": len(tokens),
        "n_special": n_special,
        "n_unknown": sum(_is_unknown(token, text) for token in tokens),
        "characters_per_token": len(text) / n_real,
        "bytes_per_token": len(text.encode()) / n_real,
    }


def _is_unknown(token: Token, text: str) -> bool:
    return token.piece in _UNKNOWN and token.start is not None and text[token.start : token.end] != token.piece


def _chip(token: Token, text: str) -> dict[str, Any]:
    covered = "" if token.start is None else text[token.start : token.end]
    is_fragment = not token.special and token.text != covered and _FRAGMENT.fullmatch(token.text) is not None
    return {
        "id": token.id,
        "piece": visible(token.piece),
        "text": token.text if is_fragment else visible(token.text),
        "start": token.start,
        "end": token.end,
        "kind": "special" if token.special else "fragment" if is_fragment else "plain",
        "unknown": _is_unknown(token, text),
    }


def _spans(tokens: Iterable[Token]) -> list[Span]:
    """Offsets of every token; one without any stands where the token before it ends."""
    spans: list[Span] = []
    for token in tokens:
        start = token.start if token.start is not None else spans[-1][1] if spans else 0
        spans.append((start, start if token.end is None else token.end))
    return spans


def _blocks(rows: Sequence[Sequence[Span]]) -> list[list[list[int]]]:
    """Per block and row the indices of the row's tokens; blocks are cut where no row has a token across."""
    groups = _merge(span for spans in rows for span in spans)
    starts = [start for start, _ in groups]

    def place(span: Span) -> tuple[int, bool]:
        start, end = span
        group = bisect_right(starts, start) - 1
        stands_between = start == end and (group < 0 or start in groups[group] or start > groups[group][1])
        return (start, False) if stands_between else (groups[group][0], True)

    blocks: dict[tuple[int, bool], list[list[int]]] = {}
    for row, spans in enumerate(rows):
        for index, span in enumerate(spans):
            blocks.setdefault(place(span), [[] for _ in rows])[row].append(index)
    return [blocks[key] for key in sorted(blocks)]


def _merge(spans: Iterable[Span]) -> list[Span]:
    """The stretches that overlapping spans cover together, in order."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
