"""What the modules of one block are, from what they read and gave.

The linear layer that joins the heads is the one that reads what attention gave; those before it that give what
attention multiplied are its projections. Behind it, an activation tells which linear layer it acts on: a second
one beside that makes it a gate. Norms count in the order in which they run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor, nn

from models.inside.kinds import KINDS, Kind
from models.inside.trial import Leaf, Trial, is_same, is_sum
from models.observe import AttentionParts
from models.ways import is_close

if TYPE_CHECKING:
    from jaxtyping import Int

Side = Literal["in", "out"]
SEEN = ("attn.q", "attn.k", "attn.v", "attn.scores", "attn.pattern", "attn.z")


@dataclass(frozen=True)
class Place:
    """Where a step is to be had: what enters or leaves a module, by the module's name."""

    module: str
    side: Side


@dataclass(frozen=True)
class Projection:
    """Which outputs of which linear layer are the queries, keys or values of which head."""

    module: str
    columns: Int[Tensor, "heads d_head"]


@dataclass(frozen=True)
class Block:
    """What of a block can be named.

    Attributes:
        kind: a key of `KINDS`; None where no row fits.
        places: where steps are to be had, by step.
        seen: the steps that the observer of attention gives.
        projections: `q`, `k` and `v`; empty where they were not found.
        turned: queries and keys are turned behind them.
        reads: what each step is computed from.
    """

    kind: str | None
    places: Mapping[str, Place]
    seen: tuple[str, ...] = ()
    projections: Mapping[str, Projection] = field(default_factory=dict)
    turned: bool = False
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Mlp:
    """The linear layers behind attention, by what they give, the one that reads the stream, and places of the rest."""

    linear: Mapping[str, Leaf]
    places: Mapping[str, Place]
    first: Leaf | None = None


def read_block(trial: Trial, name: str, layer: int) -> Block:
    """What the block of a trial is made of."""
    block = trial.blocks[name]
    leaves = [leaf for leaf in trial.leaves if leaf.name.startswith(f"{name}.")]
    seen = trial.attention[layer] if layer < len(trial.attention) else None
    joining = None if seen is None else _joining(leaves, seen)
    ends = {"resid_pre": Place(name, "in"), "resid_post": Place(name, "out")}
    if seen is None or joining is None:
        return Block(None, ends)
    at = leaves.index(joining)
    entering = [leaf for leaf in leaves[:at] if leaf.is_linear]
    projections, turned = _projections(entering, seen)
    mlp = _mlp(leaves[at + 1 :])
    linear = {"attn.out": joining, **mlp.linear}
    within = leaves[leaves.index(entering[0]) : at] if entering else []  # norms of queries and keys
    norms = [leaf for leaf in leaves if leaf.is_norm and leaf not in within]
    first = {"attention": entering[0] if entering else None, "mlp": mlp.first}
    kind = next((one for one, row in KINDS.items() if _fits(row, block, norms, linear, first)), None)
    places = {step: Place(leaf.name, "out") for step, leaf in linear.items()} | dict(mlp.places)
    if projections and turned:
        places |= {f"attn.{one}": Place(projections[one].module, "out") for one in ("q", "k")}
    if kind is None:
        return Block(None, {**ends, **places}, SEEN, projections, turned)
    row = KINDS[kind]
    named = dict(zip(row.norms, norms, strict=False))
    places |= {step: Place(leaf.name, "out") for step, leaf in named.items()}
    places |= _stream_places(row, name, named, mlp.first)
    present = {*places, *SEEN} | ({"attn.rot_q", "attn.rot_k"} if turned else set())
    return Block(kind, places, SEEN, projections, turned, _reads(row, present, bool(projections)))


def _joining(leaves: Sequence[Leaf], seen: AttentionParts) -> Leaf | None:
    """The linear layer that reads the heads' outputs side by side."""
    joined = seen.z.transpose(1, 2).reshape(-1)
    return next(
        (leaf for leaf in leaves if leaf.is_linear and _is_equal(leaf.entered.reshape(-1), joined)),
        None,
    )


