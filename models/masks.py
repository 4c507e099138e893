"""What each query position may see: the masks that can replace a model's own.

| spec | a query at position q sees the key at position k |
| --- | --- |
| `native` | whatever the model was built to see |
| `causal` | k <= q |
| `full` | always |
| `window:N` | what the model natively sees, and abs(q - k) < N (Beltagy et al., 2020) |
| `prefix:N` | k < N, or k <= q (prefix language model, Raffel et al., 2020) |
| `padding:N` | what the model natively sees, and the key is none of the last N, which count as padding |
| `[[q, k], ...]` | what the model natively sees, less these cells |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from models.errors import InputError


@dataclass(frozen=True)
class Mask:
    """A parsed mask.

    Attributes:
        spec: canonical text of the mask; equal masks have equal specs.
        rule: from the native booleans `[query_pos, key_pos]` to the allowed ones.
    """

    spec: str
    rule: Callable[[Tensor], Tensor]

    def allowed(self, native: Tensor) -> Tensor:
        """What may be seen, given what the model natively allows (booleans `[query_pos, key_pos]`)."""
        return self.rule(native)

    @property
    def is_native(self) -> bool:
        return self.spec == "native"


def parse_mask(spec: str) -> Mask:
    """Read a mask as the endpoints and links write it.

    Raises:
        InputError: `unknown_mask`, naming what was given.
    """
    text = spec.strip()
    if text in _PLAIN:
        return Mask(text, _PLAIN[text])
    if text.startswith("["):
        return _parse_blocked(text)
    name, _, number = text.partition(":")
    if name in _SIZED and number.isdecimal() and 0 < int(number) < 10**6:
        size = int(number)
        return Mask(f"{name}:{size}", lambda native: _SIZED[name](native, size))
    raise InputError("unknown_mask", value=spec[:80])


def _parse_blocked(text: str) -> Mask:
    try:
        cells = sorted({(_position(query), _position(key)) for query, key in json.loads(text)})
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError("unknown_mask", value=text[:80]) from error
    spec = json.dumps([list(cell) for cell in cells], separators=(",", ":"))
    return Mask(spec, lambda native: _blocked(native, cells))


def _position(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _distance(native: Tensor) -> Tensor:
    """`[query_pos, key_pos]`, how far the key lies behind the query (negative: ahead)."""
    n_queries, n_keys = native.shape
    return torch.arange(n_queries, device=native.device)[:, None] - torch.arange(n_keys, device=native.device)[None, :]


def _causal(native: Tensor) -> Tensor:
    return _distance(native) >= 0


def _window(native: Tensor, size: int) -> Tensor:
    return native & (_distance(native).abs() < size)


def _prefix(native: Tensor, size: int) -> Tensor:
    return _causal(native) | (torch.arange(native.shape[1], device=native.device) < size)


def _padding(native: Tensor, size: int) -> Tensor:
    n_keys = native.shape[1]
    return native & (torch.arange(n_keys, device=native.device) < n_keys - size)


def _blocked(native: Tensor, cells: list[tuple[int, int]]) -> Tensor:
    n_queries, n_keys = native.shape
    allowed = native.clone()
    for query, key in cells:
        if not (0 <= query < n_queries and 0 <= key < n_keys):
            raise InputError("cell_outside", cell=[query, key], limit=max(n_queries, n_keys) - 1)
        allowed[query, key] = False
    return allowed


_PLAIN: dict[str, Callable[[Tensor], Tensor]] = {
    "native": lambda native: native,
    "causal": _causal,
    "full": torch.ones_like,
}
_SIZED: dict[str, Callable[[Tensor, int], Tensor]] = {
    "window": _window,
    "prefix": _prefix,
    "padding": _padding,
}
