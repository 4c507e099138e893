"""Backwards: gradients of a loss, to be drawn."""
