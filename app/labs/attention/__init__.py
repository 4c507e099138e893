"""The lab that shows who looks at whom."""

from app.labs.attention.lab import LAB

__all__ = ["LAB"]
