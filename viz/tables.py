"""Tables for people and notebooks: pandas holds them, the browser gets rows.

pandas is imported where a table is made: the page opens before it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.payloads import Cell

if TYPE_CHECKING:
    import pandas as pd


def encode_rows(frame: pd.DataFrame) -> list[list[Cell]]:
    """A table as it is, without its index: the names of its columns, then its rows; a missing value is None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [[str(name) for name in frame.columns], *plain.to_numpy().tolist()]
