"""A key/value cache that has room for the whole text from the start."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache, PretrainedConfig
from transformers.cache_utils import DynamicLayer


def key_value_cache(config: PretrainedConfig, n_positions: int) -> DynamicCache:
    """transformers' cache for this architecture, with a `RoomyLayer` wherever there is a plain layer."""
    cache = DynamicCache(config=config)
    cache.layers = [RoomyLayer(n_positions) if type(layer) is DynamicLayer else layer for layer in cache.layers]
    return cache


class RoomyLayer(DynamicLayer):
    """Keys and values of one layer, `[row, head, pos, d_head]`, written in place.

    `DynamicLayer` copies all it holds whenever a position is added or rows are rearranged. Here a new
    position is written behind the others, and of the rows only those that change are copied.
    """

    keys: Any  # not Optional here: there from the first `update` on
    values: Any

    def __init__(self, n_positions: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._n_positions = n_positions

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        self.dtype, self.device = key_states.dtype, key_states.device
        self._hold(key_states[:, :, :0], value_states[:, :, :0])
        self.is_initialized = True

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        begin = self.keys.shape[2]
        end = begin + key_states.shape[2]
        self._key_room[:, :, begin:end] = key_states
        self._value_room[:, :, begin:end] = value_states
        self.keys, self.values = self._key_room[:, :, :end], self._value_room[:, :, :end]
        return self.keys, self.values

    def batch_select_indices(self, indices: Tensor) -> None:
        """Row i becomes what row `indices[i]` was; there may be more or fewer rows than before."""
        if len(indices) != len(self.keys):
            self._hold(self.keys[indices], self.values[indices])
            return
        changed = (indices != torch.arange(len(indices), device=indices.device)).nonzero()[:, 0]
        self.keys[changed] = self.keys[indices[changed]]
        self.values[changed] = self.values[indices[changed]]

    def _hold(self, keys: Tensor, values: Tensor) -> None:
        """Move into rooms for `n_positions`, of which the first are taken."""
        self._key_room, self.keys = self._furnished(keys)
        self._value_room, self.values = self._furnished(values)

    def _furnished(self, states: Tensor) -> tuple[Tensor, Tensor]:
        n_rows, n_heads, n_taken, d_head = states.shape
        room = states.new_empty(n_rows, n_heads, self._n_positions, d_head)
        room[:, :, :n_taken] = states
        return room, room[:, :, :n_taken]
