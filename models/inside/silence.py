"""What if a head, an MLP or a block said nothing? (Michel et al., 2019)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.inside.activations import activations
from models.inside.anatomy import Anatomy
from models.inside.candidates import answer_position, candidate_id
from models.inside.edits import Edit
from models.inside.head import answering
from models.inside.lens import named
from models.inside.steps import full_name
from models.passes import Wanted, run
from models.records import Activations, Silenced

if TYPE_CHECKING:
    from jaxtyping import Int

How = Literal["zero", "mean"]
MOST_NUMBERS = 16_000_000  # logits that are held at once


def silence(text: str, model_id: str, how: str = "zero", token: str = "") -> Silenced:
    """The answer when each head, each MLP and each block in turn adds nothing, or the same at every position.

    Args:
        text: as `models.inside.activations.activations`.
        how: `zero`, or `mean` of what the part adds at all positions of this text.
        token: whose probability is followed; empty for the answer.

    Returns:
        Probabilities by block, with a column for each head, then the MLP, then the whole block.

    Raises:
        InputError: as `editable`; `not_one_token`; `not_one_of` for how.
    """
    anatomy = editable(model_id)
    if how not in ("zero", "mean"):
        raise InputError("not_one_of", name="how", value=how[:80], example="zero, mean")
    found = activations(text, model_id)
    place = answer_position(model_id, found.tokens)
    logits = found["logits"][place]
    chosen = candidate_id(model_id, token, logits) if token else int(logits.argmax())
    rows = []
    for layer in range(anatomy.n_layers):
        edits, n_rows = _each_part(anatomy, found, layer, how)
        rows.append(answers_under(found, edits, n_rows, place).softmax(-1))
    probs = torch.stack(rows)
    tops = probs.argmax(-1)
    n_heads = found[full_name(0, "attn.z")].shape[0]
    return Silenced(
        model_id,
        found.family,
        found.tokens,
        place,
        chosen,
        how,
        (*map(str, range(n_heads)), "mlp", "block"),
        float(logits.softmax(-1)[chosen]),
        probs[..., chosen],
        tops,
        probs.gather(-1, tops[..., None])[..., 0],
        named(model_id, {chosen, *tops.flatten().tolist()}),
    )


def editable(model_id: str) -> Anatomy:
    """The anatomy of a model in whose blocks numbers can be changed.

    Raises:
        InputError: as `models.inside.head.answering`; `no_attention` for a recurrent network, whose layers run in one
            piece; `unknown_parts` for blocks of an order of their own.
    """
    anatomy = answering(model_id)
    if not card(model_id).facts.has_attention:
        raise InputError("no_attention", model=card(model_id).title)
    if anatomy.kind is None or anatomy.stack is None:
        raise InputError("unknown_parts", model=card(model_id).title)
    return anatomy


def added_by(anatomy: Anatomy, layer: int, part: Literal["attn", "mlp"]) -> str:
    """The step that a part adds to the stream: what it gives, or the norm of that."""
    normed = full_name(layer, "ln1_post" if part == "attn" else "ln2_post")
    return normed if normed in anatomy.places else full_name(layer, f"{part}.out")


def silencing(found: Activations, name: str, how: str, row: int | None, head: int | None = None) -> Edit:
    """The edit that makes a part silent, in one row of a batch or in all."""
    value, columns = found[name], None
    if head is not None:
        value, size = value[head], value.shape[-1]
        columns = (head * size, (head + 1) * size)
    rows: Int[Tensor, " pair"] | None = None if row is None else torch.tensor([row])
    return Edit(name, value.mean(0) if how == "mean" else torch.zeros(()), rows, columns=columns)


def _each_part(anatomy: Anatomy, found: Activations, layer: int, how: str) -> tuple[list[Edit], int]:
    """Edits for a batch in which each row lacks another part of a block, and how many rows that is."""
    z = full_name(layer, "attn.z")
    n_heads = found[z].shape[0]
    edits = [silencing(found, z, how, head, head) for head in range(n_heads)]
    attention, mlp = (added_by(anatomy, layer, part) for part in ("attn", "mlp"))
    edits += [silencing(found, mlp, how, row) for row in (n_heads, n_heads + 1)]
    return [*edits, silencing(found, attention, how, n_heads + 1)], n_heads + 2


def answers_under(found: Activations, edits: list[Edit], n_rows: int, position: int) -> Tensor:
    """Logits at a position, of a text that is read in `n_rows` rows under edits: `[n_rows, d_vocab]`."""
    ids = tuple(token.id for token in found.tokens)
    most = max(1, MOST_NUMBERS // (len(ids) * found["logits"].shape[-1]))
    found_logits = []
    for chunk in _chunks(n_rows, most):
        changes = tuple(one for edit in edits if (one := edit.in_rows(chunk)) is not None)
        logits = run(found.model_id, [ids] * len(chunk), Wanted(logits=True, changes=changes)).logits
        assert logits is not None
        found_logits.append(logits[:, position])
    return torch.cat(found_logits)


def _chunks(n: int, most: int) -> Iterator[range]:
    return (range(start, min(n, start + most)) for start in range(0, n, most))
