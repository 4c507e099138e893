"""The front page: what this is, whom one meets, where to begin."""

from app.labs.start.lab import LAB

__all__ = ["LAB"]
