"""What if one vector came from another sentence? Activation patching (Vig et al., 2020; Meng et al., 2022)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.inside.activations import activations
from models.inside.candidates import answer_position, candidate_id
from models.inside.edits import Edit
from models.inside.lens import named
from models.inside.silence import added_by, answers_under, editable
from models.inside.steps import full_name
from models.passes import prepare
from models.records import Activations, Patched

if TYPE_CHECKING:
    from jaxtyping import Float

MAX_TOKENS = 64  # each position of each block is a row of its own
SITES: Mapping[str, str] = {"stream": "resid_pre", "attention": "attn.z", "mlp": "mlp.out"}


def patch(
    text: str,
    other: str,
    model_id: str,
    site: str = "stream",
    head: int | None = None,
    token: str = "",
    rival: str = "",
) -> Patched:
    """Carry one vector of another sentence over into a text, at each block and position in turn.

    Both are read; then the text is read again with a single vector of the other sentence's pass in it. Where the
    answer turns, that vector carried what differs between the two.

    Args:
        text: at most `MAX_TOKENS` tokens.
        other: a sentence of as many tokens, of which some differ.
        site: `stream`, as it enters a block; `attention`, the heads' outputs before they are joined; `mlp`.
        head: of attention the only one that is carried over; None for all.
        token: the text's answer; empty for the likeliest.
        rival: the other sentence's; empty for the likeliest there.

    Returns:
        `changes` is the rival's logit less the token's, so that it rises from `before` to `behind`, which is the
        other sentence's own, where a vector carries all of it.

    Raises:
        InputError: as `models.inside.silence.editable`; `not_aligned`, `same_sentences`, `same_answer`;
            `not_one_token`; `not_one_of` for the site, `out_of_range` for the head.
    """
    anatomy = editable(model_id)
    if site not in SITES:
        raise InputError("not_one_of", name="site", value=site[:80], example=", ".join(SITES))
    limit = min(MAX_TOKENS, card(model_id).context_length or MAX_TOKENS)
    rows = [prepare(one, model_id, limit=limit) for one in (text, other)]
    if len(rows[0].ids) != len(rows[1].ids):
        raise InputError("not_aligned", n=len(rows[0].ids), n_other=len(rows[1].ids))
    if rows[0].ids == rows[1].ids:
        raise InputError("same_sentences")
    here, there = (activations(one, model_id) for one in (text, other))
    place = answer_position(model_id, here.tokens)
    logits, others = here["logits"][place], there["logits"][place]
    ids = [
        candidate_id(model_id, token, logits) if token else int(logits.argmax()),
        candidate_id(model_id, rival, others) if rival else int(others.argmax()),
    ]
    if ids[0] == ids[1]:
        raise InputError("same_answer", token=named(model_id, ids)[ids[0]].text)
    n_heads = here[full_name(0, "attn.z")].shape[0]
    if head is not None and not 0 <= head < n_heads:
        raise InputError("out_of_range", name="head", value=head, limit=f"0 … {n_heads - 1}")
    names = [
        added_by(anatomy, layer, "mlp") if site == "mlp" else full_name(layer, SITES[site])
        for layer in range(anatomy.n_layers)
    ]
    n = len(here.tokens)
    found = torch.stack([answers_under(here, [carried(there, name, head)], n, place) for name in names])
    tops = found.argmax(-1)
    return Patched(
        model_id,
        here.family,
        here.tokens,
        there.tokens,
        place,
        ids[0],
        ids[1],
        site,
        head,
        float(logits[ids[1]] - logits[ids[0]]),
        float(others[ids[1]] - others[ids[0]]),
        found[..., ids[1]] - found[..., ids[0]],
        found.softmax(-1)[..., ids[1]],
        tops,
        named(model_id, {*ids, *tops.flatten().tolist()}),
    )


def carried(there: Activations, name: str, head: int | None = None) -> Edit:
    """The edit of a batch that has a row for each position: in each row that position's vector of the other pass."""
    vectors, columns = joined(there[name]), None
    if head is not None and there[name].dim() == 3:
        size = there[name].shape[-1]
        columns = (head * size, (head + 1) * size)
        vectors = vectors[:, slice(*columns)]
    places = torch.arange(len(vectors))
    return Edit(name, vectors, places, places, columns)


def joined(step: Tensor) -> Float[Tensor, "pos _"]:
    """A step as the stream's width has it: heads side by side."""
    return step.transpose(0, 1).flatten(1) if step.dim() == 3 else step
