"""Six experiments on the batch: what each norm makes of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.context import LabContext
from app.views import browser_view
from models.errors import InputError
from viz.norms.experiments import encode_future, encode_moves, encode_padding, encode_running, encode_small_batches
from viz.norms.payloads import (
    ExperimentPayload,
    FuturePayload,
    MovesPayload,
    PaddingPayload,
    RunningPayload,
    SmallBatches,
)

Asked = Mapping[str, Any]


def build(_: LabContext) -> None:
    browser_view("norms/experiments", server_functions=[experiment])


def experiment(asked: Asked) -> ExperimentPayload:
    """One experiment on a batch at a site.

    Args:
        asked: `{name, texts, model, site, groups}` and what the experiment takes beside.
    """
    name = str(asked.get("name"))[:80]
    if name not in EXPERIMENTS:
        raise InputError("out_of_range", name="name", value=name, limit=", ".join(EXPERIMENTS))
    place = {"texts": [str(text) for text in asked["texts"]], "model_id": str(asked["model"])}
    return EXPERIMENTS[name](asked, place | {"site": str(asked["site"]), "groups": whole(asked, "groups")})


def _neighbour(asked: Asked, place: dict[str, Any]) -> MovesPayload:
    from models import change_neighbour

    replacement = str(asked["replacement"])
    return encode_moves(change_neighbour(**place, changed=whole(asked, "changed"), replacement=replacement))


def _small(asked: Asked, place: dict[str, Any]) -> SmallBatches:
    from models import shrink_batch

    return encode_small_batches(shrink_batch(**place))


def _padding(asked: Asked, place: dict[str, Any]) -> PaddingPayload:
    from models import pad_batch

    return encode_padding(*pad_batch(**place, extra=whole(asked, "extra")))


def _running(asked: Asked, place: dict[str, Any]) -> RunningPayload:
    from models import keep_running_statistics

    steps, momentum = whole(asked, "n_steps"), real(asked, "momentum")
    return encode_running(keep_running_statistics(**place, n_steps=steps, momentum=momentum))


def _future(asked: Asked, place: dict[str, Any]) -> FuturePayload:
    from models import change_last_token

    return encode_future(*change_last_token(**place))


def _scale(asked: Asked, place: dict[str, Any]) -> MovesPayload:
    from models import scale_and_shift

    return encode_moves(scale_and_shift(**place, factor=real(asked, "factor"), addend=real(asked, "addend")))


EXPERIMENTS: Mapping[str, Callable[[Asked, dict[str, Any]], ExperimentPayload]] = {
    "neighbour": _neighbour,
    "small": _small,
    "padding": _padding,
    "running": _running,
    "future": _future,
    "scale": _scale,
}


def real(asked: Asked, name: str) -> float:
    """A number out of what was asked."""
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("out_of_range", name=name, value=str(value)[:80], limit="0, 0.1, …")
    return float(value)


def whole(asked: Asked, name: str) -> int:
    """A whole number out of what was asked."""
    value = real(asked, name)
    if not value.is_integer():
        raise InputError("out_of_range", name=name, value=value, limit="0, 1, 2, …")
    return int(value)
