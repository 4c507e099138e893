"""One forward pass with everything that the views need, kept for whoever asks again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.errors import InputError
from models.limits import check_text
from models.masks import parse_mask
from models.observe import EDITED_STACKS
from models.passes import Heads, Prepared, Wanted, prepare, run
from models.records import Trace
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens
from models.ways import way_of

_traces: BoundedCache[Trace] = BoundedCache(TEXTS)


def trace(
    text: str, model_id: str, mask: str = "native", *, silenced: Heads = frozenset(), scores: bool = False
) -> Trace:
    """Run a text through a model and record its attention and logits.

    Args:
        text: what the model reads; at least one character.
        model_id: a catalog id. An encoder-decoder reads the text with its encoder and writes its own
            most probable continuation, which its decoder then reads.
        mask: see `models.masks`; replaces self-attention's mask (the decoder's, where there are two).
        silenced: `(layer, head)` pairs whose output becomes 0.
        scores: also keep the scores before the mask.

    Returns:
        A `Trace`: attention rows sum to 1, forbidden cells are 0, and under `native` with no
        silenced heads everything equals the model's own forward pass.

    Raises:
        InputError: bad text, mask or model, a text longer than the context, a head that is not there; a model
            whose maps cannot be shown, with the reason, or not be changed (`read_only`).
    """
    chosen = card(model_id)
    check_text(text)
    if not chosen.facts.has_attention:
        raise InputError("no_attention", model=chosen.title)
    rule = parse_mask(mask)
    check_heads(silenced, model_id)
    prepared = prepare(text, model_id)
    ids, tokens = prepared.ids, prepared.tokens
    # One that also kept the scores serves as well.
    found = None if scores else cached_trace(trace_key(chosen.path, ids, rule.spec, silenced, True))
    if found is None:
        key = trace_key(chosen.path, ids, rule.spec, silenced, scores)
        wanted = Wanted(logits=True, pattern=True, scores=scores, mask=rule.spec, silenced=silenced)
        found = _traces.get_or_compute(key, lambda: _compute(key, prepared, wanted))
    # Another text may have the same ids: uncased, or with other words that are unknown.
    return found if found.tokens == tokens else replace(found, tokens=tokens)


def cached_trace(key: str) -> Trace | None:
    """A trace that was made before, by its key; None when it has left the cache."""
    return _traces.get(key)


def trace_key(path: str, ids: Sequence[int], mask: str, silenced: Heads, scores: bool) -> str:
    """Equal for equal computations, and no hint at the text."""
    identity = json.dumps([path, ids, mask, sorted(silenced), scores])
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


def check_heads(silenced: Heads, model_id: str) -> None:
    """Raise `InputError` for a `(layer, head)` that a model has not got where heads can be silenced."""
    if not silenced:
        return
    sizes = way_of(load(model_id).model).sizes
    n_layers, n_heads = next((sizes[stack] for stack in EDITED_STACKS if stack in sizes), (0, 0))
    for layer, head in silenced:
        if not (0 <= layer < n_layers and 0 <= head < n_heads):
            limit = f"within {n_layers} layers and {n_heads} heads, counted from 0"
            raise InputError("out_of_range", name="head", value=f"{layer}.{head}", limit=limit)


def _compute(key: str, prepared: Prepared, wanted: Wanted) -> Trace:
    chosen = prepared.card
    # Without an output layer of its own a model has no logits, and all the rest.
    found = run(chosen.id, [prepared.ids], replace(wanted, logits=not load(chosen.id).missing_head))
    target = describe_tokens(load_tokenizer(chosen.id), found.target_ids)
    logits = None if found.logits is None else found.logits[0]
    return Trace(key, chosen.id, chosen.family, wanted.mask, prepared.tokens, target, found.attention, logits)
