"""What a key/value cache saves, or a recurrent state: a text written with it and without it, timed step by step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import Tensor
from transformers import PreTrainedModel

from models.catalog import card
from models.compat import keeps_logits
from models.decoding import prompt_tokens
from models.decoding.key_value_cache import RoomyCache
from models.decoding.loop import Memory, Reader, memory_of
from models.device import on_gpu
from models.errors import InputError
from models.few_rows import for_few_rows
from models.limits import MAX_NEW_TOKENS, check_room
from models.records import CacheCost
from models.registry import load, load_tokenizer
from models.strategies_table import Option

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_ROUNDS = 5
AROUND = 4  # steps on either side whose times a step is the median of, too: they read about as much
_NEW_TOKENS = Option(40, 2, MAX_NEW_TOKENS, whole=True)


def measure_cache(prompt: str, model_id: str, max_new_tokens: int = 40) -> Iterator[CacheCost]:
    """Write greedily, each token once with the cache and once by reading the whole text again.

    Both ways are timed at every step, one after the other, so that a busy moment strikes both; the same
    text is written several times over, and a step's time is the median of its times and its neighbours'.
    All that is measured so far is given after each step; closing the iterator stops the work.

    Raises:
        InputError: a bad prompt or number; `cannot_write`; `no_plain_cache` for a model that keeps nothing
            between steps, or keeps states beside keys and values.
    """
    chosen = card(model_id)
    if not chosen.facts.writes:
        raise InputError("cannot_write", model=chosen.title)
    if not _remembers_plainly(load(model_id).model):
        raise InputError("no_plain_cache", model=chosen.title)
    n_steps = _NEW_TOKENS.read("max_new_tokens", max_new_tokens)
    ids = [token.id for token in prompt_tokens(load_tokenizer(model_id), prompt)]
    check_room(ids, chosen.context_length, chosen.title)
    loaded = load(model_id)
    loaded.check_head()
    loaded.check_ids(ids)
    if chosen.context_length is not None:
        n_steps = min(n_steps, chosen.context_length - len(ids))
    return _measure(model_id, tuple(ids), n_steps)


def _remembers_plainly(model: PreTrainedModel) -> bool:
    kind = memory_of(model)
    return kind == "state" or (kind == "cache" and RoomyCache(model.config, 1).is_plain)


@on_gpu
def _measure(model_id: str, ids: tuple[int, ...], n_steps: int) -> Iterator[CacheCost]:
    loaded = load(model_id)
    yield from measure_steps(loaded.model, ids, n_steps, loaded.card.n_heads)


@torch.inference_mode()
def measure_steps(
    model: PreTrainedModel, prompt_ids: tuple[int, ...], n_steps: int, n_heads: int
) -> Iterator[CacheCost]:
    """`measure_cache` for a model in hand."""
    kind = memory_of(model)
    model = for_few_rows(model)  # as when it decodes
    ids = torch.tensor([prompt_ids], device=model.device)
    _warm_up(model, kind, ids)
    times = np.full((N_ROUNDS, n_steps, 2), np.nan)
    n_bytes = [0] * n_steps
    n_written = 0
    for nth in range(N_ROUNDS):
        for step, (cache, *taken) in enumerate(_write(model, kind, ids, n_steps)):
            times[nth, step] = taken
            n_written = max(n_written, step + 1)
            n_bytes[step] = sum(states.numel() * states.element_size() for states in held(cache))
            with_ms, without_ms = medians(times[: nth + 1, :n_written]).T
            yield replace(
                _described(cache, len(prompt_ids), n_heads),
                with_ms=tuple(with_ms.tolist()),
                without_ms=tuple(without_ms.tolist()),
                held_bytes=tuple(n_bytes[:n_written]),
            )


def medians(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a step usually takes: the median over all texts written, and over the steps beside it.

    Args:
        times: `[text, step, way]`, NaN where a text is not written so far.

    Returns:
        `[step, way]`. The first step, in which both ways read the whole prompt, is alone.
    """
    later = times.copy()
    later[:, 0] = np.nan
    padded = np.pad(later, ((0, 0), (AROUND, AROUND), (0, 0)), constant_values=np.nan)
    windows = sliding_window_view(padded, 2 * AROUND + 1, axis=1)  # [text, step, way, beside]
    usual = _nan_medians(np.moveaxis(windows, 0, -1).reshape(*times.shape[1:], -1))
    usual[0] = _nan_medians(times[:, 0].T)
    return usual


def _nan_medians(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Medians along the last axis without NaN: numpy's own is a hundred times as slow on so many short rows."""
    ordered = np.sort(values, axis=-1)  # NaN comes last
    n = np.count_nonzero(~np.isnan(values), axis=-1, keepdims=True)
    low, high = (np.take_along_axis(ordered, at, -1) for at in (np.maximum(n - 1, 0) // 2, n // 2))
    return ((low + high) / 2)[..., 0]


def _write(model: PreTrainedModel, kind: Memory, ids: Tensor, n_steps: int) -> Iterator[tuple[Any, float, float]]:
    """One text: after each token the cache, and how long it took with it and without it, in ms."""
    reader = Reader(model, ids.shape[1] + n_steps, with_hidden=False, memory=kind)
    new = ids
    for _ in range(n_steps):
        with_ms, logits = _timed(partial(read_next, reader, new))
        without_ms, _ = _timed(partial(read_all, model, ids))
        yield reader.cache, with_ms, without_ms
        new = logits.argmax(-1, keepdim=True)
        ids = torch.cat([ids, new], dim=1)


def _warm_up(model: PreTrainedModel, kind: Memory, ids: Tensor) -> None:
    """Each way once: the first time of anything is slow."""
    reader = Reader(model, ids.shape[1] + 1, with_hidden=False, memory=kind)
    reader.read(ids)
    reader.read(ids[:, -1:])
    read_all(model, ids)


def read_next(reader: Reader, new_ids: Tensor) -> Tensor:
    """Logits `[row, d_vocab]` after `new_ids`, which follow what the reader has read."""
    return reader.read(new_ids).logits


def read_all(model: PreTrainedModel, ids: Tensor) -> Tensor:
    """Logits `[row, d_vocab]` after the last of `ids`, from the whole text and with no cache."""
    options = {"logits_to_keep": 1} if keeps_logits(model) else {}
    logits: Tensor = cast(Any, model)(input_ids=ids, use_cache=False, **options).logits
    return logits[:, -1]


def _timed(work: Callable[[], Tensor]) -> tuple[float, Tensor]:
    start = time.perf_counter()
    result = work()
    result.flatten()[0].item()  # a GPU has finished when a number arrives
    return (time.perf_counter() - start) * 1000, result


def _described(cache: Any, n_read: int, n_heads: int) -> CacheCost:
    """What kind of cache it is, nothing measured yet."""
    states, recurrent = held(cache), isinstance(cache, tuple)
    return CacheCost(
        kind="state" if recurrent else "keys_values",
        with_ms=(),
        without_ms=(),
        held_bytes=(),
        n_read=n_read,
        n_layers=len(states[0]) if recurrent else len(states) // 2,
        n_heads=n_heads,
        n_key_value_heads=0 if recurrent else states[0].shape[1],
        d_head=states[0].shape[-1],
        bytes_per_number=states[0].element_size(),
    )


def held(cache: Any) -> list[Tensor]:
    """Everything that a cache holds: keys and values of each layer, or a recurrent network's two states."""
    if isinstance(cache, tuple):
        return list(cache)
    return [states for layer in cache.layers for states in (layer.keys, layer.values)]
