"""The tokens that a question is about: where the model answers, and which token a person means by a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.records import Token
from models.registry import load_tokenizer

if TYPE_CHECKING:
    from jaxtyping import Float


def answer_position(model_id: str, tokens: Sequence[Token]) -> int:
    """The first hidden token of a model that fills it; else the last position of the text's own, before a `[SEP]`."""
    hidden = str(load_tokenizer(model_id).mask_token) if card(model_id).facts.is_masked else None
    masked = [place for place, token in enumerate(tokens) if hidden is not None and token.piece == hidden]
    own = (place for place, token in enumerate(tokens) if token.start is not None)
    return masked[0] if masked else max(own, default=len(tokens) - 1)


def candidate_id(model_id: str, word: str, logits: Float[Tensor, " d_vocab"]) -> int:
    """The token that a word is, as it stands or with a space before it: the likelier of the two.

    A piece as the vocabulary spells it, such as WordPiece's `##ing`, is meant by that spelling too.

    Args:
        logits: of the position that is asked about.

    Raises:
        InputError: `not_one_token` for a word of several tokens, or of none in this vocabulary.
    """
    tokenizer = load_tokenizer(model_id)
    spellings = [word] if word.startswith(" ") else [word, f" {word}"]
    read = [tokenizer(spelling, add_special_tokens=False)["input_ids"] for spelling in spellings]
    single: set[int] = {ids[0] for ids in read if len(ids) == 1 and ids[0] != tokenizer.unk_token_id}
    piece = tokenizer.convert_tokens_to_ids(word)
    if isinstance(piece, int) and piece != tokenizer.unk_token_id:
        single.add(piece)
    if not single:
        n = 0 if any(ids == [tokenizer.unk_token_id] for ids in read) else min(map(len, read))
        raise InputError("not_one_token", token=word[:40], n=n, model=card(model_id).title)
    return max(single, key=lambda id_: float(logits[id_]))
