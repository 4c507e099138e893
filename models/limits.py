"""How much is read, asked and drawn at most, in one place, and the checks that say so. Light: no torch."""

from __future__ import annotations

import re
from collections.abc import Sized

from models.errors import InputError

MAX_CHARACTERS = 100_000
MAX_TOKENS = 2_000  # of models that have no limit of their own
MAX_CORPUS_CHARACTERS = 200_000
MAX_MERGES = 2_000
MAX_INPUT_SENTENCES = 8  # whose tensors are shown together
MAX_CONTEXTS = 8  # sentences in which one word is looked up
MAX_BATCH_SENTENCES = 16
MAX_BATCH_TOKENS = 4_096
MAX_EXTRA_PADDING = 64
MAX_RUNNING_STEPS = 200
MAX_FACTOR = 100.0
MAX_CANDIDATES = 100
MAX_SMOOTHING = 0.5
MAX_MASKING_SEED = 9_999
MAX_NEW_TOKENS = 200
MAX_STRATEGIES = 32
MAX_ROWS = 48  # of all strategies together, beams and candidates included
MAX_WRITTEN = 2_400  # rows times new tokens of one decoding: a few seconds of two cores
MAX_HIDDEN_SIZE = 65_536
MAX_LAYERS = 128
MAX_TIMED_WIDTH = 1_024
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")

# What is allowed, from the least to the most.
LIMITS: dict[str, tuple[float, float]] = {
    "characters": (1, MAX_CHARACTERS),
    "tokens": (1, MAX_TOKENS),
    "corpus_characters": (0, MAX_CORPUS_CHARACTERS),
    "merges": (0, MAX_MERGES),
    "input_sentences": (1, MAX_INPUT_SENTENCES),
    "contexts": (1, MAX_CONTEXTS),
    "batch_sentences": (1, MAX_BATCH_SENTENCES),
    "batch_tokens": (1, MAX_BATCH_TOKENS),
    "extra_padding": (1, MAX_EXTRA_PADDING),
    "running_steps": (1, MAX_RUNNING_STEPS),
    "factor": (0, MAX_FACTOR),
    "addend": (-MAX_FACTOR, MAX_FACTOR),
    "momentum": (0, 1),
    "candidates": (1, MAX_CANDIDATES),
    "smoothing": (0, MAX_SMOOTHING),
    "masking_seed": (0, MAX_MASKING_SEED),
    "new_tokens": (1, MAX_NEW_TOKENS),
    "strategies": (1, MAX_STRATEGIES),
    "rows": (1, MAX_ROWS),
    "written": (1, MAX_WRITTEN),
    "hidden_size": (1, MAX_HIDDEN_SIZE),
    "layers": (1, MAX_LAYERS),
}


def limits_table() -> dict[str, dict[str, float]]:
    """Every bound for the page, JSON-safe."""
    return {name: {"low": low, "high": high} for name, (low, high) in LIMITS.items()}


def check_text(text: str, *, allow_empty: bool = False, limit: int = MAX_CHARACTERS) -> str:
    """Return `text` if a tokenizer can read it.

    Raises:
        InputError: empty (unless allowed), longer than `limit`, or with half a surrogate
            pair, which is no character and has no UTF-8 form.
    """
    if not text and not allow_empty:
        raise InputError("empty_text")
    if len(text) > limit:
        raise InputError("too_many_characters", n=len(text), limit=limit)
    if (position := half_a_pair(text)) is not None:
        raise InputError("bad_characters", position=position)
    return text


def half_a_pair(text: str) -> int | None:
    """Where the first half of a surrogate pair stands that has lost its other half; None for a text without one."""
    half = _HALF_A_PAIR.search(text)
    return half.start() if half else None


def check_length(tokens: Sized, limit: int | None, model: str) -> None:
    """Raise `InputError` when there are more tokens than the model reads (None: no limit)."""
    if limit is not None and len(tokens) > limit:
        raise InputError("too_many_tokens", n=len(tokens), model=model, limit=limit, over=len(tokens) - limit)


def check_room(tokens: Sized, limit: int | None, model: str) -> None:
    """Raise `InputError` when there is no room for a token behind these (None: no limit but `MAX_TOKENS`)."""
    if limit is None:
        check_length(tokens, MAX_TOKENS, model)
    elif len(tokens) >= limit:
        over = len(tokens) - limit + 1
        raise InputError("no_room_to_write", n=len(tokens), model=model, limit=limit, over=over)


def check_written(n_rows: int, n_new: int) -> None:
    """Raise `InputError` when so many rows of so many new tokens are more than is written in one go."""
    if n_rows * n_new > MAX_WRITTEN:
        most = MAX_WRITTEN // n_rows
        raise InputError("too_much_written", rows=n_rows, n=n_new, value=n_rows * n_new, limit=MAX_WRITTEN, most=most)


def check_sentences(sentences: Sized, limit: int) -> None:
    """Raise `InputError` when there are more sentences than are read together."""
    if len(sentences) > limit:
        raise InputError("too_many_sentences", n=len(sentences), limit=limit)
