"""The side-by-side table: what Unmasked does, against the usual way of doing it, in one run."""
