"""Tables for people and notebooks: pandas holds them, the browser gets columns and rows.

pandas is imported where a table is made: the page opens before it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from viz.payloads import TablePayload

if TYPE_CHECKING:
    import pandas as pd


def encode_table(frame: pd.DataFrame) -> TablePayload:
    """A table as it is, without its index; a missing value is None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return {"columns": [str(name) for name in frame.columns], "rows": plain.to_numpy().tolist()}
