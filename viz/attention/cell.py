"""One query's row of a head with all that it is computed from, for a person to follow from q to the output."""

from __future__ import annotations

from models.records import AttentionTrace, LayerVectors
from viz.payload import Payload, encode_array


def encode_row(attention: AttentionTrace, vectors: LayerVectors, layer: int, head: int, query: int) -> Payload:
    """What softmax(q K^T scaling) V is made of, for one q.

    Returns:
        `{layer, head, query_pos, scaling, query, keys, values, scores, allowed, pattern, output}`, float32:
        `query` and `output` are `[d_head]`, `keys` and `values` `[key_pos, d_head]`, the others
        `[key_pos]`. All are the model's own; `scores` follow from the vectors where the trace of a
        long text kept none.
    """
    q, keys, values = vectors.query[head, query], vectors.key[head], vectors.value[head]
    scores = vectors.scaling * (keys @ q) if attention.scores is None else attention.scores[layer, head, query]
    return {
        "layer": layer,
        "head": head,
        "query_pos": query,
        "scaling": vectors.scaling,
        "query": encode_array(q),
        "keys": encode_array(keys),
        "values": encode_array(values),
        "scores": encode_array(scores),
        "allowed": encode_array(attention.allowed[layer, query]),
        "pattern": encode_array(attention.pattern[layer, head, query]),
        "output": encode_array(vectors.output[head, query]),
    }
