"""The lab that shows what a model gets to read."""

from app.labs.tokens.lab import LAB

__all__ = ["LAB"]
