"""Norms on real activations."""
