"""Norms as the browser draws them."""
