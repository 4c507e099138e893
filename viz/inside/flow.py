"""The whole way of a text through a model: lanes, what each block adds to them, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.records import Activations, Token
from viz.inside.payloads import FlowPayload, NextToken, ReadRequest
from viz.inside.tokens import encode_placed
from viz.labels import spaced_label
from viz.payload import encode_bytes, encode_floats
from viz.payloads import Bytes, Floats

ADDED = ("attn.out", "mlp.out")
ENTERING = ("resid_pre", "input")
CARRIED = ("cell", "hidden")  # the first that a recurrent network has goes from token to token


def encode_flow(
    found: Activations,
    request: ReadRequest,
    *,
    title: str,
    out: str,
    ends: tuple[Sequence[str], Sequence[str]],
    top: Sequence[Sequence[tuple[Token, float]]],
    position: int,
    mask_token: str | None,
    encoder_only: bool,
) -> FlowPayload:
    """The picture's numbers, which are lengths of vectors and mean weights.

    Args:
        request: by which more of the pass can be asked for.
        title: of the model.
        out: the step that a block gives to the next.
        ends: the steps before and behind the blocks, of which the model may lack some.
        top: what the model expects, by position.
        position: to look at first.
        mask_token: what stands for a hidden token, of a model that fills it.
        encoder_only: the text is read by the encoder of a model that has a decoder beside.
    """
    layers = range(found.n_layers)
    entering = next((f"blocks.0.{name}" for name in ("resid_pre", "input") if f"blocks.0.{name}" in found.values), None)
    stations = [
        *([entering] if entering else []),
        *(name for i in layers if (name := f"blocks.{i}.{out}") in found.values),
    ]
    start, end = ([name for name in names if name in found.values] for names in ends)
    carried = next((step for step in CARRIED if f"blocks.0.{step}" in found.values), None)
    return {
        "request": request,
        "title": title,
        "family": found.family,
        "kind": found.kind,
        "mask_token": mask_token,
        "n_layers": found.n_layers,
        "tokens": [encode_placed(token) for token in found.tokens],
        "start": start,
        "start_sizes": _sizes(found, start),
        "stations": stations,
        "sizes": _sizes(found, stations),
        "added": {step: sizes for step in ADDED if (sizes := _by_layer(found, step)) is not None},
        "carried": None if carried is None else _by_layer(found, carried),
        "mixing": _mixing(found),
        "end": end,
        "top": [[_encode_next(token, prob) for token, prob in likely] for likely in top],
        "position": position,
        "missing": list(found.missing),
        "encoder_only": encoder_only,
    }


def _encode_next(token: Token, prob: float) -> NextToken:
    is_text = not token.special and token.kind == "plain"
    return {"token": spaced_label(token), "prob": prob, "text": token.text if is_text else None}


def _sizes(found: Activations, names: Sequence[str]) -> Floats | None:
    """Euclidean lengths `[name, pos]`."""
    return encode_floats([found[name].norm(dim=-1).tolist() for name in names]) if names else None


def _by_layer(found: Activations, step: str) -> Floats | None:
    names = [f"blocks.{layer}.{step}" for layer in range(found.n_layers)]
    return _sizes(found, names) if all(name in found.values for name in names) else None


def _mixing(found: Activations) -> Bytes | None:
    """The mean of each block's heads in 255ths."""
    names = [f"blocks.{layer}.attn.pattern" for layer in range(found.n_layers)]
    if not names or not all(name in found.values for name in names):
        return None
    means = np.stack([found[name].mean(0).numpy() for name in names])
    return encode_bytes((255 * means + 0.5).astype(np.uint8))
