"""One query's row of a head with all that it is computed from, for a person to follow from q to the output."""

from __future__ import annotations

from models.records import AttentionTrace, LayerVectors
from viz.attention.payloads import CellPayload
from viz.payload import encode_booleans, encode_floats


def encode_row(attention: AttentionTrace, vectors: LayerVectors, layer: int, head: int, query: int) -> CellPayload:
    """What softmax(q K^T scaling) V is made of, for one q; scores that the trace left out follow from the vectors."""
    q, keys, values = vectors.query[head, query], vectors.key[head], vectors.value[head]
    scores = vectors.scaling * (keys @ q) if attention.scores is None else attention.scores[layer, head, query]
    return {
        "layer": layer,
        "head": head,
        "query_pos": query,
        "scaling": vectors.scaling,
        "query": encode_floats(q),
        "keys": encode_floats(keys),
        "values": encode_floats(values),
        "scores": encode_floats(scores),
        "allowed": encode_booleans(attention.allowed[layer, query]),
        "pattern": encode_floats(attention.pattern[layer, head, query]),
        "output": encode_floats(vectors.output[head, query]),
    }
