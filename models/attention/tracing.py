"""One forward pass with everything that the views need, kept for whoever asks again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import Tensor

from models.cache import BoundedCache
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.limits import check_length, check_text
from models.masks import parse_mask
from models.observe import Observer, observing
from models.records import AttentionTrace, Token, Trace
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens, tokens_of

TRACE_CACHE_BYTES = 1024 * 2**20  # one of 1,024 tokens at GPT-2 size
MAX_TARGET_TOKENS = 64
Heads = frozenset[tuple[int, int]]


def _trace_bytes(trace: Trace) -> int:
    tensors = [trace.logits]
    for attention in trace.attention.values():
        tensors += [t for t in (attention.pattern, attention.scores, attention.allowed) if t is not None]
    return sum(t.numel() * t.element_size() for t in tensors)


_traces: BoundedCache[Trace] = BoundedCache(TRACE_CACHE_BYTES, _trace_bytes)


def trace(
    text: str, model_id: str, mask: str = "native", *, silenced: Heads = frozenset(), scores: bool = False
) -> Trace:
    """Run a text through a model and record its attention and logits.

    Args:
        text: what the model reads; at least one character.
        model_id: a catalog id. An encoder-decoder reads the text with its encoder and writes its own
            most probable continuation (at most `MAX_TARGET_TOKENS`), which its decoder then reads.
        mask: see `models.masks`; replaces self-attention's mask (the decoder's, where there are two).
        silenced: `(layer, head)` pairs whose output becomes 0.
        scores: also keep the scores before the mask.

    Returns:
        A `Trace`: attention rows sum to 1, forbidden cells are 0, and under `native` with no
        silenced heads everything equals the model's own forward pass.

    Raises:
        InputError: bad text, mask or model, a text longer than the context, a head that is not there.
    """
    chosen = card(model_id)
    check_text(text)
    if not chosen.facts.has_attention:
        raise InputError("no_attention", model=chosen.title)
    rule = parse_mask(mask)
    check_heads(silenced, chosen.n_layers, chosen.n_heads)
    ids, tokens = tokens_of(load_tokenizer(model_id), text)
    check_length(ids, chosen.context_length, chosen.title)
    # One that also kept the scores serves as well.
    found = None if scores else cached_trace(trace_key(chosen.path, ids, rule.spec, silenced, True))
    if found is None:
        key = trace_key(chosen.path, ids, rule.spec, silenced, scores)
        found = _traces.get_or_compute(
            key, lambda: _compute(key, model_id, tuple(ids), tokens, rule.spec, silenced, scores)
        )
    # Another text may have the same ids: uncased, or with other words that are unknown.
    return found if found.tokens == tokens else replace(found, tokens=tokens)


def cached_trace(key: str) -> Trace | None:
    """A trace that was made before, by its key; None when it has left the cache."""
    return _traces.get(key)


def trace_key(path: str, ids: list[int], mask: str, silenced: Heads, scores: bool) -> str:
    """Equal for equal computations, and no hint at the text."""
    identity = json.dumps([path, ids, mask, sorted(silenced), scores])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def check_heads(silenced: Heads, n_layers: int, n_heads: int) -> None:
    """Raise `InputError` for a `(layer, head)` that a model has not got."""
    for layer, head in silenced:
        if not (0 <= layer < n_layers and 0 <= head < n_heads):
            limit = f"within {n_layers} layers and {n_heads} heads, counted from 0"
            raise InputError("out_of_range", name="head", value=f"{layer}.{head}", limit=limit)


def _compute(
    key: str, model_id: str, ids: tuple[int, ...], tokens: tuple[Token, ...], mask: str, silenced: Heads, scores: bool
) -> Trace:
    chosen = load(model_id).card  # in this process first: a rented GPU's process starts from it
    attention, logits, target_ids = observed_forward(model_id, ids, mask, silenced, scores)
    target = describe_tokens(load_tokenizer(model_id), target_ids)
    return Trace(key, chosen.id, chosen.family, mask, tokens, target, attention, logits)


@on_gpu
@torch.inference_mode()
def observed_forward(
    model_id: str, ids: tuple[int, ...], mask: str, silenced: Heads, scores: bool
) -> tuple[Mapping[str, AttentionTrace], Tensor, list[int]]:
    """The observed pass itself: attention by stack, logits `[pos, d_vocab]`, and the decoder's ids."""
    observer = Observer(parse_mask(mask), silenced, keep_scores=scores, depth=card(model_id).n_layers)
    logits, target_ids = run_observed(model_id, ids, observer)
    return observer.traces(), logits, target_ids


def run_observed(model_id: str, ids: tuple[int, ...], observer: Observer) -> tuple[Tensor, list[int]]:
    """A pass that `observer` watches: logits `[pos, d_vocab]` on the CPU, and the decoder's ids."""
    loaded = load(model_id)
    input_ids = torch.tensor([ids], device=loaded.device)
    inputs = {"input_ids": input_ids}
    target_ids: list[int] = []
    if loaded.card.facts.reads == "source":
        limit = min(MAX_TARGET_TOKENS, (loaded.card.context_length or MAX_TARGET_TOKENS + 1) - 1)
        generate: Callable[..., Tensor] = loaded.model.generate  # type: ignore[assignment]
        written = generate(input_ids, max_new_tokens=limit, num_beams=1, do_sample=False)
        inputs["decoder_input_ids"] = written
        target_ids = written[0].tolist()
    with observing(observer):
        output = loaded.model(**inputs) if loaded.card.facts.is_masked else loaded.model(**inputs, use_cache=False)
    return output.logits[0].float().cpu(), target_ids
