"""A norm: one mean and one variance for the whole batch. Torch has no module for it."""

from __future__ import annotations

from models.norms.slices import BATCH, FEATURE, GROUP, POS, Norm

WHOLE = Norm((BATCH, POS, GROUP, FEATURE), build=None)
