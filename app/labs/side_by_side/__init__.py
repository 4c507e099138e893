"""The lab that shows three families on one text."""

from app.labs.side_by_side.lab import LAB

__all__ = ["LAB"]
