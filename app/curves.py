"""A model's account of its training, as it lies beside its weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.catalog import ModelCard

if TYPE_CHECKING:
    import pandas as pd


def curve_file(entry: ModelCard) -> Path:
    return Path(entry.path) / "curve.csv"


def read_curve(entry: ModelCard) -> pd.DataFrame:
    """A row a report, with the columns of `models.training.loop.CURVE_COLUMNS`."""
    import pandas as pd

    return pd.read_csv(curve_file(entry))
