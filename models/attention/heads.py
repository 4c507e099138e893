"""What heads do, told from their weights alone: where on average each of them looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.errors import InputError
from models.passes import Wanted, prepare, run
from models.registry import load, load_tokenizer
from models.weights import n_embeddings

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    Statistics = Mapping[str, Float[Tensor, "n_layers n_heads"]]

REPEATED = 50  # random tokens, then the same again
N_REPEATS = 4
_SEED = 0
_repeat_tests: BoundedCache[Statistics] = BoundedCache(TEXTS)


def head_statistics(pattern: Float[Tensor, "n_layers n_heads pos pos"], ids: Sequence[int]) -> Statistics:
    """Where each head looks on average over the queries of a text.

    Args:
        pattern: queries and keys being the same tokens.
        ids: the tokens' ids.

    Returns:
        By name. Shares of the weight, 0 to 1: `previous_token` (of every
        query but the first, on the token before it), `first_token` (likewise, on position 0),
        `same_token` (of every query, on itself and its other copies) and `induction` (of queries
        whose token came before, on what followed it there; NaN where no token is repeated). Besides
        `entropy_bits`, the mean over the rows, and `mean_distance` between query and key, in tokens.

    Source: Olsson et al., 2022, "In-context Learning and Induction Heads" (prefix matching).
    """
    n_tokens = len(ids)
    positions = torch.arange(n_tokens)
    same = torch.tensor(ids)[:, None] == torch.tensor(ids)[None, :]
    follows = _follows_earlier_copy(same)
    repeats = follows.any(-1)
    later = slice(1, None)
    rows_bits = -torch.special.xlogy(pattern, pattern).sum(-1) / torch.log(torch.tensor(2.0))
    distance = (positions[:, None] - positions[None, :]).abs().to(pattern.dtype)
    return {
        "previous_token": pattern.diagonal(-1, 2, 3).mean(-1),
        "first_token": pattern[:, :, later, 0].mean(-1),
        "same_token": (pattern * same).sum(-1).mean(-1),
        "induction": (pattern * follows).sum(-1)[:, :, repeats].mean(-1),
        "entropy_bits": rows_bits.mean(-1),
        "mean_distance": (pattern * distance).sum(-1).mean(-1),
    }


def _follows_earlier_copy(same: Bool[Tensor, "pos pos"]) -> Bool[Tensor, "pos pos"]:
    """For query and key: the key comes right after an earlier copy of the query's token, and is not the query."""
    earlier = torch.tril(same, diagonal=-2)
    follows = torch.zeros_like(same)
    follows[:, 1:] = earlier[:, :-1]
    return follows


def repeat_test(model_id: str) -> Statistics:
    """`head_statistics` on `REPEATED` random tokens that are read twice, the mean of `N_REPEATS` draws.

    On such a text nothing but the repetition can be recognised: a head with a high `induction` looks
    for what followed last time. The same draws for every call.

    Raises:
        InputError: `no_attention`, for a model without; `no_repeat_test` for an encoder-decoder,
            whose decoder reads its own output.
    """
    chosen = card(model_id)
    if not chosen.facts.has_attention:
        raise InputError("no_attention", model=chosen.title)
    if "self" not in chosen.facts.stacks:
        raise InputError("no_repeat_test", model=chosen.title)
    return _repeat_tests.get_or_compute(chosen.path, lambda: _repeat_test(model_id))


def _repeat_test(model_id: str) -> Statistics:
    draws = []
    for row in repeated_rows(model_id):
        attention = run(model_id, [row], Wanted(pattern=True)).attention
        draws.append(head_statistics(attention["self"].pattern, row))
    return {name: torch.stack([draw[name] for draw in draws]).mean(0) for name in draws[0]}


def repeated_rows(model_id: str) -> list[tuple[int, ...]]:
    """Rows of random token ids, each twice, between the special tokens that the model expects around a text."""
    tokenizer = load_tokenizer(model_id)
    framed = prepare("a", model_id)
    before, after = framed.ids[: framed.real[0]], framed.ids[framed.real[-1] + 1 :]
    room = (card(model_id).context_length or 2 * REPEATED + 2) - len(before) - len(after)
    length = min(REPEATED, room // 2)
    rows = n_embeddings(load(model_id).model) or len(tokenizer)
    pieces = {id_ for id_ in tokenizer.get_vocab().values() if id_ < rows}
    ordinary = torch.tensor(sorted(pieces - set(tokenizer.all_special_ids)))
    generator = torch.Generator().manual_seed(_SEED)
    draws = (torch.randperm(len(ordinary), generator=generator)[:length] for _ in range(N_REPEATS))
    return [(*before, *ordinary[draw].tolist() * 2, *after) for draw in draws]
