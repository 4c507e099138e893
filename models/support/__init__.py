"""What other people's architectures can do here: small random checkpoints of many, tried and written down.

`python -m models.support` writes `docs/MODELS.md`. Nothing that is served imports this.
"""
