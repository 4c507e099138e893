"""What comes back from a loss: through a real model, through time, and through the textbook's net."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from models.records import LossGradients, SmallNet, TimeGradients, WeightStep
from viz.inside.backward.payloads import BackwardPayload, DepthLine, SmallNetPayload, TimeLine, WeightPayload
from viz.inside.payloads import ReadRequest
from viz.labels import encode_label, spaced_label
from viz.payload import encode_floats


def encode_gradients(
    found: LossGradients,
    request: ReadRequest,
    *,
    title: str,
    is_masked: bool,
    has_state: bool,
    matrices: Sequence[str],
) -> BackwardPayload:
    """The map of one loss."""
    return {
        "request": request,
        "title": title,
        "family": found.family,
        "is_masked": is_masked,
        "has_state": has_state,
        "tokens": [encode_label(token) for token in found.tokens],
        "position": found.position,
        "target": spaced_label(found.target),
        "loss_nats": found.loss_nats,
        "asked": list(found.asked),
        "stations": list(found.stations),
        "norms": encode_floats(found.norms),
        "matrices": list(matrices),
    }


def encode_step(found: WeightStep) -> WeightPayload:
    """A step on one weight."""
    return {
        "matrix": found.matrix,
        "shape": found.shape,
        "index": found.index,
        "weight": found.weight,
        "after": found.after,
        "gradient": found.gradient,
        "rate": found.rate,
        "loss_before": found.loss_before,
        "loss_after": found.loss_after,
        "expected": found.expected,
        "weights": encode_floats(found.weight + found.offsets),
        "losses": encode_floats(found.losses),
    }


def encode_depth_line(found: LossGradients, title: str) -> DepthLine:
    """The gradient's length over all positions, station by station."""
    return {"model": found.model_id, "title": title, "sizes": found.norms.norm(dim=1).tolist()}


def encode_time_line(found: TimeGradients, title: str) -> TimeLine:
    """What is left of the gradient in the lowest layer, which has to bring all of it back.

    Of an LSTM by its cell, whose own path goes from step to step; of a plain network by its hidden state.
    """
    states = found.hidden if found.cell is None else found.cell
    shares = (states[0] / states[0, -1]).flip(0)
    state: Literal["hidden", "cell"] = "hidden" if found.cell is None else "cell"
    return {"model": found.model_id, "title": title, "state": state, "shares": shares.tolist()}


def encode_small_net(found: SmallNet) -> SmallNetPayload:
    """The small net."""
    return {
        "values": dict(found.values),
        "gradients": dict(found.gradients),
        "steps": {
            name: {"weights": dict(step.weights), "output": step.output, "loss": step.loss}
            for name, step in found.steps.items()
        },
    }
