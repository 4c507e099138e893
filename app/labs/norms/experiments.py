"""Six experiments on the batch: what each norm makes of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from models.errors import InputError
from models.limits import limits_table
from models.norms.slices import NORMS
from viz.norms.experiments import encode_future, encode_moves, encode_padding, encode_running, encode_small_batches
from viz.norms.payloads import (
    ExperimentPayload,
    ExperimentQuestion,
    FuturePayload,
    MovesPayload,
    NeighbourQuestion,
    NormsRequest,
    PaddingPayload,
    PaddingQuestion,
    RunningPayload,
    RunningQuestion,
    ScaleQuestion,
    SmallBatches,
)


def build(_: LabContext) -> None:
    browser_view("norms/experiments", norms=list(NORMS), limits=limits_table(), server_functions=[experiment])


@checked
def experiment(asked: ExperimentQuestion) -> ExperimentPayload:
    """One experiment on a batch at a site."""
    name = asked["name"]
    if name not in EXPERIMENTS:
        raise InputError("out_of_range", name="name", value=name[:80], limit=", ".join(EXPERIMENTS))
    return EXPERIMENTS[name](asked)


@checked
def _neighbour(asked: NeighbourQuestion) -> MovesPayload:
    from models import change_neighbour

    return encode_moves(change_neighbour(*_place(asked), asked["changed"], asked["replacement"], asked["groups"]))


def _small(asked: ExperimentQuestion) -> SmallBatches:
    from models import shrink_batch

    return encode_small_batches(shrink_batch(*_place(asked), asked["groups"]))


@checked
def _padding(asked: PaddingQuestion) -> PaddingPayload:
    from models import pad_batch

    return encode_padding(*pad_batch(*_place(asked), asked["extra"], asked["groups"]))


@checked
def _running(asked: RunningQuestion) -> RunningPayload:
    from models import keep_running_statistics

    steps, momentum = asked["n_steps"], asked["momentum"]
    return encode_running(keep_running_statistics(*_place(asked), steps, momentum, asked["groups"]))


def _future(asked: ExperimentQuestion) -> FuturePayload:
    from models import change_last_token

    return encode_future(*change_last_token(*_place(asked), asked["groups"]))


@checked
def _scale(asked: ScaleQuestion) -> MovesPayload:
    from models import scale_and_shift

    return encode_moves(scale_and_shift(*_place(asked), asked["factor"], asked["addend"], asked["groups"]))


def _place(asked: NormsRequest) -> tuple[list[str], str, str]:
    """Which activations."""
    return asked["texts"], asked["model"], asked["site"]


EXPERIMENTS: Mapping[str, Callable[[Any], ExperimentPayload]] = {
    "neighbour": _neighbour,
    "small": _small,
    "padding": _padding,
    "running": _running,
    "future": _future,
    "scale": _scale,
}
