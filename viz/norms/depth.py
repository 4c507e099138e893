"""The residual stream through the depth of a model, for the norms view."""

from __future__ import annotations

from typing import Literal

from models.records import ResidualStream
from viz.labels import spaced_label
from viz.norms.batch import describe_sites
from viz.norms.payloads import DepthPayload
from viz.payload import encode_floats


def encode_depth(
    stream: ResidualStream, title: str, d_model: int, norm_place: Literal["before", "after"] | None
) -> DepthPayload:
    """The norms that the stream itself meets, which leaves out one inside a prediction head."""
    described = describe_sites(stream.sites)
    kept = [n for n, site in enumerate(described) if site["place"] != "in_head"]
    return {
        "family": stream.family,
        "title": title,
        "d_model": d_model,
        "norm_place": norm_place,
        "tokens": [spaced_label(token) for token in stream.tokens],
        "sites": [described[n] for n in kept],
        "outliers": list(stream.outliers),
        "mean": encode_floats(stream.mean[kept]),
        "var": encode_floats(stream.var[kept]),
        "length": encode_floats(stream.length[kept]),
        "shares": encode_floats(stream.shares[kept]),
    }
