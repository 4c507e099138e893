"""Models of our own, as transformers models."""
