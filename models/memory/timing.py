"""Time against length: a recurrent layer, which goes token by token, and attention, which takes all at once."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from threading import Lock

import torch
from torch import nn

from models.device import on_gpu, pick_device
from models.errors import InputError
from models.limits import MAX_TIMED_WIDTH
from models.records import Timing

LENGTHS = (16, 32, 64, 128, 256, 512)
N_HEADS = 4
_REPEATS = 9
_measuring = Lock()  # two measurements at once would measure one another


def measure_timing(width: int) -> Timing:
    """Milliseconds for one LSTM layer and for one attention layer with its MLP, of one width, here and now.

    Args:
        width: of both, 4 to `MAX_TIMED_WIDTH`, divisible by `N_HEADS`.

    Returns:
        Medians of `_REPEATS` runs by turns. Weights are random: time does not depend on what they are.

    Raises:
        InputError: `out_of_range` for the width.
    """
    if not N_HEADS <= width <= MAX_TIMED_WIDTH or width % N_HEADS:
        raise InputError("out_of_range", name="width", value=width, limit=f"{N_HEADS} … {MAX_TIMED_WIDTH}")
    with _measuring:
        return _measure(width)


@on_gpu
@torch.inference_mode()
def _measure(width: int) -> Timing:
    device = pick_device()
    lstm = nn.LSTM(width, width, batch_first=True).to(device).eval()
    attention = nn.TransformerEncoderLayer(width, N_HEADS, 4 * width, batch_first=True).to(device).eval()
    found: dict[str, list[float]] = {"lstm_ms": [], "attention_ms": []}
    for length in LENGTHS:
        inputs = torch.randn(1, length, width, device=device)
        works = {"lstm_ms": lambda x=inputs: lstm(x), "attention_ms": lambda x=inputs: attention(x)}
        timings: dict[str, list[float]] = {name: [] for name in works}
        for turn in range(_REPEATS + 1):
            for name, work in works.items():
                taken = _milliseconds(work, device)
                if turn:
                    timings[name].append(taken)
        for name, values in timings.items():
            found[name].append(statistics.median(values))
    return Timing(
        lengths=LENGTHS,
        width=width,
        device=device.type,
        lstm_ms=tuple(found["lstm_ms"]),
        attention_ms=tuple(found["attention_ms"]),
        lstm_weights=_n_weights(lstm),
        attention_weights=_n_weights(attention),
    )


def _n_weights(layer: nn.Module) -> int:
    return sum(weights.numel() for weights in layer.parameters())


def _milliseconds(work: Callable[[], object], device: torch.device) -> float:
    start = time.perf_counter()
    work()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return (time.perf_counter() - start) * 1000
