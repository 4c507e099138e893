"""One attention function through which every layer of every architecture is observed and edited.

transformers calls it by the name `observed` with query, key, value and the mask; a module of ours
calls `observed_attention`. Inside `observing(observer)` it computes attention step by step, keeps what
the observer wants and applies the observer's mask and silenced heads; outside it hands over to torch's
fused attention, so plain decoding pays nothing. The observer lives in a context variable: two threads
that run the same model with different masks do not meet.

The result is the model's own attention to the last bit (`eager` in transformers), with one
exception: a query that may see nothing has no softmax. Its row of the pattern is all 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface

from models.compat import repeat_kv, sdpa_attention_forward, sdpa_mask
from models.masks import Mask, parse_mask
from models.records import AttentionTrace, LayerVectors

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    Queries = Float[Tensor, "batch n_heads query_pos d_head"]
    Keys = Float[Tensor, "batch n_key_value_heads key_pos d_head"]
    Values = Float[Tensor, "batch n_key_value_heads key_pos d_value"]
    Outputs = Float[Tensor, "batch n_heads query_pos d_value"]
    Pattern = Float[Tensor, "batch n_heads query_pos key_pos"]
    Written = Bool[Tensor, "#batch 1 query_pos key_pos"]  # a mask, as models pass it

NAME = "observed"
EDITED_STACKS = ("self", "decoder")


@dataclass(frozen=True)
class _Sight:
    """What the queries of a layer may see, and the mask that it was made from.

    Attributes:
        source: the mask as the model passed it; layers that share it share the rest.
        allowed: what each query may see.
        bias: the same to be added to scores, 0 or minus infinity (four times as fast as filling them in);
            None when everything is allowed.
        blind: the queries that may see nothing; None when there are none.
    """

    source: Written | None
    allowed: Bool[Tensor, "query_pos key_pos"]
    bias: Float[Tensor, "query_pos key_pos"] | None
    blind: Bool[Tensor, "query_pos 1"] | None


@dataclass
class _Layers:
    """What is kept of a stack's layers, one upon another.

    Attributes:
        depth: how many there will be, where that is known: they are then computed where they stay.
    """

    depth: int | None
    kept: list[Pattern] = field(default_factory=list)
    room: Float[Tensor, "n_layers batch n_heads query_pos key_pos"] | None = None

    def place(self, like: Queries, n_keys: int) -> Pattern | None:
        """Where the next layer is to be written, if there is room."""
        if self.depth is None or len(self.kept) >= self.depth:
            return None
        if self.room is None:
            self.room = like.new_empty(self.depth, *like.shape[:3], n_keys)
        return self.room[len(self.kept)]

    def gather(self) -> Float[Tensor, "n_layers n_heads query_pos key_pos"]:
        """Those of the batch's first text, on the CPU."""
        layers = torch.stack(self.kept) if self.room is None or len(self.kept) != self.depth else self.room
        return layers[:, 0].cpu()


@dataclass(frozen=True)
class AttentionParts:
    """What one layer's attention multiplied, of the whole batch, where the model is.

    Attributes:
        q, k: as they meet; `k` and `v` of the heads that share one (grouped queries) once.
        scores: scaled, before the mask.
        allowed: what each query may see.
        scaling: of the scores.
    """

    q: Queries
    k: Keys
    v: Values
    scores: Pattern
    allowed: Bool[Tensor, "query_pos key_pos"]
    pattern: Pattern
    z: Outputs
    scaling: float


@dataclass
class _Capture:
    patterns: _Layers
    scores: _Layers
    parts: list[AttentionParts] = field(default_factory=list)
    sights: list[_Sight] = field(default_factory=list)
    vectors: LayerVectors | None = None
    n_key_value_heads: int = 0


