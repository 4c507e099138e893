"""The one forward pass that all views share: a text made ready for a model, and what the model does with it.

A subject says what it wants of a pass (`Wanted`), gets it (`Pass`) and computes from that. Who reads
what, with which mask, from which state: that is settled here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import torch
from torch import Tensor

from models.cache import TEXTS, BoundedCache
from models.catalog import ModelCard, card
from models.compat import keeps_logits
from models.device import on_gpu
from models.errors import InputError
from models.inside.anatomy import anatomy_of
from models.inside.capture import Captured, Steps, capturing, completed, editing
from models.inside.edits import Edit
from models.limits import MAX_TOKENS, check_length, check_text
from models.masks import parse_mask
from models.norms.sites import NormCapture, capturing_norms
from models.observe import Observer, observing
from models.records import AttentionTrace, LayerVectors, Token
from models.registry import LoadedModel, load, load_tokenizer
from models.text.tokenizers import token_columns, tokens_from
from models.ways import shown_traces, way_of
from models.weights import n_embeddings

if TYPE_CHECKING:
    from jaxtyping import Bool, Float, Int

MAX_TARGET_TOKENS = 64
Heads = frozenset[tuple[int, int]]
Rows = Sequence[Sequence[int]]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Prepared:
    """A text as a model reads it.

    Attributes:
        tokens: one for each position.
        segments: which of two sentences each token belongs to, as the model is told, `[pos]`.
    """

    card: ModelCard
    tokens: tuple[Token, ...]
    segments: tuple[int, ...]

    @cached_property
    def ids(self) -> tuple[int, ...]:
        return tuple(token.id for token in self.tokens)

    @property
    def real(self) -> tuple[int, ...]:
        """The positions of the text's own tokens, without those that the tokenizer added."""
        return tuple(position for position, token in enumerate(self.tokens) if token.start is not None)

    def masked_in_turn(self) -> tuple[tuple[int, ...], ...]:
        """For each of the text's own tokens all ids with that one masked: what a masked model is asked."""
        mask_id = int(load_tokenizer(self.card.id).mask_token_id)
        return tuple((*self.ids[:place], mask_id, *self.ids[place + 1 :]) for place in self.real)


_prepared: BoundedCache[Prepared] = BoundedCache(TEXTS)


def prepare(text: str, model_id: str, second: str = "", *, limit: int | None = None) -> Prepared:
    """A text's tokens under a model's tokenizer, of which there are few enough. Texts are tokenized once.

    Args:
        text: 1 to `MAX_CHARACTERS` characters.
        second: a sentence that is read behind the first; BERT's segment B.
        limit: tokens at most; None for the model's context, or `MAX_TOKENS` where it has no limit of its own.

    Raises:
        InputError: bad text or model; `too_many_tokens`.
    """
    chosen = card(model_id)
    check_text(text)
    check_text(second, allow_empty=True)
    found = _prepared.get_or_compute((chosen.path, text, second), lambda: _tokenized(text, second, chosen))
    check_length(found.tokens, limit or chosen.context_length or MAX_TOKENS, chosen.title)
    return found if found.card == chosen else replace(found, card=chosen)


def _tokenized(text: str, second: str, chosen: ModelCard) -> Prepared:
    columns = token_columns(load_tokenizer(chosen.id), text, second or None)
    return Prepared(chosen, tokens_from((text, second), columns), tuple(columns.segments.tolist()))


@dataclass(frozen=True)
class Wanted:
    """What is to be kept of a pass, and what is to be changed in it.

    Attributes:
        logits: of every position.
        pattern, scores: of attention, in every layer.
        vectors: the layer whose queries, keys, values and outputs are kept.
        hidden: what enters the first layer, and what every layer gives.
        norms: sites (`models.norms.sites`) of which what enters and leaves is kept.
        activations: every step that has a name (`models.inside.steps`).
        mask: replaces self-attention's mask; see `models.masks`.
        silenced: `(layer, head)` pairs whose output becomes 0.
        changes: numbers that are put in the place of steps that have a name.
    """

    logits: bool = False
    pattern: bool = False
    scores: bool = False
    vectors: int | None = None
    hidden: bool = False
    norms: tuple[str, ...] = ()
    activations: bool = False
    mask: str = "native"
    silenced: Heads = frozenset()
    changes: tuple[Edit, ...] = ()

    @property
    def observes(self) -> bool:
        """Whether attention has to be looked at: with no observer it is the fused one."""
        return self.pattern or self.scores or self.edits

    @property
    def edits(self) -> bool:
        """Whether attention is changed, or taken apart: a model that only shows its maps cannot do that."""
        return self.vectors is not None or bool(self.silenced) or not parse_mask(self.mask).is_native

    @property
    def answer(self) -> bool:
        """Whether more than the reading of the text is wanted: of a model that writes its own target, all of it."""
        return self.logits or self.observes


