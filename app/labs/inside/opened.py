"""What the flow opens: a block, a tensor of it, a number of that. Each is asked for by its script."""

from __future__ import annotations

from app.questions import checked
from models.errors import InputError
from models.inside.kinds import END, KINDS, START
from models.inside.steps import full_name, step_of
from models.records import Activations
from viz.inside.payloads import (
    NumberPayload,
    NumberQuestion,
    PartPayload,
    PartQuestion,
    ReadRequest,
    TensorPayload,
    TensorQuestion,
)
from viz.inside.tensors import N_VOCABULARY, encode_cell, encode_part, encode_tensor
from viz.labels import spaced_label


def _read(asked: ReadRequest) -> Activations:
    """The pass, which is usually still there."""
    from models import activations

    found: Activations = activations(asked["text"], asked["model"])
    return found


@checked
def part(asked: PartQuestion) -> PartPayload:
    """All tensors of a block, or of what stands before or behind the blocks, small."""
    found, which = _read(asked), asked["part"]
    if isinstance(which, int):
        _check_whole("part", which, found.n_layers)
        order = KINDS[found.kind or "pre_norm"].order
        return encode_part(found, which, [full_name(which, step) for step in order])
    if which == "start":
        return encode_part(found, which, [*START, *(full_name(0, step) for step in ("resid_pre", "input"))])
    out = KINDS[found.kind].out if found.kind else "resid_post"
    return encode_part(found, which, [full_name(found.n_layers - 1, out), *END])


@checked
def tensor(asked: TensorQuestion) -> TensorPayload:
    """A tensor's numbers, of one head where it has heads; of a vocabulary the largest at one position."""
    from models.inside.formulas import formula_of, norm_site

    found, name = _read(asked), asked["name"]
    if name not in found.values:
        raise InputError("unknown_tensor", value=name[:80], model=found.model_id)
    axes, shape = step_of(name).axes, found[name].shape
    head = position = None
    labels: dict[int, str] = {}
    if axes[0] == "head":
        head = asked.get("head", 0)
        _check_whole("head", head, shape[0])
    if axes[-1] == "d_vocab":
        position = asked.get("position", shape[0] - 1)
        _check_whole("position", position, shape[0])
        labels = _labels(found, name, position)
    is_map = axes[-1] == "key_pos"
    return encode_tensor(
        found,
        name,
        formula_of(found, name),
        head=head,
        position=position,
        labels=labels,
        is_map=is_map,
        site=norm_site(found, name),
    )


def _labels(found: Activations, name: str, position: int) -> dict[int, str]:
    from models import load_tokenizer
    from models.text.tokenizers import describe_tokens

    order = found[name][position].topk(min(N_VOCABULARY, found[name].shape[-1])).indices.tolist()
    named = describe_tokens(load_tokenizer(found.model_id), order)
    return {token.id: spaced_label(token) for token in named}


@checked
def cell(asked: NumberQuestion) -> NumberPayload:
    """The sum that made one number."""
    from models.inside.sums import cell_sum

    return encode_cell(cell_sum(_read(asked), asked["name"], asked["index"]))


def _check_whole(name: str, value: int, count: int) -> None:
    if not 0 <= value < count:
        raise InputError("out_of_range", name=name, value=value, limit=f"0 … {count - 1}")
