"""Where models run: cuda, mps or cpu, and the rented GPU of a ZeroGPU Space.

Import this before torch: the `spaces` package has to come first where it is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    import torch

try:
    import spaces
except ImportError:
    spaces = None

Args = ParamSpec("Args")
Result = TypeVar("Result")


def on_gpu(function: Callable[Args, Result]) -> Callable[Args, Result]:
    """Run `function` with a GPU on ZeroGPU, and just run it elsewhere.

    There it runs in another process: arguments and results are pickled, so it takes a model's id
    rather than the model, and returns arrays on the CPU.
    """
    if spaces is None:
        return function
    rented: Callable[Args, Result] = spaces.GPU(function)
    return rented


@cache
def pick_device() -> torch.device:
    """The best device of this machine."""
    import torch

    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")
