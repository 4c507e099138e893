"""The lab that shows what a norm sees."""

from app.labs.norms.lab import LAB

__all__ = ["LAB"]
