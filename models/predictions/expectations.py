"""What a model expects, and how surprising a text is to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.attention.tracing import check_heads, trace
from models.cache import TEXTS, BoundedCache
from models.catalog import ModelCard, card
from models.errors import InputError
from models.limits import MAX_CANDIDATES, check_text
from models.masks import parse_mask
from models.passes import Heads, Prepared, Wanted, prepare, read_logits, run
from models.records import Candidate, Prediction, Score, Token
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens
from models.ways import way_of

if TYPE_CHECKING:
    from jaxtyping import Float

_PSEUDO_BATCH = 32
_logits: BoundedCache[Tensor] = BoundedCache(TEXTS)
_scores: BoundedCache[Score] = BoundedCache(TEXTS)


def predict(
    text: str, model_id: str, k: int = 10, mask: str = "native", *, silenced: Heads = frozenset()
) -> tuple[Prediction, ...]:
    """The most probable tokens, under the softmax over the whole vocabulary.

    A masked model predicts each `[MASK]` of the text, the others the token after the last.

    Args:
        k: candidates per position, 1 to `MAX_CANDIDATES`.
        mask: see `models.masks`.
        silenced: `(layer, head)` pairs whose output becomes 0.

    Raises:
        InputError: as `models.attention.tracing.trace`; `no_mask_token`; `out_of_range` for k.
    """
    if not 1 <= k <= MAX_CANDIDATES:
        raise InputError("out_of_range", name="k", value=k, limit=f"1 … {MAX_CANDIDATES}")
    logits, tokens = text_logits(text, model_id, mask, silenced)
    tokenizer = load_tokenizer(model_id)
    if not card(model_id).facts.is_masked:
        return (describe_prediction(logits[-1], len(tokens), k, model_id),)
    masked = [position for position, token in enumerate(tokens) if token.id == tokenizer.mask_token_id]
    if not masked:
        raise InputError("no_mask_token", model=card(model_id).title)
    return tuple(describe_prediction(logits[position], position, k, model_id) for position in masked)


def text_logits(
    text: str, model_id: str, mask: str = "native", silenced: Heads = frozenset()
) -> tuple[Float[Tensor, "pos d_vocab"], tuple[Token, ...]]:
    """Logits of every position, with the tokens they belong to.

    For an encoder-decoder the positions are those of what it writes.

    Raises:
        InputError: as `trace`; `no_head` for a model whose file has no output layer.
    """
    chosen, edited = card(model_id), bool(silenced) or not parse_mask(mask).is_native
    if edited and not chosen.facts.has_attention:
        raise InputError("no_attention", model=chosen.title)
    if edited or (chosen.facts.has_attention and way_of(load(model_id).model).refused is None):
        found = trace(text, model_id, mask, silenced=silenced)
        if found.logits is None:
            load(model_id).check_head()
        assert found.logits is not None
        return found.logits, found.target_tokens or found.tokens
    prepared = prepare(text, model_id)
    if chosen.facts.reads == "source":
        answer = run(model_id, [prepared.ids], Wanted(logits=True))
        assert answer.logits is not None
        return answer.logits[0], describe_tokens(load_tokenizer(model_id), answer.target_ids)
    ids = prepared.ids
    return _logits.get_or_compute((chosen.path, *ids), lambda: read_logits(model_id, [ids])[0]), prepared.tokens


def describe_prediction(logits: Float[Tensor, " d_vocab"], position: int, k: int, model_id: str) -> Prediction:
    """The prediction that one position's logits are."""
    log_probs = torch.log_softmax(logits.double(), dim=-1)
    probs = log_probs.exp()
    top = torch.topk(probs, min(k, len(probs)))
    named = describe_tokens(load_tokenizer(model_id), top.indices.tolist())
    candidates = tuple(Candidate(t.id, t.text, p) for t, p in zip(named, top.values.tolist(), strict=True))
    entropy_bits = -(probs * log_probs).nan_to_num(0.0).sum().item() / math.log(2)
    return Prediction(position, candidates, max(0.0, 1.0 - top.values.sum().item()), entropy_bits)


