"""The model libraries: imported once, behind the first page."""

from __future__ import annotations

import gc
from functools import cache
from threading import Lock

_loading = Lock()


def load_libraries() -> None:
    """Import what models need, or wait until another thread has.

    Whoever runs a model asks for this first: transformers fails when two threads import it at once.
    """
    with _loading:
        _load()


@cache
def _load() -> None:
    try:
        import models

        for name in models.__all__:
            getattr(models, name)

        import torch

        torch.set_num_threads(1)
    finally:
        gc.freeze()  # what is there now stays: later searches for garbage need not look at it again
        gc.enable()
