"""A sampled column again and again, each time with numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator

from app.labs.decoding.setup import FRAME_SECONDS, Setup, framed, stand_in
from models.errors import InputError
from models.strategies_table import DRAW
from viz.decoding.payloads import LookAtSamples
from viz.decoding.samples import encode_samples

DEFAULT_SAMPLES = 12
MAX_SAMPLES = 32


def look_at_samples(setup: Setup, column: int, n_samples: int) -> Iterator[LookAtSamples]:
    """The samples as they grow.

    Raises:
        InputError: `out_of_range` for a number of samples.
    """
    from models import decode_steps
    from models.decoding.metrics import diversity

    n_samples = n_samples or DEFAULT_SAMPLES
    if not 2 <= n_samples <= MAX_SAMPLES:
        raise InputError("out_of_range", name="samples", value=n_samples, limit=f"2 … {MAX_SAMPLES}")
    found = setup.column(column, lambda kind: kind.draws)
    chosen = stand_in(setup, found, {"name": "sample"})
    if setup.fills and not chosen.get("temperature"):
        chosen = {**chosen, "temperature": 1.0}  # without one the most probable token is taken
    draws = [{**chosen, DRAW: draw} for draw in range(n_samples)]
    steps = decode_steps(setup.text, setup.model_id, draws, setup.n_steps, setup.seed)
    for decoding in framed(steps, FRAME_SECONDS):
        shown = encode_samples(decoding, chosen, diversity(decoding.runs))
        yield {**shown, **setup.looked_at(found), "n_steps": setup.n_steps}
