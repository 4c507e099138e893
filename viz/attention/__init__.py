"""Attention as the browser draws it."""
