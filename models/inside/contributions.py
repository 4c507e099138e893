"""Who said so? A logit as the exact sum of what each part of the model added to it (Elhage et al., 2021)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import PreTrainedModel

from models.catalog import card
from models.errors import InputError
from models.inside.activations import activations
from models.inside.anatomy import Anatomy
from models.inside.candidates import answer_position, candidate_id
from models.inside.frozen import Frozen, frozen_step, weights_of
from models.inside.head import answering
from models.inside.steps import full_name, split_name, step_of
from models.records import Activations, Contribution, Contributions, Neuron, PartKind, Token
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Float

N_NEURONS = 8
N_PROMOTED = 5
_KINDS: Mapping[str, PartKind] = {"embed": "embed", "pos_embed": "position", "segment_embed": "segment"}


@dataclass(frozen=True)
class _Question:
    """A logit, or the difference of two, at one position of a pass.

    Attributes:
        ids: of the token, and of the other one where there is one.
    """

    found: Activations
    model: PreTrainedModel
    anatomy: Anatomy
    position: int
    ids: tuple[int, ...]

    def module(self, name: str) -> Any:
        return self.model.get_submodule(self.anatomy.places[name].module)

    def at(self, name: str) -> Float[Tensor, " d_model"]:
        return self.found[name][self.position].double()

    def difference(self, values: Tensor) -> Tensor:
        """Of a row for each token: the first less the second, or the first alone."""
        chosen: Tensor = values[list(self.ids)].double().cpu()
        return chosen[0] - chosen[1] if len(self.ids) == 2 else chosen[0]


@dataclass(frozen=True)
class _Leaf:
    """A tensor that is added to the stream as a whole, and how the logit reads it.

    Attributes:
        direction: its product with the tensor is what it adds to the logit.
        path: the steps from it to the output matrix, the last one first.
    """

    name: str
    direction: Float[Tensor, " d_model"]
    path: tuple[Frozen, ...]


def contributions(
    text: str, model_id: str, token: str = "", other: str = "", position: int | None = None
) -> Contributions:
    """A logit, or the difference of two, as a sum: embedding, position, every head, every MLP, biases.

    The deviations of the norms on the way are held where they are in this pass, and so is the gate of an activation
    function in the head; then each part goes its way alone, and all add up to the logit. In a post-norm model this
    holds for every norm behind the part. An LSTM's parts are what was written into its last layer's cells at each
    position, under the forget gates since, its gates held likewise.

    Args:
        text: as `models.inside.activations.activations`.
        token: whose logit; empty for what the model expects.
        other: whose logit is taken off; empty for none.
        position: None for the first `[MASK]`, or the last token of the text.

    Returns:
        Parts in the order of the model; `total` is their sum, `value` what the model computed.

    Raises:
        InputError: as `models.inside.head.answering` and `candidate_id`; `unknown_parts` for a model whose blocks are
            put together in an order of their own; `out_of_range` for the position.
    """
    asked = _asked(text, model_id, token, other, position)
    parts = tuple(_parts(asked))
    named = describe_tokens(load_tokenizer(model_id), asked.ids)
    return Contributions(
        model_id,
        asked.found.family,
        asked.found.tokens,
        asked.position,
        named[0],
        named[1] if len(named) == 2 else None,
        float(asked.difference(asked.found["logits"][asked.position])),
        parts,
    )


def _asked(text: str, model_id: str, token: str, other: str, position: int | None) -> _Question:
    anatomy = answering(model_id)
    if anatomy.kind is None:
        raise InputError("unknown_parts", model=card(model_id).title)
    found = activations(text, model_id)
    place = answer_position(model_id, found.tokens) if position is None else position
    if not 0 <= place < len(found.tokens):
        raise InputError("out_of_range", name="position", value=place, limit=f"0 … {len(found.tokens) - 1}")
    logits = found["logits"][place]
    first = candidate_id(model_id, token, logits) if token else int(logits.argmax())
    ids = (first, candidate_id(model_id, other, logits)) if other else (first,)
    if len(set(ids)) < len(ids):
        raise InputError("same_candidates", token=other)
    return _Question(found, load(model_id).model, anatomy, place, ids)


def _parts(asked: _Question) -> Iterator[Contribution]:
    """What each part adds, in the order of the model, the biases behind the part that has them."""
    leaves, biases = _walk(asked)
    for leaf in sorted(leaves, key=lambda one: list(asked.found.values).index(one.name)):
        layer, step = split_name(leaf.name)
        whole = float(leaf.direction @ asked.at(leaf.name))
        if step == "attn.out":
            heads = _heads(asked, leaf)
            for head, value in enumerate(heads):
                yield Contribution("head", full_name(layer or 0, "attn.z"), value, layer, head)
            yield Contribution("bias", leaf.name, whole - sum(heads), layer)
        elif step == "mlp.out":
            made = sum(_neuron_values(asked, leaf).tolist())
            yield Contribution("mlp", leaf.name, made, layer)
            yield Contribution("bias", leaf.name, whole - made, layer)
        elif step == "hidden" and full_name(layer or 0, "cell") in asked.found.values:
            yield from _written(asked, leaf, layer or 0)
        else:
            yield Contribution(_KINDS.get(step, "stream"), leaf.name, whole, layer)
    yield from biases


def _walk(asked: _Question) -> tuple[list[_Leaf], list[Contribution]]:
    """From the logit back to all that was added to the stream, and the constants of the norms on the way."""
    output = asked.module("logits")
    leaves: list[_Leaf] = []
    bias = getattr(output, "bias", None)
    constants = [] if bias is None else [Contribution("bias", "logits", float(asked.difference(bias.detach())))]
    ahead = [_Leaf(asked.found.reads["logits"][0], asked.difference(output.weight.detach()), ())]
    while ahead:
        here = ahead.pop()
        row, reads = step_of(here.name), asked.found.reads.get(here.name, ())
        if row.op == "sum" and reads:
            ahead += [_Leaf(read, here.direction, here.path) for read in reads]
        elif reads and (row.op == "norm" or row.part == "end"):
            frozen = frozen_step(asked.found, asked.model, asked.anatomy, here.name, asked.position)
            constant = float(here.direction @ frozen.constant)
            constants.append(Contribution("bias", here.name, constant, split_name(here.name)[0]))
            ahead.append(_Leaf(reads[0], frozen.back(here.direction), (*here.path, frozen)))
        else:
            leaves.append(here)
    return leaves, constants[::-1]


def _heads(asked: _Question, leaf: _Leaf) -> list[float]:
    """What each head adds: its mixed values through its own rows of the matrix that joins them."""
    z = asked.found[f"{leaf.name.removesuffix('out')}z"][:, asked.position].double()
    read = weights_of(asked.module(leaf.name)).double() @ leaf.direction
    return [float(one) for one in (z * read.view(z.shape)).sum(-1)]


def _neuron_values(asked: _Question, leaf: _Leaf) -> Float[Tensor, " d_mlp"]:
    """What each neuron adds: its activation times how the logit reads the vector that it writes."""
    post = asked.at(f"{leaf.name.removesuffix('out')}post")
    return post * (weights_of(asked.module(leaf.name)).double() @ leaf.direction)


def _written(asked: _Question, leaf: _Leaf, layer: int) -> Iterator[Contribution]:
    """What each position wrote into the cells, as much of it as the forget gates since have kept."""
    values = {
        step: asked.found[full_name(layer, step)][: asked.position + 1].double()
        for step in ("forget_gate", "input_gate", "cell_candidate", "output_gate", "cell")
    }
    kept = torch.ones_like(values["cell"])
    kept[:-1] = values["forget_gate"][1:].flip(0).cumprod(0).flip(0)
    cell, shown = values["cell"][-1], values["output_gate"][-1]
    squash = torch.where(cell == 0, 1.0, cell.tanh() / torch.where(cell == 0, 1.0, cell))
    added = (kept * values["input_gate"] * values["cell_candidate"]) @ (shown * squash * leaf.direction)
    for place, value in enumerate(added.tolist()):
        yield Contribution("written", leaf.name, value, layer, position=place)


def neurons(
    text: str, model_id: str, layer: int, token: str = "", other: str = "", position: int | None = None
) -> tuple[Neuron, ...]:
    """The neurons of an MLP that add most to a logit, with the tokens that they raise and lower.

    What a neuron writes goes through the same held norms to the output matrix. Of a recurrent network these are the
    units of its last layer.

    Args:
        layer: counted from 0; of a recurrent network the last one alone.
        token, other, position: as `contributions`.

    Returns:
        `N_NEURONS` of them, those that add or take off most first.

    Raises:
        InputError: as `contributions`; `out_of_range` for the layer.
    """
    asked = _asked(text, model_id, token, other, position)
    step = "hidden" if asked.anatomy.recurrent else "mlp.out"
    leaves = {leaf.name: leaf for leaf in _walk(asked)[0]}
    leaf = leaves.get(full_name(layer, step))
    if leaf is None:
        there = [str(split_name(name)[0]) for name in leaves if name.endswith(f".{step}")]
        raise InputError("out_of_range", name="layer", value=layer, limit=", ".join(sorted(there)) or "-")
    if step == "hidden":
        firing, written = asked.at(leaf.name), torch.eye(len(leaf.direction))
        added = firing * leaf.direction
    else:
        firing, written = asked.at(full_name(layer, "mlp.post")), weights_of(asked.module(leaf.name))
        added = _neuron_values(asked, leaf)
    chosen = added.abs().topk(min(N_NEURONS, len(added))).indices
    pushed = _pushed(asked, leaf, written[chosen].double() * firing[chosen, None])
    words = _words(model_id, pushed)
    return tuple(
        Neuron(layer, index, float(firing[index]), float(added[index]), words[at][0], words[at][1])
        for at, index in enumerate(chosen.tolist())
    )


def _pushed(asked: _Question, leaf: _Leaf, vectors: Float[Tensor, "part d_model"]) -> Float[Tensor, "part d_vocab"]:
    """What vectors that are added there add to every logit."""
    for step in reversed(leaf.path):
        vectors = step.forward(vectors)
    return vectors.float() @ weights_of(asked.module("logits"))


def _words(model_id: str, pushed: Float[Tensor, "part d_vocab"]) -> list[tuple[tuple[Token, ...], ...]]:
    """The tokens that each part raises and lowers most."""
    raised, lowered = (sign.topk(N_PROMOTED).indices.tolist() for sign in (pushed, -pushed))
    tokenizer = load_tokenizer(model_id)
    return [tuple(tuple(describe_tokens(tokenizer, ids)) for ids in pair) for pair in zip(raised, lowered, strict=True)]


def likely_words(text: str, model_id: str, position: int | None, k: int) -> tuple[list[str], int]:
    """The likeliest tokens that are words or parts of words, as a person types them, and the position that answers.

    Args:
        position: None for the first `[MASK]`, or the last token of the text.
    """
    answering(model_id)
    found = activations(text, model_id)
    place = answer_position(model_id, found.tokens) if position is None else position
    if not 0 <= place < len(found.tokens):
        raise InputError("out_of_range", name="position", value=place, limit=f"0 … {len(found.tokens) - 1}")
    ids = found["logits"][place].topk(min(2 * k, found["logits"].shape[-1])).indices.tolist()
    tokens = describe_tokens(load_tokenizer(model_id), ids)
    words = [token.text.strip() for token in tokens if token.kind == "plain" and not token.special]
    return list(dict.fromkeys(word for word in words if word))[:k], place