@dataclass
class Observer:
    """What to keep and what to change during one forward pass of one text.

    Attributes:
        mask: replaces the mask of self-attention (of the decoder's, where there are two stacks), and of
            attention of ours that says it is edited.
        silenced: `(layer, head)` pairs whose output becomes 0, in the same places.
        keep_pattern, keep_scores: what is captured, of every layer.
        keep_vectors: the layer whose queries, keys, values and outputs are captured.
        keep_parts: everything that every layer multiplies is kept, where the model is.
        depth: how many layers a stack has, where that is known; capturing is then quicker.
    """

    mask: Mask = field(default_factory=lambda: parse_mask("native"))
    silenced: frozenset[tuple[int, int]] = frozenset()
    keep_pattern: bool = True
    keep_scores: bool = False
    keep_vectors: int | None = None
    keep_parts: bool = False
    depth: int | None = None
    _captures: dict[str, _Capture] = field(default_factory=dict)

    def capture(self, stack: str) -> _Capture:
        if stack not in self._captures:
            self._captures[stack] = _Capture(_Layers(self.depth), _Layers(self.depth))
        return self._captures[stack]

    def traces(self) -> Mapping[str, AttentionTrace]:
        """What was captured, by stack, on the CPU."""
        return {stack: _attention_trace(capture) for stack, capture in self._captures.items() if capture.patterns.kept}

    def vectors(self) -> Mapping[str, LayerVectors]:
        """Of the layer that was asked for, by stack, on the CPU."""
        return {stack: capture.vectors for stack, capture in self._captures.items() if capture.vectors is not None}

    def parts(self, stack: str) -> tuple[AttentionParts, ...]:
        """Of every layer of a stack, if they were kept."""
        return tuple(self.capture(stack).parts)


def _attention_trace(capture: _Capture) -> AttentionTrace:
    first = capture.sights[0].allowed
    shared = all(sight.allowed is first for sight in capture.sights)
    allowed = first.expand(len(capture.sights), -1, -1) if shared else torch.stack([s.allowed for s in capture.sights])
    return AttentionTrace(
        pattern=capture.patterns.gather(),
        scores=capture.scores.gather() if capture.scores.kept else None,
        allowed=allowed.cpu(),
        n_key_value_heads=capture.n_key_value_heads,
    )


_observer: ContextVar[Observer | None] = ContextVar("observer", default=None)


@contextmanager
def observing(observer: Observer) -> Iterator[Observer]:
    """Everything that runs inside, in this thread, is observed by `observer`."""
    token = _observer.set(observer)
    try:
        yield observer
    finally:
        _observer.reset(token)


def observed_attention(
    query: Queries,
    key: Keys,
    value: Values,
    mask: Written | None = None,
    *,
    stack: str,
    layer: int,
    scaling: float | None = None,
    edited: bool | None = None,
) -> Outputs:
    """Attention of a module of ours, which can be observed and edited like that of transformers' models.

    Args:
        query: all positions of a text at once.
        key, value: fewer heads than queries have are shared by groups.
        mask: what may be seen; None for everything.
        stack: under which the observer files it: `self`, `encoder`, `decoder` or `cross`.
        layer: of that stack, from 0; the layers of a stack call in order.
        scaling: of the scores; None for `1 / sqrt(d_head)`.
        edited: whether the observer's mask and silenced heads count here; None for as they do in
            transformers' models, in `self` and `decoder`.

    Returns:
        A query that may see nothing gets 0 while it is observed.
    """
    observer = _observer.get()
    if observer is None:
        return nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, scale=scaling, enable_gqa=query.shape[1] != key.shape[1]
        )
    call = _Call(stack, layer, scaling, edited=stack in EDITED_STACKS if edited is None else edited)
    return _attend(observer, query, key, value, mask, call)[0]


@dataclass(frozen=True)
class _Call:
    """Where attention is called from, and how its scores are made."""

    stack: str
    layer: int
    scaling: float | None
    edited: bool
    bias: Float[Tensor, "#batch n_heads query_pos key_pos"] | None = (
        None  # added to the scores: T5's (Raffel et al., 2020)
    )


def _from_transformers(
    module: nn.Module,
    query: Queries,
    key: Keys,
    value: Values,
    attention_mask: Written | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **options: Any,
) -> tuple[Float[Tensor, "batch query_pos n_heads d_value"], Pattern | None]:
    observer = _observer.get()
    if observer is None:
        return sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **options
        )
    stack: str = module.observed_stack  # type: ignore[assignment]
    layer = len(observer.capture(stack).sights)  # layers call in order, so counting the calls of a stack names them
    call = _Call(stack, layer, scaling, stack in EDITED_STACKS, options.get("position_bias"))
    output, pattern = _attend(observer, query, key, value, attention_mask, call)
    return output.transpose(1, 2), pattern


