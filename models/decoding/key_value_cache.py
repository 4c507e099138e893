"""A key/value cache that has room for the whole text from the start."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache, PretrainedConfig

from models.compat import DynamicLayer


class RoomyCache(DynamicCache):
    """transformers' cache for an architecture, with a `RoomyLayer` wherever it has a plain layer."""

    def __init__(self, config: PretrainedConfig, n_positions: int) -> None:
        super().__init__(config=config)
        self.layers = [RoomyLayer(n_positions) if type(layer) is DynamicLayer else layer for layer in self.layers]

    @property
    def is_plain(self) -> bool:
        """Whether every layer keeps keys and values and nothing else; a hybrid's layers keep states."""
        return all(isinstance(layer, DynamicLayer) and not hasattr(layer, "conv_states") for layer in self.layers)

    def rearrange(self, parents: list[int], device: torch.device) -> None:
        """Row i becomes what row `parents[i]` was; there may be more or fewer rows than before."""
        rows = torch.tensor(parents, device=device)
        moved = torch.tensor(
            [row for row, parent in enumerate(parents) if row != parent], dtype=torch.long, device=device
        )
        sources = rows[moved]
        layer: Any
        for layer in self.layers:
            if not isinstance(layer, RoomyLayer):
                layer.reorder_cache(rows)  # which layers that keep a state have as well
            elif len(layer.keys) == len(parents):
                layer.copy_rows(sources, moved)
            else:
                layer.batch_select_indices(rows)


class RoomyLayer(DynamicLayer):
    """Keys and values of one layer, `[row, head, pos, d_head]`, written in place.

    `DynamicLayer` copies all it holds whenever a position is added or rows are rearranged. Here a new
    position is written behind the others, and rows that stay in place are left alone.
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
        self._hold(self.keys[indices], self.values[indices])

    def copy_rows(self, sources: Tensor, targets: Tensor) -> None:
        """Row `targets[i]` becomes what row `sources[i]` was."""
        for room in (self._key_room, self._value_room):  # whole rows lie in one piece, their first positions do not
            room.index_copy_(0, targets, room.index_select(0, sources))

    def _hold(self, keys: Tensor, values: Tensor) -> None:
        """Move into rooms for `n_positions`, of which the first are taken."""
        self._key_room, self.keys = self._furnished(keys)
        self._value_room, self.values = self._furnished(values)

    def _furnished(self, states: Tensor) -> tuple[Tensor, Tensor]:
        n_rows, n_heads, n_taken, d_head = states.shape
        room = states.new_empty(n_rows, n_heads, self._n_positions, d_head)
        room[:, :, :n_taken] = states
        return room, room[:, :, :n_taken]
