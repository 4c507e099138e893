"""Token vectors for the browser: what a model adds up, and one word through its layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from models.records import InputVectors, ModelInputs, Token, WordVectors
from viz.html import visible
from viz.labels import part_label
from viz.payload import encode_floats, encode_integers
from viz.tokens.payloads import InputsPayload, VectorsPayload, VectorToken, WordPayload
from viz.tokens.rows import encode_piece

if TYPE_CHECKING:
    from torch import Tensor

MAX_TABLE = 256  # positions and features of the position table that travel


def encode_inputs(inputs: ModelInputs, *, is_batch: bool) -> InputsPayload:
    """A batch as the tensors that it is."""
    return {
        "family": inputs.family,
        "is_batch": is_batch,
        "tensors": {name: encode_integers(values) for name, values in inputs.tensors.items()},
        "pieces": {str(id_): encode_piece(piece) for id_, piece in inputs.pieces.items()},
        "parts": {
            f"{row} {position}": part
            for row, tokens in enumerate(inputs.tokens)
            for position, token in enumerate(tokens)
            if (part := part_label(token))
        },
    }


def encode_vectors(found: InputVectors, *, norm_follows: bool, is_recurrent: bool) -> VectorsPayload:
    """The rows that are added up for each token, and each token's neighbours.

    Args:
        norm_follows: the sum goes through a norm before the first layer.
        is_recurrent: the model reads one token after another, and so needs no positions.
    """
    table = found.position_table
    return {
        "family": found.family,
        "d_vocab": found.d_vocab,
        "tokens": [_token(token) for token in found.tokens],
        "n_tokens": found.n_tokens,
        "segments": None if found.segments is None else list(found.segments),
        "embedding": encode_floats(found.embedding),
        "positions": None if table is None else encode_floats(table[:, : found.embedding.shape[1]][:MAX_TABLE]),
        "remark": _remark(found, norm_follows, is_recurrent),
        "first_position": found.first_position,
        "segment_table": None if found.segment_table is None else encode_floats(found.segment_table),
        "neighbours": {
            str(id_): [{**_token(entry.token), "cosine": entry.cosine} for entry in entries]
            for id_, entries in found.neighbours.items()
        },
    }


def _remark(
    found: InputVectors, norm_follows: bool, is_recurrent: bool
) -> Literal["then_norm", "no_position", "no_position_lstm"] | None:
    """What is to be said of a sum: that a norm follows, or why it has no positions in it."""
    if norm_follows:
        return "then_norm"
    if found.position_table is not None:
        return None
    return "no_position_lstm" if is_recurrent else "no_position"


def _token(token: Token) -> VectorToken:
    """A part of a character is hex as everywhere, and shows the character; `[UNK]` what it stands for."""
    piece = token.text if token.kind == "fragment" else visible(token.piece)
    return {
        "id": token.id,
        "piece": part_label(token) or piece,
        "text": visible(token.text),
        "special": token.special,
    }


def encode_word(found: WordVectors, sentences: Sequence[str]) -> WordPayload:
    """The places of a word, and how far its vector there points where that of the first place points."""
    return {
        "family": found.family,
        "sentences": list(sentences),
        "unknown": all(token.kind == "unknown" for place in found.places for token in place.tokens),
        "places": [
            {
                "sentence": place.sentence,
                "start": place.start,
                "end": place.end,
                "positions": list(place.positions),
                "tokens": [_token(token) for token in place.tokens],
            }
            for place in found.places
        ],
        "cosines": encode_floats(cosines_to_first(found.vectors)),
    }


def cosines_to_first(vectors: Tensor) -> Tensor:
    """Cosine of each place's vector with that of the first place, stage by stage.

    Args:
        vectors: `[place, stage, d_model]`.

    Returns:
        `[place, stage]`; the first row is 1.
    """
    directions = vectors / vectors.norm(dim=-1, keepdim=True)
    cosines: Tensor = (directions * directions[:1]).sum(dim=-1)
    return cosines
