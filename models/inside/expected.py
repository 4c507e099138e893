"""What a model expects at every position of a pass."""

from __future__ import annotations

from models.records import Activations, Token
from models.registry import load_tokenizer
from models.text.tokenizers import describe_tokens

Expected = tuple[tuple[Token, float], ...]


def expected_tokens(found: Activations, k: int) -> tuple[Expected, ...]:
    """The most probable tokens at each position, with their probabilities among the whole vocabulary.

    Args:
        k: how many of them.

    Returns:
        By position, falling; empty for a model without an output layer.
    """
    if "logits" not in found.values:
        return ()
    probs, ids = found["logits"].softmax(-1).topk(min(k, found["logits"].shape[-1]))
    rows = ids.tolist()
    known = sorted({token for row in rows for token in row})
    named = dict(zip(known, describe_tokens(load_tokenizer(found.model_id), known), strict=True))
    return tuple(
        tuple((named[token], prob) for token, prob in zip(row, likely, strict=True))
        for row, likely in zip(rows, probs.tolist(), strict=True)
    )
