"""One number of a tensor as the sum that made it: every term with its factors, the largest first.

Each way of making a number (`models.inside.steps.Op`) has one function here. It puts in what the step read in this
pass and the model's own weights, and what it gives adds up to what the model computed, but for rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.architectures.recurrent import GATES
from models.errors import InputError
from models.inside.anatomy import Anatomy, anatomy_of
from models.inside.formulas import function_of
from models.inside.steps import STEPS, full_name, split_name
from models.norms.sites import norm_eps, norm_kind
from models.records import Activations, CellSum, Term
from models.registry import load

N_TERMS = 24  # that are told one by one
TOLERANCE = 1e-4
WEIGHTS: Mapping[str, str] = {
    "embed": "W_E", "pos_embed": "W_P", "segment_embed": "W_S", "attn.q": "W_Q", "attn.k": "W_K", "attn.v": "W_V",
    "attn.out": "W_O", "mlp.gate": "W_gate", "mlp.pre": "W_in", "mlp.out": "W_out", "head.dense": "W",
    "logits": "W_U",
}  # fmt: skip


@dataclass(frozen=True)
class _Cell:
    """The number that is asked for, and where it comes from."""

    found: Activations
    model: PreTrainedModel
    anatomy: Anatomy
    name: str
    index: tuple[int, ...]

    @property
    def step(self) -> str:
        return split_name(self.name)[1]

    @property
    def layer(self) -> int:
        return split_name(self.name)[0] or 0

    @property
    def value(self) -> float:
        return float(self.found[self.name][self.index])

    @property
    def reads(self) -> tuple[str, ...]:
        return self.found.reads.get(self.name, ())

    @property
    def module(self) -> Any:
        return self.model.get_submodule(self.anatomy.places[self.name].module)

    def of_block(self, step: str) -> Tensor:
        return self.found[full_name(self.layer, step)]

    def told(self, form: str, terms: Iterable[Term] = (), **known: float) -> CellSum:
        """What is said of it: the largest terms one by one, all others together."""
        ordered = sorted(terms, key=lambda term: -abs(term.value))
        shown, others = ordered[:N_TERMS], ordered[N_TERMS:]
        rest = math.fsum(term.value for term in others)
        return CellSum(self.name, self.index, self.value, cast(Any, form), tuple(shown), len(others), rest, known)


def cell_sum(found: Activations, name: str, index: Sequence[int]) -> CellSum:
    """What made one number of a tensor.

    Args:
        found: the pass.
        name: of the tensor, in full.
        index: of the number, one place for each axis.

    Returns:
        The number, the terms that make it, and how: see `models.records.CellSum`.

    Raises:
        InputError: `unknown_tensor`, `out_of_range`.
    """
    check_place(found, name, index)
    model = load(found.model_id).model
    cell = _Cell(found, model, anatomy_of(model), name, tuple(index))
    made = _MAKERS.get(STEPS[cell.step].op)
    if made is None or (not cell.reads and STEPS[cell.step].op != "lookup"):
        return cell.told("given")
    with torch.inference_mode():
        return made(cell)


def check_place(found: Activations, name: str, index: Sequence[int]) -> None:
    """Raise `InputError` unless a pass has this tensor and this place in it."""
    if name not in found.values:
        raise InputError("unknown_tensor", value=str(name)[:80], model=found.model_id)
    shape = tuple(found[name].shape)
    inside = len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True))
    if not inside:
        limit = ", ".join(f"0 … {size - 1}" for size in shape)
        raise InputError("out_of_range", name="index", value=str(list(index))[:80], limit=f"[{limit}]")


def _at(name: str, *index: int) -> str:
    return f"{name}[{', '.join(map(str, index))}]"


def _sum(cell: _Cell) -> CellSum:
    return cell.told(
        "sum", (Term((_at(one, *cell.index),), (), float(cell.found[one][cell.index])) for one in cell.reads)
    )


def _products(xs: Tensor, weights: Tensor, x_name: Callable[[int], str], w_name: Callable[[int], str]) -> list[Term]:
    pairs = zip(xs.tolist(), weights.tolist(), strict=True)
    return [Term((x_name(i), w_name(i)), (x, weight), x * weight) for i, (x, weight) in enumerate(pairs)]


def _bias(value: float, name: str = "b") -> list[Term]:
    return [Term((name,), (), value)]


def _linear(cell: _Cell) -> CellSum:
    """A row of inputs times a column of weights."""
    (read,), position = cell.reads, cell.index[-2]
    module, out = cell.module if len(cell.index) == 2 else None, cell.index[-1]
    if module is None:
        projection = cell.anatomy.projections[cell.layer][cell.step.removeprefix("attn.")]
        module, out = cell.model.get_submodule(projection.module), int(projection.columns[cell.index[0], out])
    column = _column(module, out)
    inputs, heads = cell.found[read], cell.found[read].dim() == 3
    size = inputs.shape[-1]
    xs = inputs[:, position].reshape(-1) if heads else inputs[position]
    symbol = WEIGHTS[cell.step]
    where = (lambda i: _at(read, i // size, position, i % size)) if heads else (lambda i: _at(read, position, i))
    terms = _products(xs, column, where, lambda i: _at(symbol, i, out))
    bias = getattr(module, "bias", None)
    return cell.told("sum", terms if bias is None else [*terms, *_bias(float(bias[out]), f"b[{out}]")])


def _column(module: nn.Module, out: int) -> Tensor:
    """The weights that make one output; a linear layer's lie in a row, a `Conv1D`'s in a column."""
    weight = cast(Tensor, module.weight).float().cpu()
    return weight[out] if isinstance(module, nn.Linear) else weight[:, out]


def _lookup(cell: _Cell) -> CellSum:
    """A row of a table, found by its numbers: some tables begin with a few rows for other purposes."""
    weight = cast(Tensor, cell.module.weight).float().cpu()
    vector = cell.found[cell.name][cell.index[0]]
    rows = (weight == vector).all(-1).nonzero()[:, 0].tolist()
    if not rows:
        return cell.told("given")
    token = cell.found.tokens[cell.index[0]].id
    row = token if token in rows and cell.step == "embed" else rows[0]
    return cell.told("lookup", [Term((_at(WEIGHTS[cell.step], row, cell.index[1]),), (), cell.value)])


def _norm(cell: _Cell) -> CellSum:
    """(x - mean) / deviation, times a gain, and a bias; without a mean where the norm takes none off."""
    module, at = cell.module, cell.index[-1]
    xs = cell.found[cell.reads[0]][cell.index[0]].double()
    kind, eps, x = norm_kind(module), norm_eps(module), float(xs[at])
    mean = 0.0 if kind == "rms" else float(xs.mean())
    square = float(((xs - mean) ** 2).mean())
    if kind == "batch":
        mean, square = float(module.running_mean[at]), float(module.running_var[at])
    deviation = math.sqrt(square + eps)
    weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
    gain, shift = 1.0 if weight is None else float(weight[at]), 0.0 if bias is None else float(bias[at])
    for one in (gain, 1 + gain):  # Gemma keeps what its gain is above 1
        if math.isclose((x - mean) / deviation * one + shift, cell.value, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            known = {"x": x, "deviation": deviation, "gain": one, "bias": shift}
            if kind == "rms":
                return cell.told("rms_norm", (), **known)
            return cell.told("layer_norm", (), mean=mean, **known)
    return cell.told("given")


def _dot(cell: _Cell) -> CellSum:
    """Query times key, scaled; where something is added for the distance, that too."""
    (q_name, k_name), (head, i, j) = cell.reads, cell.index
    q, k = cell.found[q_name], cell.found[k_name]
    shared = head * len(k) // len(q)  # several heads may share a key
    terms = _products(
        q[head, i], k[shared, j], lambda at: _at(q_name, head, i, at), lambda at: _at(k_name, shared, j, at)
    )
    scaling = cell.found.scaling[cell.layer]
    made = scaling * math.fsum(term.value for term in terms)
    added = cell.value - made
    known = {"scaling": scaling}
    if abs(added) > TOLERANCE * max(1.0, abs(made)):
        known["added"] = added
    return cell.told("scaled_sum", terms, **known)


def _softmax(cell: _Cell) -> CellSum:
    """Powers of e of what may be seen, of which this one is a share. The largest score is taken off all of them."""
    (read,), (head, query, key) = cell.reads, cell.index
    scores = cell.found[read][head, query].double()
    assert cell.found.allowed is not None
    seen = cell.found.allowed[cell.layer, query]
    if not bool(seen[key]):
        return cell.told("softmax", (), numerator=0.0, forbidden=1.0)
    most = float(scores[seen].max())
    terms = [
        Term((_at(read, head, query, at),), (float(scores[at]),), math.exp(float(scores[at]) - most))
        for at in seen.nonzero()[:, 0].tolist()
    ]
    return cell.told("softmax", terms, numerator=math.exp(float(scores[key]) - most), most=most)


def _weighted(cell: _Cell) -> CellSum:
    """The values of all tokens, each by its weight."""
    (pattern, values), (head, query, at) = cell.reads, cell.index
    weights, v = cell.found[pattern][head, query], cell.found[values]
    shared = head * len(v) // len(cell.found[pattern])
    terms = _products(
        weights, v[shared, :, at], lambda j: _at(pattern, head, query, j), lambda j: _at(values, shared, j, at)
    )
    return cell.told("sum", [term for term in terms if term.factors[0]])


def _turn(cell: _Cell) -> CellSum:
    """A pair of features turned by an angle (Su et al., 2021); the partner is the one with which lengths are kept."""
    (read,), (head, position, at) = cell.reads, cell.index
    before, after = cell.found[read][head, position].double(), cell.found[cell.name][head, position].double()
    if math.isclose(float(before[at]), float(after[at]), rel_tol=1e-6):
        unturned = Term((_at(read, *cell.index),), (), float(before[at]))
        if position == 0 or not _partners(before, after, at):
            return cell.told("sum", [unturned])
    partners = _partners(before, after, at)
    if not partners:
        return cell.told("given")
    other = partners[0]
    a, b, c, d = (float(one) for one in (before[at], before[other], after[at], after[other]))
    length = a * a + b * b
    cosine, sine = (a * c + b * d) / length, (b * c - a * d) / length
    terms = [
        Term((_at(read, *cell.index), "cos"), (a, cosine), a * cosine),
        Term((_at(read, head, position, other), "sin"), (b, sine), b * sine),
    ]
    return cell.told("sum", terms)


def _partners(before: Tensor, after: Tensor, at: int) -> list[int]:
    """With which feature one is turned: half a head away, or its neighbour, as models lay pairs out."""
    size, turned = len(before), int((before != after).nonzero().max()) + 1 if bool((before != after).any()) else 0
    half = max(turned, 2) // 2
    ways = [at + half if at < half else at - half, at ^ 1]
    return [
        other
        for other in ways
        if 0 <= other < size
        and math.isclose(
            float(before[at] ** 2 + before[other] ** 2), float(after[at] ** 2 + after[other] ** 2), rel_tol=TOLERANCE
        )
    ]


def _activation(cell: _Cell) -> CellSum:
    x = float(cell.found[cell.reads[0]][cell.index])
    function = function_of(cell.found, cell.name)
    if function is None:
        return cell.told("given")
    told = cell.told("activation", (), x=x)
    return replace(told, function=function)


def _product(cell: _Cell) -> CellSum:
    """A gate times what goes through it; an LSTM's cell adds two of them."""
    if cell.step == "cell":
        return _cell_state(cell)
    one, other = (float(cell.found[read][cell.index]) for read in cell.reads)
    names = [_at(read, *cell.index) for read in cell.reads]
    if cell.step == "hidden":
        other, names[1] = math.tanh(other), f"tanh({names[1]})"
    return cell.told("sum", [Term(tuple(names), (one, other), one * other)])


