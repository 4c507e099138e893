"""The lab that opens a model from text to next token."""

from app.labs.inside.lab import LAB

__all__ = ["LAB"]
