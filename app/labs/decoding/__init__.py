"""The lab that shows how the next token is chosen."""

from app.labs.decoding.lab import LAB

__all__ = ["LAB"]
