"""A text's tokens in many tokenizers, of a bounded number: a long text has a million of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

from app.turns import N_WORKERS
from models.limits import check_text
from models.records import Token, TokenColumns

MAX_LISTED = 200_001  # tokens of all rows together: beyond, they need seconds to travel


@dataclass(frozen=True)
class TokenList:
    """A text under one tokenizer.

    Attributes:
        n_tokens: of the whole text.
        tokens: the first of them; all, unless that were more than can be listed.
    """

    tokenizer: str
    n_tokens: int
    tokens: tuple[Token, ...]


def list_tokens(text: str, tokenizer_ids: Sequence[str]) -> list[TokenList]:
    """A row for each tokenizer: all of its tokens, or its share of `MAX_LISTED` where there are more in all.

    Raises:
        InputError: bad text or tokenizer.
    """
    from models.text.tokenizers import load_any_tokenizer, same_tokenizers, token_columns, tokens_from

    check_text(text)
    groups = same_tokenizers(tokenizer_ids)  # one reading for those that are the same
    # The library leaves Python while it reads a long text, so the tokenizers can share the cores.
    with ThreadPoolExecutor(N_WORKERS) as pool:
        columns = list(pool.map(lambda group: token_columns(load_any_tokenizer(group[0]), text), groups))
    read = {name: found for group, found in zip(groups, columns, strict=True) for name in group}
    n_tokens = sum(len(found.ids) for found in read.values())
    most = MAX_LISTED if n_tokens <= MAX_LISTED else MAX_LISTED // len(read)
    listed = {id(found): tokens_from((text, ""), _first(found, most)) for found in columns}
    return [TokenList(name, len(read[name].ids), listed[id(read[name])]) for name in dict.fromkeys(tokenizer_ids)]


def _first(columns: TokenColumns, n: int) -> TokenColumns:
    """All columns, cut to the first `n` tokens; the pieces stay."""
    cut = {one.name: getattr(columns, one.name)[:n] for one in fields(columns) if one.name != "pieces"}
    return TokenColumns(**cut, pieces=columns.pieces)
