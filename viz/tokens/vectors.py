"""Token vectors for the browser: what a model adds up, and one word through its layers."""

from __future__ import annotations

from collections.abc import Sequence

from models.records import InputVectors, ModelInputs, Token, WordVectors
from viz.html import visible
from viz.payload import encode_floats, encode_integers
from viz.tokens.payloads import InputsPayload, VectorsPayload, VectorToken, WordPayload
from viz.tokens.rows import encode_piece

MAX_TABLE = 256  # positions and features of the position table that travel


def encode_inputs(inputs: ModelInputs) -> InputsPayload:
    """A batch as the tensors that it is."""
    return {
        "family": inputs.family,
        "tensors": {name: encode_integers(values) for name, values in inputs.tensors.items()},
        "pieces": {str(id_): encode_piece(piece) for id_, piece in inputs.pieces.items()},
    }


def encode_vectors(found: InputVectors) -> VectorsPayload:
    """The rows that are added up for each token, and each token's neighbours."""
    table = found.position_table
    return {
        "family": found.family,
        "d_vocab": found.d_vocab,
        "tokens": [_token(token) for token in found.tokens],
        "n_tokens": found.n_tokens,
        "segments": None if found.segments is None else list(found.segments),
        "embedding": encode_floats(found.embedding),
        "positions": None if table is None else encode_floats(table[:, : found.embedding.shape[1]][:MAX_TABLE]),
        "first_position": found.first_position,
        "segment_table": None if found.segment_table is None else encode_floats(found.segment_table),
        "neighbours": {
            str(id_): [{**_token(entry.token), "cosine": entry.cosine} for entry in entries]
            for id_, entries in found.neighbours.items()
        },
    }


def _token(token: Token) -> VectorToken:
    return {"id": token.id, "piece": visible(token.piece), "text": visible(token.text), "special": token.special}


def encode_word(found: WordVectors, sentences: Sequence[str]) -> WordPayload:
    """The places of a word with its vector at every stage, `[place, stage, d_model]`."""
    return {
        "family": found.family,
        "sentences": list(sentences),
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
        "vectors": encode_floats(found.vectors),
    }