@dataclass(frozen=True)
class Pass:
    """What was wanted of a pass; the rest is None or empty. On the CPU once the pass is over.

    Attributes:
        logits: after every position; of an encoder-decoder at the positions that it wrote.
        attention: by stack, of the batch's first text.
        vectors: likewise, of the layer that was asked for.
        hidden: what enters the first layer, then what each gives.
        norms: by site, what goes in and comes out.
        activations: every step that has a name.
        rows: the token ids that were read.
        padding: True where a row has ended.
        target_ids: what an encoder-decoder wrote.
    """

    rows: tuple[tuple[int, ...], ...]
    padding: Bool[Tensor, "batch pos"]
    logits: Float[Tensor, "batch target_pos d_vocab"] | None = None
    attention: Mapping[str, AttentionTrace] = field(default_factory=dict)
    vectors: Mapping[str, LayerVectors] = field(default_factory=dict)
    hidden: tuple[Float[Tensor, "batch pos _"], ...] = ()
    norms: Mapping[str, NormCapture] = field(default_factory=dict)
    activations: Captured | None = None
    target_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Texts that are read together.

    Attributes:
        rows: their token ids, padded on the right to the longest.
        width: positions at least.
        reads_padding: the model is not told which positions are padding.
        segments: of each position, for models that are told.
    """

    rows: tuple[tuple[int, ...], ...]
    width: int = 0
    reads_padding: bool = False
    segments: tuple[tuple[int, ...], ...] | None = None


def run(model_id: str, rows: Rows | Batch, wanted: Wanted) -> Pass:
    """One forward pass, which everybody may have at the same time with other wishes.

    Args:
        rows: token ids, or a `Batch` of them. An encoder-decoder reads one row with its encoder; its
            decoder reads the most probable answer, of at most `MAX_TARGET_TOKENS`.
    """
    return run_then(model_id, rows, wanted, _bring_home)


def read_logits(
    model_id: str, rows: Rows, mask: str = "native", silenced: Heads = frozenset()
) -> Float[Tensor, "batch pos d_vocab"]:
    """What a model says after every position of rows."""
    logits = run(model_id, rows, Wanted(logits=True, mask=mask, silenced=silenced)).logits
    assert logits is not None
    return logits


def run_then(model_id: str, rows: Rows | Batch, wanted: Wanted, then: Callable[[LoadedModel, Pass], Found]) -> Found:
    """As `run`, with more sums where the model is.

    Args:
        then: gets the model and its pass, on its device, and gives what is on the CPU. A function of a
            module, or a `partial` of one: where a GPU is rented it goes to another process.
    """
    load(model_id)  # in this process first: a rented GPU's process starts from it
    batch = rows if isinstance(rows, Batch) else Batch(tuple(map(tuple, rows)))
    return cast(Found, _run(model_id, batch, wanted, then))


@on_gpu
@torch.inference_mode()
def _run(model_id: str, batch: Batch, wanted: Wanted, then: Callable[[LoadedModel, Pass], Any]) -> Any:
    loaded = load(model_id)
    facts = loaded.card.facts
    loaded.check_ids(id_ for row in batch.rows for id_ in row)
    if wanted.logits or (facts.reads == "source" and wanted.answer):
        loaded.check_head()
    inputs, padding = _inputs(loaded, batch)
    body: Any = loaded.model
    if facts.reads == "source":
        if wanted.answer:
            inputs["decoder_input_ids"] = _written(loaded, inputs["input_ids"])
        else:
            body = loaded.model.get_encoder()
    elif not facts.is_masked:
        inputs["use_cache"] = False
        if not wanted.logits and keeps_logits(loaded.model):
            inputs["logits_to_keep"] = 1
    if (wanted.observes or wanted.activations) and "attention_mask" in inputs:
        raise ValueError("attention is observed under one mask for all rows: give it rows of equal length")
    shown = facts.has_attention and wanted.observes and _only_shown(loaded, wanted)
    if wanted.hidden or (wanted.activations and facts.state):
        inputs["output_hidden_states"] = True
    if shown:
        inputs["output_attentions"] = True
    with _watching(loaded, wanted, shown) as (observer, norms, steps):
        output = body(**inputs)
    target = inputs.get("decoder_input_ids")
    hidden = tuple(output.hidden_states) if wanted.hidden else ()
    _check_places(loaded, padding, (*hidden, *(capture.entered for capture in norms.values())))
    found = Pass(
        rows=batch.rows,
        padding=padding,
        logits=output.logits.float() if wanted.logits else None,
        attention=shown_traces(loaded.model, loaded.card.title, output, inputs)
        if shown
        else observer.traces()
        if observer
        else {},
        vectors=observer.vectors() if observer else {},
        hidden=hidden,
        norms=norms,
        activations=completed(loaded.model, steps, observer, output.hidden_states) if wanted.activations else None,
        target_ids=() if target is None else tuple(target[0].tolist()),
    )
    return then(loaded, found)


def _inputs(loaded: LoadedModel, batch: Batch) -> tuple[dict[str, Any], Bool[Tensor, "batch pos"]]:
    """What the model is called with, and where the padding is."""
    lengths = torch.tensor([len(row) for row in batch.rows])
    padding = torch.arange(max(batch.width, int(lengths.max()))) >= lengths[:, None]
    ids = torch.full(padding.shape, _filler(loaded))
    ids[~padding] = torch.tensor([token for row in batch.rows for token in row])
    inputs: dict[str, Any] = {"input_ids": ids.to(loaded.device)}
    facts = loaded.card.facts
    # A state that goes onwards has read a text before it comes to what stands behind: it needs no mask, and takes none.
    takes_mask = not (facts.state and facts.reads == "onwards")
    if bool(padding.any()) and not batch.reads_padding and takes_mask:
        inputs["attention_mask"] = (~padding).long().to(loaded.device)
    if batch.segments is not None:
        inputs["token_type_ids"] = torch.tensor(batch.segments, device=loaded.device)
    return inputs, padding


def _filler(loaded: LoadedModel) -> int:
    """What stands where there is padding. Nobody looks at it: without a token, or a row for it, any will do."""
    pad, rows = loaded.tokenizer.pad_token_id or 0, n_embeddings(loaded.model)
    return int(pad) if rows is None or pad < rows else 0


def _written(loaded: LoadedModel, input_ids: Int[Tensor, "batch pos"]) -> Int[Tensor, "batch target_pos"]:
    """The most probable answer of a model that writes one, its start token first."""
    limit = min(MAX_TARGET_TOKENS, (loaded.card.context_length or MAX_TARGET_TOKENS + 1) - 1)
    generate: Callable[..., Tensor] = loaded.model.generate  # type: ignore[assignment]
    return generate(input_ids, max_new_tokens=limit, num_beams=1, do_sample=False)


def _check_places(loaded: LoadedModel, padding: Bool[Tensor, "batch pos"], states: Sequence[Any]) -> None:
    """Raise `InputError` (`other_places`) unless a model has one vector for each position in all that is wanted.
    Some lengthen a text inside (Longformer), shorten it (Funnel) or keep other vectors beside.
    """
    if not all(isinstance(one, Tensor) and one.shape[:2] == padding.shape for one in states):
        raise InputError("other_places", model=loaded.card.title)


def _only_shown(loaded: LoadedModel, wanted: Wanted) -> bool:
    """Whether a model tells its maps and lets nobody at its attention.

    Raises:
        InputError: it has no maps, for the reason that is given; `read_only` where it is to be edited.
    """
    way = way_of(loaded.model)
    if way.refused:
        raise InputError(way.refused, model=loaded.card.title)
    if way.kind == "shown" and wanted.edits:
        raise InputError("read_only", model=loaded.card.title)
    return way.kind == "shown"


@contextmanager
def _watching(
    loaded: LoadedModel, wanted: Wanted, shown: bool
) -> Iterator[tuple[Observer | None, Mapping[str, NormCapture], Steps]]:
    observer = None
    norms: Mapping[str, NormCapture] = {}
    steps: Steps = {}
    parts = wanted.activations and anatomy_of(loaded.model).stack is not None
    with ExitStack() as watchers:
        if (wanted.observes and not shown) or parts:
            observer = Observer(
                parse_mask(wanted.mask),
                wanted.silenced,
                keep_pattern=wanted.pattern,
                keep_scores=wanted.scores,
                keep_vectors=wanted.vectors,
                keep_parts=parts,
                depth=loaded.card.n_layers,
            )
            watchers.enter_context(observing(observer))
        if wanted.norms:
            norms = watchers.enter_context(capturing_norms(loaded.model, wanted.norms))
        if wanted.activations:
            steps = watchers.enter_context(capturing(loaded.model))
        watchers.enter_context(editing(loaded.model, wanted.changes))
        yield observer, norms, steps


def _bring_home(_: LoadedModel, found: Pass) -> Pass:
    logits = None if found.logits is None else found.logits.cpu()
    hidden = tuple(states.float().cpu() for states in found.hidden)
    return replace(found, logits=logits, hidden=hidden, activations=found.activations and found.activations.on_cpu())
