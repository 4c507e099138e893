"""BERT's corruption of a text, as it is drawn in training and shown on the page.

Source: Devlin et al., 2019, section 3.1.
"""

from __future__ import annotations

import numpy as np
from transformers import PreTrainedTokenizerFast

IGNORED = -100  # torch's cross_entropy leaves these targets out
MASKED_SHARE, TO_MASK_TOKEN, TO_RANDOM_TOKEN = 0.15, 0.8, 0.1


def mask_tokens(
    rng: np.random.Generator, ids: np.ndarray, tokenizer: PreTrainedTokenizerFast
) -> tuple[np.ndarray, np.ndarray]:
    """Of 15% chosen tokens, 80% become `[MASK]`, 10% a random token, 10% stay.

    Args:
        ids: `[batch, pos]`; special tokens are never chosen.

    Returns:
        The corrupted ids, and labels with the original id where a token was chosen, else `IGNORED`.
    """
    chosen = (rng.random(ids.shape) < MASKED_SHARE) & ~np.isin(ids, tokenizer.all_special_ids)
    labels = np.where(chosen, ids, IGNORED)
    fate = rng.random(ids.shape)
    corrupted = ids.copy()
    corrupted[chosen & (fate < TO_MASK_TOKEN)] = tokenizer.mask_token_id
    randomised = chosen & (fate >= TO_MASK_TOKEN) & (fate < TO_MASK_TOKEN + TO_RANDOM_TOKEN)
    corrupted[randomised] = rng.integers(len(tokenizer.all_special_ids), len(tokenizer), int(randomised.sum()))
    return corrupted, labels
