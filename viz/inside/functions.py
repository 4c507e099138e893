"""Activation functions over the numbers that enter them."""

from __future__ import annotations

import math

import numpy as np

from models.records import Curve, PreActivations
from viz.inside.payloads import CurvePayload, FunctionsPayload, ReadRequest
from viz.payload import encode_floats, encode_integers

BINS_PER_UNIT = 4


def encode_functions(found: PreActivations, request: ReadRequest, *, title: str, family: str) -> FunctionsPayload:
    """The values as a histogram, and each function's curve over it."""
    values = found.values.numpy()
    low, high = float(found.x[0]), float(found.x[-1])
    n_bins = round((high - low) * BINS_PER_UNIT)
    counts, _ = np.histogram(values.clip(low, high), n_bins, (low, high))
    return {
        "request": request,
        "title": title,
        "family": family,
        "layer": found.layer,
        "n_layers": found.n_layers,
        "site": found.site,
        "sites": list(found.sites),
        "used": found.used,
        "n_units": values.shape[1],
        "below_zero": float((values < 0).mean()),
        "n_outside": int(((values < low) | (values > high)).sum()),
        "counts": encode_integers(counts),
        "x": encode_floats(found.x),
        "curves": [_encode_curve(curve) for curve in found.curves],
        "by_layer": [layer.saturated for layer in found.by_layer],
    }


def _encode_curve(curve: Curve) -> CurvePayload:
    return {
        "name": curve.name,
        "equation": curve.equation,
        "slope_equation": curve.slope_equation,
        "values": encode_floats(curve.values),
        "slopes": encode_floats(curve.slopes),
        "flat_below": _finite(curve.flat_below),
        "flat_above": _finite(curve.flat_above),
        "saturated": curve.flatness.saturated,
        "n_dead": curve.flatness.n_dead,
        "factor": curve.factor,
    }


def _finite(end: float) -> float | None:
    return end if math.isfinite(end) else None
