"""Tokens as the browser draws them."""
