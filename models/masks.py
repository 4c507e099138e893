"""What each query position may see: the masks that can replace a model's own. Light: no torch before a mask is used.

| spec | a query at position q sees the key at position k |
| --- | --- |
| `native` | whatever the model was built to see |
| `causal` | k <= q |
| `full` | always |
| `window:N` | what the model natively sees, and abs(q - k) < N (Beltagy et al., 2020) |
| `prefix:N` | k < N, or k <= q (prefix language model, Raffel et al., 2020) |
| `padding:N` | what the model natively sees, and the key is none of the last N, which count as padding |
| `[[q, k], ...]` | what the model natively sees, less these cells |

A kind of mask is one small function and one row of `MASKS`; the page reads the same table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.errors import InputError

if TYPE_CHECKING:
    from jaxtyping import Bool, Int
    from torch import Tensor

MAX_SIZE = 999_999


@dataclass(frozen=True)
class Sight:
    """What a rule is made from: signs (`<= & |`) between these make booleans for every query and key.

    Attributes:
        native: what the model was built to see.
        query: each query's position.
        key: each key's position.
    """

    native: Bool[Tensor, "query_pos key_pos"]
    query: Int[Tensor, "query_pos 1"]
    key: Int[Tensor, "1 key_pos"]

    @property
    def n_keys(self) -> int:
        return int(self.key.shape[1])


Rule = Callable[[Sight, int], Any]


@dataclass(frozen=True)
class MaskKind:
    """One kind of mask.

    Attributes:
        rule: from what can be seen and the size to what may be seen.
        begin: for a kind whose spec has a number, `kind:N`, from 1 to `MAX_SIZE`: the number to try first.
        others: numbers that lists of masks offer besides.
    """

    rule: Rule
    begin: int | None = None
    others: tuple[int, ...] = ()

    @property
    def sized(self) -> bool:
        return self.begin is not None


def _native(sight: Sight, _: int) -> Bool[Tensor, "query_pos key_pos"]:
    return sight.native


def _causal(sight: Sight, _: int) -> Bool[Tensor, "query_pos key_pos"]:
    return sight.key <= sight.query


def _full(sight: Sight, _: int) -> Bool[Tensor, "query_pos key_pos"]:
    return sight.native | True


def _window(sight: Sight, size: int) -> Bool[Tensor, "query_pos key_pos"]:
    return sight.native & (abs(sight.query - sight.key) < size)


def _prefix(sight: Sight, size: int) -> Bool[Tensor, "query_pos key_pos"]:
    return (sight.key < size) | (sight.key <= sight.query)


def _padding(sight: Sight, size: int) -> Bool[Tensor, "query_pos key_pos"]:
    return sight.native & (sight.key < sight.n_keys - size)


MASKS: Mapping[str, MaskKind] = {
    "native": MaskKind(_native),
    "causal": MaskKind(_causal),
    "full": MaskKind(_full),
    "window": MaskKind(_window, begin=3, others=(8,)),
    "prefix": MaskKind(_prefix, begin=3),
    "padding": MaskKind(_padding, begin=2),
}


@dataclass(frozen=True)
class Mask:
    """A parsed mask.

    Attributes:
        spec: canonical text of the mask; equal masks have equal specs.
        rule: from what can be seen and the size to what may be seen.
        size: the number in the spec; 0 where it has none.
    """

    spec: str
    rule: Rule
    size: int = 0

    def allowed(self, native: Bool[Tensor, "query_pos key_pos"]) -> Bool[Tensor, "query_pos key_pos"]:
        """What may be seen, given what the model natively allows."""
        import torch

        n_queries, n_keys = native.shape
        positions = torch.arange(max(n_queries, n_keys), device=native.device)
        allowed: Tensor = self.rule(Sight(native, positions[:n_queries, None], positions[None, :n_keys]), self.size)
        return allowed

    @property
    def is_native(self) -> bool:
        return self.spec == "native"


def parse_mask(spec: str) -> Mask:
    """Read a mask as the endpoints and links write it.

    Raises:
        InputError: `unknown_mask`, naming what was given and what there is.
    """
    text = spec.strip()
    if text.startswith("["):
        return _parse_blocked(text)
    name, colon, number = text.partition(":")
    kind = MASKS.get(name)
    if kind is None or kind.sized != bool(colon):
        raise _unknown(spec)
    if not kind.sized:
        return Mask(name, kind.rule)
    size = int(number) if number.isdecimal() and len(number) <= len(str(MAX_SIZE)) else 0
    if size < 1:
        raise _unknown(spec)
    return Mask(f"{name}:{size}", kind.rule, size)


def _unknown(spec: str) -> InputError:
    known = ", ".join(f"{name}:N" if kind.sized else name for name, kind in MASKS.items())
    return InputError("unknown_mask", value=spec[:80], known=known)


def _parse_blocked(text: str) -> Mask:
    try:
        cells = sorted({(_position(query), _position(key)) for query, key in json.loads(text)})
    except (ValueError, TypeError, RecursionError) as error:
        raise _unknown(text) from error
    spec = json.dumps([list(cell) for cell in cells], separators=(",", ":"))
    return Mask(spec, lambda sight, _: _blocked(sight.native, cells))


def _position(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _blocked(
    native: Bool[Tensor, "query_pos key_pos"], cells: list[tuple[int, int]]
) -> Bool[Tensor, "query_pos key_pos"]:
    n_queries, n_keys = native.shape
    allowed = native.clone()
    for query, key in cells:
        if not (0 <= query < n_queries and 0 <= key < n_keys):
            raise InputError("cell_outside", cell=[query, key], limit=max(n_queries, n_keys) - 1)
        allowed[query, key] = False
    return allowed


def masks_table() -> dict[str, dict[str, int] | None]:
    """The kinds of mask for the page, JSON-safe: of each the bounds of its number and the one to try first, or None.

    A mask is written `kind`, or `kind:N`; beside these there are JSON lists of blocked `[query_pos, key_pos]` cells.
    """
    return {
        name: None if kind.begin is None else {"low": 1, "high": MAX_SIZE, "begin": kind.begin}
        for name, kind in MASKS.items()
    }


def offered_masks() -> list[str]:
    """Specs to choose among, of every kind one or more."""
    return [
        spec
        for name, kind in MASKS.items()
        for spec in ([name] if kind.begin is None else [f"{name}:{size}" for size in (kind.begin, *kind.others)])
    ]
