"""The tensors that a tokenizer hands to its model: ids, segments, and which positions are padding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.catalog import card
from models.errors import InputError
from models.limits import MAX_INPUT_SENTENCES, check_length, check_sentences, check_text
from models.records import ModelInputs
from models.registry import load_tokenizer
from models.text.tokenizers import describe_pieces, token_columns, tokens_from


def model_inputs(sentences: Sequence[tuple[str, str]], model_id: str) -> ModelInputs:
    """What a model gets for a batch of sentences of unequal length.

    Args:
        sentences: 1 to `MAX_INPUT_SENTENCES` pairs; the second of a pair may be empty. (BERT reads it as
            segment B.)

    Returns:
        The tensors that `tokenizer.pad` makes, `[batch, pos]` each, by the names that the model calls
        them. The attention mask is 1 for tokens and 0 for padding, whose id is the padding token's.

    Raises:
        InputError: bad text or model, `too_many_sentences`, a sentence longer than the context, `no_pad_token`.
    """
    chosen, tokenizer = card(model_id), load_tokenizer(model_id)
    check_sentences(sentences, MAX_INPUT_SENTENCES)
    encoded, tokens = [], []
    for first, second in sentences:
        checked = check_text(first), check_text(second, allow_empty=True) or None
        encoded.append(tokenizer(*checked, verbose=False))
        check_length(encoded[-1]["input_ids"], chosen.context_length, chosen.title)
        tokens.append(tokens_from((checked[0], checked[1] or ""), token_columns(tokenizer, *checked)))
    names = tokenizer.model_input_names
    # One sentence needs no padding, nor a tokenizer that knows how.
    if len(encoded) > 1 and tokenizer.pad_token_id is None:
        raise InputError("no_pad_token", model=chosen.title)
    columns = {name: [one[name] for one in encoded] for name in names}
    tensors = columns if len(encoded) == 1 else tokenizer.pad(columns, padding=True)
    arrays = {name: np.array(tensors[name], np.int32) for name in names}
    pieces = describe_pieces(tokenizer, np.unique(arrays["input_ids"]).tolist())
    return ModelInputs(model_id, chosen.family, arrays, pieces, tuple(tokens))