def _cell_state(cell: _Cell) -> CellSum:
    position, unit = cell.index
    forget, _, into, candidate = cell.reads
    f, i, g = (float(cell.found[read][cell.index]) for read in (forget, into, candidate))
    before = float(cell.found[cell.name][position - 1, unit]) if position else 0.0
    at_before = _at(cell.name, position - 1, unit) if position else "0"
    return cell.told(
        "sum",
        [
            Term((_at(forget, *cell.index), at_before), (f, before), f * before),
            Term((_at(into, *cell.index), _at(candidate, *cell.index)), (i, g), i * g),
        ],
    )


def _recur(cell: _Cell) -> CellSum:
    """What the layer reads times its weights, and the state before times others."""
    position, unit = cell.index
    layers = cast(nn.RNNBase, cell.model.get_submodule(cell.anatomy.recurrent or ""))
    weight_input, weight_hidden, bias_input, bias_hidden = layers.all_weights[cell.layer]
    gate = cell.step.removesuffix(".pre")
    row = unit + (GATES.index(gate) * weight_hidden.shape[1] if gate in GATES else 0)
    entered, hidden = cell.reads
    terms = _products(
        cell.found[entered][position],
        weight_input[row].cpu(),
        lambda i: _at(entered, position, i),
        lambda i: _at("W", row, i),
    )
    if position:
        terms += _products(
            cell.found[hidden][position - 1],
            weight_hidden[row].cpu(),
            lambda i: _at(hidden, position - 1, i),
            lambda i: _at("U", row, i),
        )
    return cell.told("sum", [*terms, *_bias(float(bias_input[row] + bias_hidden[row]), f"b[{row}]")])


_MAKERS: Mapping[str, Callable[[_Cell], CellSum]] = {
    "lookup": _lookup,
    "sum": _sum,
    "carry": _sum,
    "norm": _norm,
    "linear": _linear,
    "turn": _turn,
    "dot": _dot,
    "softmax": _softmax,
    "weighted": _weighted,
    "activation": lambda cell: _product(cell) if len(cell.reads) == 2 else _activation(cell),
    "product": lambda cell: _product(cell) if len(cell.reads) > 1 else _activation(cell),
    "recur": _recur,
}
