"""The lab that shows what an LSTM keeps."""

from app.labs.memory.lab import LAB

__all__ = ["LAB"]
