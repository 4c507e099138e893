"""Decoding as the browser draws it."""
