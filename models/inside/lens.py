"""When did it know? The prediction that a model would make if it stopped after a block (nostalgebraist, 2020)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.errors import InputError
from models.inside.activations import MAX_TOKENS
from models.inside.anatomy import anatomy_of
from models.inside.head import answering, stations, unembed
from models.limits import MAX_CANDIDATES
from models.passes import Pass, Prepared, Wanted, prepare, run_then
from models.records import Lens, Token
from models.registry import LoadedModel, load_tokenizer
from models.text.tokenizers import describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Float, Int

N_CANDIDATES = 10
_kept: BoundedCache[Lens] = BoundedCache(TEXTS)
Found = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]


def lens(text: str, model_id: str, k: int = N_CANDIDATES) -> Lens:
    """Read the vocabulary off the stream behind every block, at every position.

    The model's own last norm is computed anew for each block's stream, and its own output matrix reads that; of BERT
    the whole head that fills a `[MASK]`, of an LSTM the output matrix alone, for each layer.

    Args:
        text: at most `MAX_TOKENS` tokens, and at most the model's context.
        model_id: a catalog id.
        k: candidates of each place, 1 to `MAX_CANDIDATES`.

    Returns:
        The last station is the model's own prediction.

    Raises:
        InputError: as `models.inside.head.answering`; bad text or model, too many tokens; `out_of_range` for k.

    Source: nostalgebraist, "interpreting GPT: the logit lens", 2020; Belrose et al., 2023, section 2.
    """
    if not 1 <= k <= MAX_CANDIDATES:
        raise InputError("out_of_range", name="k", value=k, limit=f"1 … {MAX_CANDIDATES}")
    answering(model_id)
    limit = min(MAX_TOKENS, card(model_id).context_length or MAX_TOKENS)
    prepared = prepare(text, model_id, limit=limit)
    found = _kept.get_or_compute((prepared.card.path, prepared.ids, k), lambda: _compute(prepared, k))
    return found if found.tokens == prepared.tokens else replace(found, tokens=prepared.tokens)


def _compute(prepared: Prepared, k: int) -> Lens:
    chosen = prepared.card
    wanted = Wanted(logits=True, activations=True)
    found = run_then(chosen.id, [prepared.ids], wanted, partial(read_off, k=k))
    top_ids, top_probs, entropy_bits, answer_ids, answer_probs, answer_ranks = found
    return Lens(
        chosen.id,
        chosen.family,
        prepared.tokens,
        stations(answering(chosen.id)),
        top_ids,
        top_probs,
        entropy_bits,
        answer_ids,
        answer_probs,
        answer_ranks,
        named(chosen.id, {*top_ids.flatten().tolist(), *answer_ids.tolist()}),
    )


def named(model_id: str, ids: Iterable[int]) -> dict[int, Token]:
    """Tokens of the vocabulary by their ids."""
    known = sorted(ids)
    return dict(zip(known, describe_tokens(load_tokenizer(model_id), known), strict=True))


def read_off(loaded: LoadedModel, found: Pass, k: int) -> Found:
    """Where the model is, one station after another: no two of them hold their logits at once."""
    assert found.activations is not None
    assert found.logits is not None
    anatomy, values = anatomy_of(loaded.model), found.activations.values
    answers = found.logits[0].argmax(-1)
    *before, _ = stations(anatomy)
    earlier = (unembed(loaded.model, anatomy, values[name])[0] for name in before)
    rows = [_of_station(logits, answers, k) for logits in chain(earlier, [found.logits[0]])]
    top_ids, top_probs, entropy, probs, ranks = (torch.stack(column).cpu() for column in zip(*rows, strict=True))
    return top_ids, top_probs, entropy, answers.cpu(), probs, ranks


def _of_station(
    logits: Float[Tensor, "pos d_vocab"], answers: Int[Tensor, " pos"], k: int
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Candidates and their probabilities, entropy in bits, the answer's probability and rank."""
    best, ids = logits.topk(min(k, logits.shape[-1]))
    whole = logits.logsumexp(-1, keepdim=True)
    of_answer = logits.gather(-1, answers[:, None])
    # H = log Z - E[logit]: one exponential of the vocabulary serves it all.
    mean = ((logits - whole).exp() * logits).nan_to_num(0.0).sum(-1)
    entropy = (whole[:, 0] - mean).clamp_min(0) / math.log(2)
    ranks = 1 + (logits > of_answer).sum(-1)
    return ids, (best - whole).exp(), entropy, (of_answer - whole).exp()[:, 0], ranks


def first_on_top(found: Lens, position: int) -> int:
    """The first station at which the final answer of a position is the most probable token.

    Returns:
        0 for what enters block 0, n + 1 for what block n gives.
    """
    return int((found.answer_ranks[:, position] == 1).nonzero()[0, 0])
