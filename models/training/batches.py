"""Training batches as pure functions of (seed, step): the same step gives the same batch on every run.

That is what makes resuming exact without saving any position in the data.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from models.predictions.masking import IGNORED, mask_tokens
from models.training.sources import SOURCES

MASKED_LENGTHS = {32: 0.2, 64: 0.35, 128: 0.3, 256: 0.15}  # length of a batch's rows: how often
SINGLE_SENTENCE_SHARE = 0.2
RECALLED_LENGTHS = (16, 120)  # tokens of a passage that comes back, from and up to
_SENTENCE_ENDS = (".", "!", "?", '."', '!"', '?"', ".'", "!'", "?'", "。", "！", "？")
_CLOSING_QUOTES = ("”", "’", "」", "』")  # with a sentence's end before them they are part of it


@dataclass(frozen=True)
class TokenStream:
    """All training stories of one source, one after another.

    Attributes:
        ids: `[n]` uint16 token ids.
        sentence_starts: positions in `ids` where a sentence begins.
        story: `[n_sentences]`, the story that each sentence belongs to.
    """

    ids: np.ndarray
    sentence_starts: np.ndarray
    story: np.ndarray
    share: float
    late_share: float


def encode_stories(
    stories: dict[str, list[str]],
    tokenizer: PreTrainedTokenizerFast,
    objective: Literal["causal", "masked"],
) -> list[TokenStream]:
    """Tokenize every source; for the causal objective the start token stands before each story."""
    late = operator.attrgetter(f"late_{objective}")
    shares = {source.name: (source.share, late(source)) for source in SOURCES}
    ends, closing = _ids_of(tokenizer, _SENTENCE_ENDS), _ids_of(tokenizer, _CLOSING_QUOTES)
    head = [tokenizer.bos_token_id] if objective == "causal" else []
    streams = []
    for name, texts in stories.items():
        encoded = tokenizer.backend_tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        per_story = [np.array(head + e.ids, dtype=np.uint16) for e in encoded]
        per_story = [ids for ids in per_story if len(ids) > 1]
        if per_story:  # of a small source no story may be held out
            streams.append(_join(per_story, ends, closing, shares.get(name, (1.0, 1.0))))
    return streams


def _ids_of(tokenizer: PreTrainedTokenizerFast, pieces: Iterable[str]) -> np.ndarray:
    vocabulary = tokenizer.get_vocab()
    return np.array([vocabulary[piece] for piece in pieces if piece in vocabulary], dtype=np.int64)


def _join(
    per_story: list[np.ndarray], ends: np.ndarray, closing: np.ndarray, shares: tuple[float, float]
) -> TokenStream:
    ids = np.concatenate(per_story)
    story_of_token = np.repeat(np.arange(len(per_story)), [len(s) for s in per_story])
    ended = np.isin(ids, ends)
    ended[1:] |= ended[:-1] & np.isin(ids[1:], closing)
    begins = np.ones(len(ids), dtype=bool)
    begins[1:] = (ended[:-1] & ~ended[1:]) | (story_of_token[1:] != story_of_token[:-1])
    starts = np.flatnonzero(begins)
    return TokenStream(ids, starts, story_of_token[starts], *shares)


def _pick_streams(rng: np.random.Generator, streams: list[TokenStream], n: int, late: bool = False) -> np.ndarray:
    shares = np.array([stream.late_share if late else stream.share for stream in streams])
    return rng.choice(len(streams), size=n, p=shares / shares.sum())


def causal_batch(
    streams: list[TokenStream],
    tokenizer: PreTrainedTokenizerFast,
    seed: int,
    step: int,
    batch_tokens: int,
    length: int,
    late: bool = False,
    recalled_share: float = 0.0,
) -> dict[str, Tensor]:
    """Windows of running text, each behind the start token, as the model will be used.

    Args:
        recalled_share: of the rows in which one passage comes back, half the time as random tokens.

    Returns:
        `input_ids` `[batch, length]`; the targets are the same ids one position later.
    """
    rng = np.random.default_rng([seed, step])
    n_rows = batch_tokens // length
    rows = np.full((n_rows, length), tokenizer.bos_token_id, dtype=np.int64)
    for row, pick in zip(rows, _pick_streams(rng, streams, n_rows, late), strict=True):
        ids = streams[pick].ids
        begin = rng.integers(0, max(1, len(ids) - length + 2))
        window = ids[begin : begin + length - 1]
        row[1 : 1 + len(window)] = window
    for row in rows[: round(recalled_share * n_rows)]:
        _bring_back(rng, row, tokenizer)
    return {"input_ids": torch.from_numpy(rows)}


def _bring_back(rng: np.random.Generator, row: np.ndarray, tokenizer: PreTrainedTokenizerFast) -> None:
    """Write a passage of the row a second time over a later part of it, in place.

    Only who looks back at what followed last time can tell how it goes on: stories hold too few such
    places for small models to learn that (induction heads: Olsson et al., 2022). Random tokens leave
    nothing else to go by.
    """
    n = int(rng.integers(*RECALLED_LENGTHS, endpoint=True))
    begin = int(rng.integers(1, len(row) - 2 * n, endpoint=True))
    again = int(rng.integers(begin + n, len(row) - n, endpoint=True))
    if rng.random() < 0.5:
        row[begin : begin + n] = rng.integers(len(tokenizer.all_special_ids), len(tokenizer), n)
    row[again : again + n] = row[begin : begin + n]


def masked_batch(
    streams: list[TokenStream],
    tokenizer: PreTrainedTokenizerFast,
    seed: int,
    step: int,
    batch_tokens: int,
    late: bool = False,
) -> dict[str, Tensor]:
    """Sentence pairs with masked tokens (Devlin et al., 2019, section 3.1 and appendix A.1).

    Half of the pairs follow one another in a story, half come from two stories; a fifth of the
    rows are a single segment, as a person types it. The length is drawn per step from
    `MASKED_LENGTHS`, so that short texts and late positions are both practised.

    Returns:
        `input_ids token_type_ids attention_mask labels` `[batch, pos]` (labels are `IGNORED`
        where nothing was masked) and `next_sentence_label` `[batch]` (0: follows, 1: does not).
    """
    rng = np.random.default_rng([seed, step])
    length = int(rng.choice(list(MASKED_LENGTHS), p=list(MASKED_LENGTHS.values())))
    n_rows = batch_tokens // length
    ids = np.full((n_rows, length), tokenizer.pad_token_id, dtype=np.int64)
    segments = np.zeros_like(ids)
    follows = np.full(n_rows, IGNORED, dtype=np.int64)
    for i, pick in enumerate(_pick_streams(rng, streams, n_rows, late)):
        first, second, follows[i] = _draw_pair(rng, streams[pick], length)
        row = [tokenizer.cls_token_id, *first, tokenizer.sep_token_id]
        n_first = len(row)
        if len(second):
            row += [*second, tokenizer.sep_token_id]
        ids[i, : len(row)] = row
        segments[i, n_first : len(row)] = 1
    attention_mask = (ids != tokenizer.pad_token_id).astype(np.int64)
    ids, labels = mask_tokens(rng, ids, tokenizer)
    arrays = {
        "input_ids": ids,
        "token_type_ids": segments,
        "attention_mask": attention_mask,
        "labels": labels,
        "next_sentence_label": follows,
    }
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def _draw_pair(rng: np.random.Generator, stream: TokenStream, length: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Two segments that fill `length` with their marks, and the next-sentence label."""
    starts, story = stream.sentence_starts, stream.story
    bounds = np.append(starts, len(stream.ids))
    last = len(starts) - 1
    begin = int(rng.integers(0, len(starts)))
    story_end = int(np.searchsorted(story, story[begin], side="right"))
    room = length - 3
    if rng.random() < SINGLE_SENTENCE_SHARE or story_end - begin < 2:
        end = min(bounds[begin] + room + 1, bounds[story_end])
        return stream.ids[bounds[begin] : end], stream.ids[:0], IGNORED
    # The first segment: whole sentences, as many as fit into a random part of the room, at least one.
    budget = int(room * rng.uniform(0.25, 0.75))
    cut = int(np.searchsorted(bounds, bounds[begin] + budget, side="right")) - 1
    cut = min(max(cut, begin + 1), story_end - 1)
    first = stream.ids[bounds[begin] : min(bounds[cut], bounds[begin] + budget)]
    second_begin, label = cut, 0
    if rng.random() < 0.5 and story[0] != story[-1]:
        label = 1
        while story[second_begin] == story[begin]:
            second_begin = int(rng.integers(0, last + 1))
        story_end = int(np.searchsorted(story, story[second_begin], side="right"))
    second = stream.ids[bounds[second_begin] : bounds[story_end]][: room - len(first)]
    return first, second, label