def score(text: str, model_id: str, mask: str = "native", *, silenced: Heads = frozenset()) -> Score:
    """The surprisal of every token of a text, in bits, and what follows from it.

    A causal model reads from left to right (its first token has a surprisal only after a start
    token). A masked model is asked for each token in turn with that token masked: its
    pseudo-log-likelihood (Salazar et al., 2020), not to be compared with a causal model's.

    Args:
        mask: see `models.masks`. Under one that shows a causal model the token it is to predict, the
            surprisal says what the model's output is, and is no longer a probability of the text.
        silenced: `(layer, head)` pairs whose output becomes 0.

    Raises:
        InputError: bad text or model, a text longer than the context, `no_score` for an
            encoder-decoder.
    """
    chosen = scoring_card(model_id)
    check_text(text)
    check_heads(silenced, model_id)
    key = (chosen.path, text, parse_mask(mask).spec, silenced)
    return _scores.get_or_compute(key, lambda: _score(text, model_id, mask, silenced))


def scoring_card(model_id: str) -> ModelCard:
    """The card of a model that gives a text's tokens a probability.

    Raises:
        InputError: `no_score` for an encoder-decoder.
    """
    chosen = card(model_id)
    if not chosen.facts.scores:
        raise InputError("no_score", model=chosen.title)
    return chosen


def _score(text: str, model_id: str, mask: str, silenced: Heads) -> Score:
    pseudo = card(model_id).facts.is_masked
    logits, asked, tokens = target_logits(text, model_id, mask, silenced)
    surprisal = surprisal_of(logits, asked, tokens, load_tokenizer(model_id).mask_token_id if pseudo else None)
    scored = [bits for bits in surprisal if bits is not None]
    total = math.fsum(scored)
    n_bytes = scored_bytes(text, tokens, surprisal)
    mean = total / len(scored) if scored else 0.0
    return Score(tokens, tuple(surprisal), total, total / n_bytes if n_bytes else 0.0, 2.0**mean, pseudo)


def scored_bytes(text: str, tokens: Sequence[Token], surprisal: Sequence[float | None]) -> int:
    """UTF-8 bytes of the text, less those of tokens that have no probability."""
    unscored = [token for token, bits in zip(tokens, surprisal, strict=True) if bits is None]
    left_out = {place for token in unscored for place in range(token.start or 0, token.end or 0)}
    return len("".join(character for place, character in enumerate(text) if place not in left_out).encode())


def surprisal_of(
    logits: Float[Tensor, "asked d_vocab"], asked: Sequence[int], tokens: Sequence[Token], mask_id: int | None
) -> list[float | None]:
    """Bits of each token under the logits that predict it; None for a token that nothing predicts.

    None, too, for what stands where the vocabulary cannot spell the text: the model's probability is that of
    all such texts together, not of this one.

    Args:
        logits, asked: as `target_logits` gives them.
        mask_id: of a masked model: a `[MASK]` in the text is a question, not a token to be guessed.
    """
    ids = torch.tensor([tokens[position].id for position in asked])
    nats = torch.nn.functional.cross_entropy(logits.double(), ids, reduction="none")
    bits: list[float | None] = [None] * len(tokens)
    for position, value in zip(asked, (nats / math.log(2)).tolist(), strict=True):
        token = tokens[position]
        bits[position] = None if token.id == mask_id or token.kind == "unknown" else value
    return bits


def target_logits(
    text: str, model_id: str, mask: str = "native", silenced: Heads = frozenset()
) -> tuple[Float[Tensor, "asked d_vocab"], tuple[int, ...], tuple[Token, ...]]:
    """What a model expects at every position of a text that it can be asked for.

    A causal model expects each token after having read those before it; a masked model is asked for
    each token in turn with that token masked.

    Returns:
        Logits, the positions they predict, rising, and the text's tokens.

    Raises:
        InputError: as `text_logits`.
    """
    if not card(model_id).facts.is_masked:
        logits, tokens = text_logits(text, model_id, mask, silenced)
        return logits[:-1], tuple(range(1, len(tokens))), tokens
    chosen, prepared = card(model_id), prepare(text, model_id)
    key = (chosen.path, parse_mask(mask).spec, silenced, *prepared.ids)
    logits = _logits.get_or_compute(key, lambda: _masked_in_turn(prepared, mask, silenced))
    return logits, prepared.real, prepared.tokens


def _masked_in_turn(prepared: Prepared, mask: str, silenced: Heads) -> Float[Tensor, "asked d_vocab"]:
    model_id, asked = prepared.card.id, prepared.real
    rows = prepared.masked_in_turn()
    found = [torch.empty(0, load(model_id).model.config.get_text_config().vocab_size)]
    for begin in range(0, len(asked), _PSEUDO_BATCH):
        chunk = slice(begin, begin + _PSEUDO_BATCH)
        logits = read_logits(model_id, rows[chunk], mask, silenced)
        found.append(logits[range(len(logits)), asked[chunk]])
    return torch.cat(found)
