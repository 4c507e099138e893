"""The residual stream through the depth of a model, for the norms view."""

from __future__ import annotations

from models.records import ResidualStream
from viz.html import visible
from viz.norms.batch import describe_sites
from viz.payload import Payload, encode_array


def encode_depth(stream: ResidualStream, title: str, d_model: int) -> Payload:
    """The norms that the stream itself meets, which leaves out one inside a prediction head.

    Returns:
        `{family, title, d_model, tokens, sites, mean, var, length, outliers, shares}`; `mean`, `var` and
        `length` are `[site, 2, pos]`, before and after each norm, `shares` `[site, 2, outlier]`.
    """
    described = describe_sites(stream.sites)
    kept = [n for n, site in enumerate(described) if site["place"] != "in_head"]
    arrays = {name: encode_array(getattr(stream, name)[kept]) for name in ("mean", "var", "length", "shares")}
    return {
        "family": stream.family,
        "title": title,
        "d_model": d_model,
        "tokens": [visible(token.text) for token in stream.tokens],
        "sites": [described[n] for n in kept],
        "outliers": list(stream.outliers),
        **arrays,
    }
