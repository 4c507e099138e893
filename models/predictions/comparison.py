"""One text through one model, position by position, and what changes when a part of the text does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.predictions.expectations import (
    describe_prediction,
    scored_bytes,
    scoring_card,
    surprisal_of,
    target_logits,
    text_logits,
)
from models.records import EditEffect, Prediction, Reading, Token
from models.registry import load_tokenizer

if TYPE_CHECKING:
    from jaxtyping import Float

N_EXPECTED = 5


def read(text: str, model_id: str, k: int = N_EXPECTED) -> Reading:
    """What a model expects at every position, and how surprising the text then is.

    Args:
        model_id: a causal, recurrent or masked model.
        k: candidates per position.

    Raises:
        InputError: bad text or model, a text longer than the context, `no_score` for an
            encoder-decoder.
    """
    chosen = scoring_card(model_id)
    logits, asked, tokens = target_logits(text, model_id)
    mask_id = load_tokenizer(model_id).mask_token_id if chosen.facts.is_masked else None
    expected: list[Prediction | None] = [None] * len(tokens)
    for row, position in zip(logits, asked, strict=True):
        expected[position] = describe_prediction(row, position, k, model_id)
    bits = surprisal_of(logits, asked, tokens, mask_id)
    following = None
    if not chosen.facts.is_masked:
        following = describe_prediction(text_logits(text, model_id)[0][-1], len(tokens), k, model_id)
    return Reading(
        model_id=chosen.id,
        family=chosen.family,
        tokens=tokens,
        surprisal_bits=tuple(bits),
        expected=tuple(expected),
        next=following,
        pseudo=chosen.facts.is_masked,
        n_bytes=scored_bytes(text, tokens, bits),
    )


def compare_edit(text: str, edited: str, model_id: str) -> EditEffect:
    """How far each expectation of a model moves when `text` becomes `edited`.

    Only tokens that stand in both texts, before or behind all that differs, are compared. For a
    model that reads from left to right those before it cannot move: their past is the same.

    Raises:
        InputError: as `read`, for either text.
    """
    chosen = scoring_card(model_id)
    before, asked, tokens = target_logits(text, model_id)
    after, asked_after, edited_tokens = target_logits(edited, model_id)
    pairs = shared_ends(tokens, edited_tokens)
    rows, rows_after = ({position: i for i, position in enumerate(found)} for found in (asked, asked_after))
    predicted = [pair for pair in pairs if pair[0] in rows and pair[1] in rows_after]
    moved = divergence_bits(
        before[[rows[position] for position, _ in predicted]],
        after[[rows_after[position] for _, position in predicted]],
    )
    by_pair = dict(zip(predicted, moved.tolist(), strict=True))
    next_moved = None
    if not chosen.facts.is_masked:
        ends = (text_logits(variant, model_id)[0][-1:] for variant in (text, edited))
        next_moved = divergence_bits(*ends).item()
    moved_bits = tuple(by_pair.get(pair) for pair in pairs)
    return EditEffect(chosen.id, chosen.family, tokens, edited_tokens, pairs, moved_bits, next_moved)


def shared_ends(tokens: tuple[Token, ...], edited: tuple[Token, ...]) -> tuple[tuple[int, int], ...]:
    """Positions of the tokens that two texts share at their beginning and at their end.

    >>> a, b, c = (Token(i, "", "", None, None, False) for i in range(3))
    >>> shared_ends((a, b, c), (a, c, c))
    ((0, 0), (2, 2))
    """
    ids, edited_ids = [token.id for token in tokens], [token.id for token in edited]
    shorter = min(len(ids), len(edited_ids))
    n_before = next((i for i in range(shorter) if ids[i] != edited_ids[i]), shorter)
    room = shorter - n_before
    n_behind = next((i for i in range(room) if ids[-1 - i] != edited_ids[-1 - i]), room)
    start = [(i, i) for i in range(n_before)]
    return (*start, *((len(ids) - i, len(edited_ids) - i) for i in range(n_behind, 0, -1)))


def divergence_bits(
    before: Float[Tensor, "*places d_vocab"], after: Float[Tensor, "*places d_vocab"]
) -> Float[Tensor, "*places"]:
    """Kullback-Leibler divergence in bits of two sets of logits, never negative.

    `sum p log2(p / q)` with p of `before`: how many bits a coder loses that expects `after`
    where `before` is true.
    """
    log_p, log_q = (logits.float().log_softmax(-1) for logits in (before, after))
    return (log_p.exp() * (log_p - log_q)).sum(-1, dtype=torch.float64).div(math.log(2)).clamp(min=0)
