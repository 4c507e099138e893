"""The way from the stream to the vocabulary: the model's own last norm and output matrix, behind whichever block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor
from transformers import PreTrainedModel

from models.catalog import card
from models.errors import InputError
from models.inside.anatomy import Anatomy, anatomy_of
from models.inside.kinds import END, KINDS
from models.inside.steps import full_name
from models.registry import load

if TYPE_CHECKING:
    from jaxtyping import Float


def answering(model_id: str) -> Anatomy:
    """The anatomy of a model whose stream can be compared with its vocabulary.

    Raises:
        InputError: `no_head`; `source_model` for an encoder-decoder, whose encoder's stream no output matrix reads;
            `unknown_way_out` where the way from the last block to the logits was not found.
    """
    chosen = card(model_id)
    if chosen.facts.reads == "source":
        raise InputError("source_model", model=chosen.title)
    loaded = load(model_id)
    loaded.check_head()
    anatomy = anatomy_of(loaded.model)
    if not anatomy.reads.get("logits"):
        raise InputError("unknown_way_out", model=chosen.title)
    return anatomy


def stations(anatomy: Anatomy) -> tuple[str, ...]:
    """What enters block 0 and what each block gives, by full names; of a recurrent network its layers."""
    entering = "input" if anatomy.recurrent else "resid_pre"
    out = KINDS[anatomy.kind].out if anatomy.kind else "resid_post"
    return (full_name(0, entering), *(full_name(layer, out) for layer in range(anatomy.n_layers)))


def unembed(model: PreTrainedModel, anatomy: Anatomy, stream: Float[Tensor, "*places d_model"]) -> Tensor:
    """Logits of a stream, as the model makes them of its last block's: `[*places, d_vocab]`."""
    for step in END:
        if step in anatomy.places:
            stream = model.get_submodule(anatomy.places[step].module)(stream)
    return stream.float()
