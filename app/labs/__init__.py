"""The labs, in the order of the curriculum: one file and one line each."""

from __future__ import annotations

from app.lab import Lab
from app.labs import attention, decoding, inside, memory, norms, side_by_side, start, tokens

LABS: tuple[Lab, ...] = (
    start.LAB,
    tokens.LAB,
    inside.LAB,
    attention.LAB,
    decoding.LAB,
    norms.LAB,
    memory.LAB,
    side_by_side.LAB,
)
