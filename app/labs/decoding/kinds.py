"""The table of strategies as the page gets it."""

from __future__ import annotations

import math

from models.strategies_table import DRAW, FILLINGS, STRATEGIES, Kind, Option
from viz.decoding.payloads import Strategy, StrategyKind, StrategyKinds, StrategyOption


def encode_kinds() -> StrategyKinds:
    """All that can be chosen, in the order of the tables."""
    return {
        "writes": [_encode_kind(name, kind) for name, kind in STRATEGIES.items()],
        "fills": [_encode_kind(name, kind) for name, kind in FILLINGS.items()],
    }


def _encode_kind(name: str, kind: Kind) -> StrategyKind:
    presets: dict[str, Strategy] = {preset: {"name": name, **options} for preset, options in kind.presets.items()}
    return {
        "name": name,
        "options": [_encode_option(*option) for option in kind.options.items() if option[0] != DRAW],
        "shown": list(kind.shown),
        "presets": presets or {name: {"name": name}},
        "searches": kind.width is not None,
        "draws": kind.draws,
        "grows_tree": kind.grows_tree,
        "at_zero": kind.at_zero,
        "tells": kind.tells,
        "hint": kind.hint,
    }


def _encode_option(name: str, option: Option) -> StrategyOption:
    high = None if math.isinf(option.high) else option.high
    return {"name": name, "low": option.low, "high": high, "whole": option.whole, "begin": option.begin}
