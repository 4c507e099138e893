"""One norm's input in a model, and what every kind of norm makes of it, for the norms view.

The view computes each normalised cell from these numbers by the formula that it shows, so only the
activations and the statistics travel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.records import Family, NormStatistics, NormTrace
from viz.labels import spaced_label
from viz.norms.payloads import NormsPayload, Place, Site, Stack, Statistics
from viz.payload import encode_booleans, encode_floats

if TYPE_CHECKING:
    from torch import Tensor

# Where a norm stands in its block, told by the end of its module name; the first that fits wins.
# The words are the view's: its string `norms.place_<place>`.
_PLACES: tuple[tuple[str, Place], ...] = (
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


def encode_norms(trace: NormTrace, family: Family, title: str) -> NormsPayload:
    """The norms view.

    Args:
        trace: of one batch of sentences at one site.
        family: of the model; it gives the figures their colour.
        title: the model's name.
    """
    return {
        "family": family,
        "title": title,
        "site": trace.site,
        "sites": describe_sites(trace.sites),
        "kind": trace.kind,
        "eps": trace.eps,
        "sentences": [
            {"tokens": [{"text": spaced_label(token), "special": token.special} for token in tokens]}
            for tokens in trace.tokens
        ],
        "padding": encode_booleans(trace.padding),
        "activations": encode_floats(trace.activations),
        "gain": None if trace.gain is None else encode_floats(trace.gain),
        "bias": None if trace.bias is None else encode_floats(trace.bias),
        "max_difference": max_difference(trace),
        "norms": {name: _encode_statistics(statistics) for name, statistics in trace.norms.items()},
    }


def _encode_statistics(statistics: NormStatistics) -> Statistics:
    return {
        "mean": encode_floats(statistics.mean),
        "var": encode_floats(statistics.var),
        "output_mean": encode_floats(statistics.output_mean),
        "output_var": encode_floats(statistics.output_var),
    }


def describe_sites(names: Sequence[str]) -> list[Site]:
    """Where in the model each norm stands, read from its module name.

    >>> describe_sites(["transformer.h.2.ln_1"])
    [{'name': 'transformer.h.2.ln_1', 'place': 'before_attention', 'block': 2, 'stack': None}]
    """
    stacks = [_stack_of(name) for name in names]
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


def _stack_of(name: str) -> Stack | None:
    found = _STACK.search(name)
    if found is None:
        return None
    return "encoder" if found[1] == "encoder" else "decoder"


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
