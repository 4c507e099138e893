"""One norm's input in a model, and what every kind of norm makes of it, for the norms view.

The view computes each normalised cell from these numbers by the formula that it shows, so only the
activations and the statistics travel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.records import Family, NormStatistics, NormTrace
from viz.html import visible
from viz.payload import Payload, encode_array

if TYPE_CHECKING:
    from torch import Tensor

# Where a norm stands in its block, told by the end of its module name; the first that fits wins.
# The words are the view's: its string `norms.place_<place>`.
_PLACES = (
    (r"embeddings?\.LayerNorm|layernorm_embedding|embeddings\.norm", "after_embeddings"),
    (r"ln_1|input_layernorm|layers?\.\d+\.attn_norm", "before_attention"),
    (r"ln_2|post_attention_layernorm|layers?\.\d+\.mlp_norm", "before_mlp"),
    (r"attention\.output\.LayerNorm|sa_layer_norm|self_attn_layer_norm", "after_attention"),
    (r"encoder_attn_layer_norm", "after_cross_attention"),
    (r"layer\.\d+\.output\.LayerNorm|output_layer_norm|layers\.\d+\.final_layer_norm", "after_mlp"),
    (r"predictions\.transform\.LayerNorm|vocab_layer_norm|head\.norm", "in_head"),
    (r"ln_f|final_layer_norm|final_norm|(?:^|\.)norm", "final"),
    (r"lstm\.hidden\.\d+", "hidden"),
)
_PLACE_RULES = tuple((re.compile(rf"(?:{ending})$"), place) for ending, place in _PLACES)
_BLOCK = re.compile(r"\.(\d+)(?:\.|$)")
_STACK = re.compile(r"(?:^|\.)(encoder|decoder)\.")


def encode_norms(trace: NormTrace, family: Family, title: str) -> Payload:
    """The norms view.

    Args:
        trace: of one batch of sentences at one site.
        family: of the model; it gives the figures their colour.
        title: the model's name.

    Returns:
        `{family, title, site, sites, kind, eps, sentences, padding, activations, gain, bias,
        max_difference, norms}`. `activations` is `[batch, pos, d_model]`; a norm's `mean`, `var`,
        `output_mean` and `output_var` have the shape of its slices. `max_difference` is the largest
        distance between the model's own output of the site and what gain and bias make of the norm
        of its kind.
    """
    return {
        "family": family,
        "title": title,
        "site": trace.site,
        "sites": describe_sites(trace.sites),
        "kind": trace.kind,
        "eps": trace.eps,
        "sentences": [
            {"tokens": [{"text": visible(token.text), "special": token.special} for token in tokens]}
            for tokens in trace.tokens
        ],
        "padding": encode_array(trace.padding),
        "activations": encode_array(trace.activations),
        "gain": None if trace.gain is None else encode_array(trace.gain),
        "bias": None if trace.bias is None else encode_array(trace.bias),
        "max_difference": max_difference(trace),
        "norms": {name: _encode_statistics(statistics) for name, statistics in trace.norms.items()},
    }


def _encode_statistics(statistics: NormStatistics) -> dict[str, Any]:
    return {field: encode_array(getattr(statistics, field)) for field in ("mean", "var", "output_mean", "output_var")}


def describe_sites(names: Sequence[str]) -> list[Payload]:
    """Where in the model each norm stands, read from its module name.

    Returns:
        `{name, place, block, stack}` each: `place` None for a name that says nothing, `block` counted
        from 0 and None outside the blocks, `stack` `encoder` or `decoder` where the model has both.

    >>> describe_sites(["transformer.h.2.ln_1"])
    [{'name': 'transformer.h.2.ln_1', 'place': 'before_attention', 'block': 2, 'stack': None}]
    """
    stacks = [stack[1] if (stack := _STACK.search(name)) else None for name in names]
    has_both = {"encoder", "decoder"} <= set(stacks)
    return [
        {
            "name": name,
            "place": next((place for ending, place in _PLACE_RULES if ending.search(name)), None),
            "block": int(block[1]) if (block := _BLOCK.search(name)) else None,
            "stack": stack if has_both else None,
        }
        for name, stack in zip(names, stacks, strict=True)
    ]


def max_difference(trace: NormTrace) -> float | None:
    """How far the model's own output of the site lies from the norm of its kind, with gain and bias.

    Returns:
        The largest absolute difference over the features of all real tokens; None for a batch norm,
        which in a finished model does not use the batch's own statistics, and where no norm stands.
    """
    if trace.gain is None or trace.bias is None:
        return None
    expected: Tensor = trace.norms[trace.kind].output * trace.gain + trace.bias
    return float((expected - trace.model_output)[~trace.padding].abs().max())