def _is_equal(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and torch.equal(one, other)


def _projections(linear: Sequence[Leaf], seen: AttentionParts) -> tuple[dict[str, Projection], bool]:
    """Which of a few ways of laying out heads gives the values that attention multiplied; and whether the rest is
    turned on the way there, which changes no length."""
    for layout in _layouts(linear, seen):
        made = {one: leaf.left[..., columns].transpose(1, 2) for one, (leaf, columns) in layout.items()}
        given = {"q": seen.q, "k": seen.k, "v": seen.v}
        if any(made[one].shape != given[one].shape for one in given) or not torch.equal(made["v"], seen.v):
            continue
        if all(is_close(made[one].norm(dim=-1), given[one].norm(dim=-1)) for one in ("q", "k")):
            turned = not (torch.equal(made["q"], seen.q) and torch.equal(made["k"], seen.k))
            return {one: Projection(leaf.name, columns) for one, (leaf, columns) in layout.items()}, turned
    return {}, False


def _layouts(linear: Sequence[Leaf], seen: AttentionParts) -> Iterator[dict[str, tuple[Leaf, Tensor]]]:
    """Three layers, one each; or one layer: all queries, all keys, all values, or these three for each head."""
    n_heads, n_shared, size = seen.q.shape[1], seen.k.shape[1], seen.q.shape[-1]
    width = (n_heads + 2 * n_shared) * size
    if len(linear) == 3:
        for order in permutations(linear):
            if all(leaf.left.dim() == 3 for leaf in order):
                columns = [torch.arange(leaf.left.shape[-1]).view(-1, size) for leaf in order]
                yield dict(zip("qkv", zip(order, columns, strict=True), strict=True))
    if len(linear) == 1 and linear[0].left.dim() == 3 and linear[0].left.shape[-1] == width:
        one_upon_another = torch.arange(width).view(-1, size).split([n_heads, n_shared, n_shared])
        yield {one: (linear[0], columns) for one, columns in zip("qkv", one_upon_another, strict=True)}
        if n_heads == n_shared:
            by_head = torch.arange(width).view(n_heads, 3, size).unbind(1)
            yield {one: (linear[0], columns) for one, columns in zip("qkv", by_head, strict=True)}


def _mlp(behind: Sequence[Leaf]) -> _Mlp:
    """The network behind attention: two linear layers, or three of which one is a gate (Shazeer, 2020)."""
    linear = [leaf for leaf in behind if leaf.is_linear]
    if len(linear) not in (2, 3):
        return _Mlp({}, {})
    acting = next((leaf for leaf in behind if _acts_on(leaf, linear)), None)
    *entering, down = linear
    post = {"mlp.post": Place(down.name, "in")}
    if len(entering) == 1:
        fits = entering[0].left.shape[-1] == down.entered.shape[-1]
        is_all = acting is not None and is_same(acting.left, down.entered)
        if acting is not None and is_all:
            post = {"mlp.post": Place(acting.name, "out")}
        return _Mlp({"mlp.pre": entering[0], "mlp.out": down} if fits else {"mlp.out": down}, post, entering[0])
    if acting is None or not is_same(entering[0].entered, entering[1].entered):
        return _Mlp({"mlp.out": down}, post)
    gate = next(leaf for leaf in entering if is_same(leaf.left, acting.entered))
    beside = next(leaf for leaf in entering if leaf is not gate)
    places = {"mlp.act": Place(acting.name, "out"), **post}
    return _Mlp({"mlp.gate": gate, "mlp.pre": beside, "mlp.out": down}, places, gate)


def _acts_on(leaf: Leaf, linear: Sequence[Leaf]) -> bool:
    is_plain = leaf.is_linear or leaf.is_norm or isinstance(leaf.module, nn.Identity)
    return not is_plain and any(is_same(one.left, leaf.entered) for one in linear)


def _fits(
    row: Kind, block: Leaf, norms: Sequence[Leaf], linear: Mapping[str, Leaf], first: Mapping[str, Leaf | None]
) -> bool:
    """Whether the norms of a block read what a row of `KINDS` says, and its sums are those that the row says."""
    if not row.sums or len(norms) not in (0, len(row.norms)) or not {"attn.out", "mlp.out"} <= linear.keys():
        return False
    named = dict(zip(row.norms, norms, strict=False))
    values: dict[str, Tensor] = {step: leaf.left for step, leaf in linear.items()} | {"resid_pre": block.entered}
    shape = block.entered.shape

    def value(step: str) -> Tensor:
        if step not in values:
            if step in row.sums:
                values[step] = torch.stack([value(part).reshape(shape) for part in row.sums[step]]).sum(0)
            else:
                values[step] = named[step].left if step in named else value(row.norms[step])
        return values[step]

    reads = [(leaf.entered, value(row.norms[step])) for step, leaf in named.items()]
    reads += [(leaf.entered, value(getattr(row, part))) for part, leaf in first.items() if leaf is not None]
    return all(is_sum(entered, [there]) for entered, there in [*reads, (block.left, value(row.out))])


def _stream_places(row: Kind, name: str, named: Mapping[str, Leaf], mlp: Leaf | None) -> dict[str, Place]:
    """Where the sums are to be had: where they leave the block, or enter what reads them."""
    found = {"resid_pre": Place(name, "in")}
    for step in row.sums:
        reader = next((norm for norm, read in row.norms.items() if read == step and norm in named), None)
        if step == row.out or (reader is None and step == "resid_post"):
            found[step] = Place(name, "out")
        elif reader is not None:
            found[step] = Place(named[reader].name, "in")
        elif mlp is not None:
            found[step] = Place(mlp.name, "in")
    return found


def _reads(row: Kind, present: set[str], projected: bool) -> dict[str, tuple[str, ...]]:
    """What each step is computed from; of a norm that is not there, what it would read."""

    def there(step: str) -> str:
        return step if step in present or step not in row.norms else there(row.norms[step])

    turned, gated = "attn.rot_q" in present, "mlp.gate" in present
    into, up = (there(row.attention),), (there(row.mlp),)
    reads = {
        **dict.fromkeys(("attn.q", "attn.k", "attn.v"), into if projected else ()),
        "attn.rot_q": ("attn.q",),
        "attn.rot_k": ("attn.k",),
        "attn.scores": ("attn.rot_q", "attn.rot_k") if turned else ("attn.q", "attn.k"),
        "attn.pattern": ("attn.scores",),
        "attn.z": ("attn.pattern", "attn.v"),
        "attn.out": ("attn.z",),
        "mlp.gate": up,
        "mlp.pre": up,
        "mlp.act": ("mlp.gate",),
        "mlp.post": ("mlp.act", "mlp.pre") if gated else ("mlp.pre",),
        "mlp.out": ("mlp.post",),
        **{norm: (there(read),) for norm, read in row.norms.items()},
        **{step: tuple(there(part) for part in parts) for step, parts in row.sums.items()},
    }
    return {step: read for step, read in reads.items() if step in present}
