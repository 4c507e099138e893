"""Which module of a model gives which named step, found out by reading a few tokens and not by the model's name.

Every leaf module is watched during one short pass (`models.inside.trial`), and what reads what says what each is
(`models.inside.blocks`). How a block is put together is the first row of `models.inside.kinds.KINDS` whose norms
read, and whose sums are, what the pass showed. So an architecture that nobody has heard of is drawn if it keeps to
the table, and what does not is listed as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from torch import Tensor, nn
from transformers import PreTrainedModel

from models.inside.blocks import Block, Place, Projection, read_block
from models.inside.kinds import KINDS, OPTIONAL, RECURRENT_READS, START
from models.inside.steps import full_name
from models.inside.trial import Leaf, Trial, is_same, is_sum, try_model

Reads = Mapping[str, tuple[str, ...]]
Part = tuple[dict[str, Place], dict[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Anatomy:
    """What of a model can be named.

    Attributes:
        kind: a key of `KINDS`; None where no row fits.
        n_layers: blocks.
        places: where `models.inside.capture` finds steps, by full name.
        projections: `q`, `k` and `v` of each block; empty where they were not found.
        turned: queries and keys are turned by their position (rotary: Su et al., 2021).
        stack: of attention, which gives q, k, v, scores, pattern and z; None where nothing can.
        recurrent: the name of the module whose layers stand for blocks.
        reads: what each step is computed from, by full names.
        missing: the kind's steps that were not found, without their layers.
    """

    kind: str | None
    n_layers: int
    places: Mapping[str, Place]
    projections: tuple[Mapping[str, Projection], ...] = ()
    turned: bool = False
    stack: str | None = None
    recurrent: str | None = None
    reads: Reads = field(default_factory=dict)
    missing: tuple[str, ...] = ()


_anatomies: WeakKeyDictionary[nn.Module, Anatomy] = WeakKeyDictionary()
_finding = Lock()


def anatomy_of(model: PreTrainedModel) -> Anatomy:
    """What of a loaded model can be named; found out once."""
    with _finding:
        if model not in _anatomies:
            layers = {name: one for name, one in model.named_modules() if isinstance(one, nn.RNNBase)}
            _anatomies[model] = _recurrent(model, *next(iter(layers.items()))) if layers else _of_blocks(model)
        return _anatomies[model]


def _recurrent(model: PreTrainedModel, name: str, layers: nn.RNNBase) -> Anatomy:
    """A network that carries a state has its layers in one module of torch's, which shows nothing to a hook."""
    names = {id(module): one for one, module in model.named_modules()}
    outputs = model.get_output_embeddings()
    places = {"embed": Place(names[id(model.get_input_embeddings())], "out")}
    if outputs is not None:
        places["logits"] = Place(names[id(outputs)], "out")
    kind = "lstm" if isinstance(layers, nn.LSTM) else "rnn"
    if layers.bidirectional:  # its halves would need names of their own
        return Anatomy(None, layers.num_layers, places, missing=KINDS[kind].order)
    reads: dict[str, tuple[str, ...]] = {"embed": ()}
    for layer in range(layers.num_layers):
        reads[full_name(layer, "input")] = (full_name(layer - 1, "hidden") if layer else "embed",)
        reads |= {full_name(layer, step): _full(layer, read) for step, read in RECURRENT_READS[kind].items()}
    reads["logits"] = (full_name(layers.num_layers - 1, "hidden"),)
    return Anatomy(kind, layers.num_layers, places, recurrent=name, reads=reads)