def _attend(
    observer: Observer, query: Queries, key: Keys, value: Values, mask: Written | None, call: _Call
) -> tuple[Outputs, Pattern]:
    """Output and pattern, with what the observer wants kept and changed."""
    capture = observer.capture(call.stack)
    sight = _look(observer, capture, call, mask, query, n_keys=key.shape[2])
    capture.sights.append(sight)
    capture.n_key_value_heads = key.shape[1]
    n_groups = query.shape[1] // key.shape[1]
    shared = key, value
    key, value = repeat_kv(key, n_groups), repeat_kv(value, n_groups)
    room = capture.scores.place(query, key.shape[2]) if observer.keep_scores else None
    scores = _scores(query, key, call, room)
    masked = scores if sight.bias is None else scores + sight.bias
    room = capture.patterns.place(query, key.shape[2]) if observer.keep_pattern else None
    pattern = torch.softmax(masked, dim=-1, out=room)
    if sight.blind is not None:
        pattern.masked_fill_(sight.blind, 0.0)
    output = torch.matmul(pattern, value)
    if call.edited:
        for head in (head for at, head in observer.silenced if at == call.layer):
            output[:, head] = 0
    if observer.keep_pattern:
        capture.patterns.kept.append(pattern)
    if observer.keep_scores:
        capture.scores.kept.append(scores)
    if observer.keep_parts:
        scaling = _scale(query, call.scaling)
        capture.parts.append(AttentionParts(query, *shared, scores, sight.allowed, pattern, output, scaling))
    if observer.keep_vectors == call.layer:
        capture.vectors = _vectors(query, key, value, output, _scale(query, call.scaling))
    return output, pattern


def _scores(
    query: Queries, key: Float[Tensor, "batch n_heads key_pos d_head"], call: _Call, room: Pattern | None
) -> Pattern:
    scores = torch.matmul(query, key.transpose(-1, -2), out=room).mul_(_scale(query, call.scaling))
    return scores if call.bias is None else torch.add(scores, call.bias, out=room)


def _vectors(query: Queries, key: Keys, value: Values, output: Outputs, scaling: float) -> LayerVectors:
    q, k, v, out = (tensor[0].float().cpu() for tensor in (query, key, value, output))
    return LayerVectors(q, k, v, out, scaling)


def _scale(query: Queries, scaling: float | None) -> float:
    return float(query.shape[-1]) ** -0.5 if scaling is None else scaling


def _look(
    observer: Observer,
    capture: _Capture,
    call: _Call,
    attention_mask: Written | None,
    query: Queries,
    n_keys: int,
) -> _Sight:
    """The native mask, and where attention is edited the observer's instead of it.

    The layers of a stack share one mask unless the architecture mixes windows, so what follows from
    it is made once.
    """
    if capture.sights and capture.sights[-1].source is attention_mask:
        return capture.sights[-1]
    if attention_mask is None:
        native = torch.ones(query.shape[2], n_keys, dtype=torch.bool, device=query.device)
    else:
        native = attention_mask[0, 0]
    allowed = observer.mask.allowed(native) if call.edited else native
    n_seen = allowed.sum(-1, keepdim=True)
    fewest = int(n_seen.min())
    if fewest == n_keys:
        return _Sight(attention_mask, allowed, None, None)
    bias = torch.where(allowed, 0.0, float("-inf")).to(query.dtype)
    return _Sight(attention_mask, allowed, bias, n_seen == 0 if fewest == 0 else None)


def _observed_mask(*args: Any, allow_is_causal_skip: bool = True, **options: Any) -> Written | None:
    """A boolean mask, always written out where it is observed; fused attention may do without one."""
    options["allow_is_causal_skip"] = allow_is_causal_skip and _observer.get() is None
    mask: Written | None = sdpa_mask(*args, **options)
    return mask


AttentionInterface.register(NAME, _from_transformers)
AttentionMaskInterface.register(NAME, _observed_mask)