def _full(layer: int, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(full_name(layer, name) for name in names)


def _of_blocks(model: PreTrainedModel) -> Anatomy:
    trial = try_model(model)
    blocks = [read_block(trial, name, layer) for layer, name in enumerate(trial.blocks)]
    kinds = {block.kind for block in blocks}
    kind = kinds.pop() if len(kinds) == 1 else None
    start, start_reads = _start(trial)
    end, end_reads = _end(model, trial, KINDS[kind].out if kind else "resid_post")
    places = {
        full_name(layer, name): place for layer, block in enumerate(blocks) for name, place in block.places.items()
    }
    reads: dict[str, tuple[str, ...]] = {}
    for layer, block in enumerate(blocks):
        if layer and kind:
            reads[full_name(layer, "resid_pre")] = (full_name(layer - 1, KINDS[kind].out),)
        reads |= {full_name(layer, name): _full(layer, read) for name, read in block.reads.items()}
    projected = [block.projections for block in blocks]
    return Anatomy(
        kind,
        len(blocks),
        {**start, **places, **end},
        tuple(projected) if all(projected) else (),
        turned=any(block.turned for block in blocks),
        stack=trial.stack if trial.attention else None,
        reads={**start_reads, **reads, **end_reads},
        missing=_missing(model, kind, blocks, end),
    )


def _missing(
    model: PreTrainedModel, kind: str | None, blocks: list[Block], end: Mapping[str, Place]
) -> tuple[str, ...]:
    order = KINDS[kind or "pre_norm"].order
    found = set.intersection(*(set(block.places) | set(block.seen) for block in blocks)) if blocks else set()
    missing = [name for name in order if name not in found | OPTIONAL]
    if model.config.is_encoder_decoder:
        return (*missing, "decoder")
    return (*missing, *([] if "logits" in end else ["logits"]))


def _start(trial: Trial) -> Part:
    """Embeddings, and what is done with them before the first block."""
    if not trial.blocks:
        return {}, {}
    entered = next(iter(trial.blocks.values())).entered
    places: dict[str, Place] = {}
    values: dict[str, Tensor] = {}
    for leaf in trial.before_blocks():
        if isinstance(leaf.module, nn.Embedding):
            name = _embedding_name(leaf.name)
        elif leaf.is_norm:
            name, places["embed_sum"], values["embed_sum"] = "ln_embed", Place(leaf.name, "in"), leaf.entered
        else:
            continue
        places[name], values[name] = Place(leaf.name, "out"), leaf.left
    parts = tuple(name for name in START[:3] if name in values)
    first = full_name(0, "resid_pre")
    reads: dict[str, tuple[str, ...]] = dict.fromkeys(parts, ())
    if parts and is_sum(values.get("embed_sum", entered), [values[name] for name in parts]):
        reads["embed_sum" if "embed_sum" in values else first] = parts
    if "ln_embed" in values:
        reads["ln_embed"] = ("embed_sum",)
        if is_same(values["ln_embed"], entered):
            reads[first] = ("ln_embed",)
    return places, reads


def _embedding_name(name: str) -> str:
    """Positions and segments are known by how their tables are called: all of them are read in the same way."""
    if "type" in name or "segment" in name:
        return "segment_embed"
    return "pos_embed" if "pos" in name or "wpe" in name else "embed"


def _end(model: PreTrainedModel, trial: Trial, out: str) -> Part:
    """The way from what the last block gave to the logits, walked backwards from the output layer."""
    output = model.get_output_embeddings()
    leaf = next((leaf for leaf in reversed(trial.leaves) if leaf.module is output), None)
    if leaf is None or not trial.blocks or model.config.is_encoder_decoder:
        return {}, {}
    last = list(trial.blocks.values())[-1].left
    chain = [leaf]
    while not is_same(chain[0].entered, last):
        before = next((one for one in trial.leaves if is_same(one.left, chain[0].entered) and one not in chain), None)
        if before is None:
            return {"logits": Place(leaf.name, "out")}, {}
        chain.insert(0, before)
    places: dict[str, Place] = {}
    reads: dict[str, tuple[str, ...]] = {}
    behind = full_name(len(trial.blocks) - 1, out)
    for one in chain:
        if isinstance(one.module, nn.Identity):
            continue
        name = "logits" if one is leaf else _head_name(one, places)
        places[name], reads[name], behind = Place(one.name, "out"), (behind,), name
    if not is_same(leaf.left, trial.logits):  # softened or scaled behind the output layer
        reads["logits"] = ()
    return places, reads


def _head_name(leaf: Leaf, places: Mapping[str, Place]) -> str:
    if leaf.is_norm:
        return "head.ln" if "head.dense" in places else "ln_final"
    return "head.dense" if leaf.is_linear else "head.act"
