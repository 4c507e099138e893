"""Numbers that are put in a step's place while a model reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from torch import Tensor

from models.inside.anatomy import Anatomy
from models.inside.blocks import Place
from models.inside.steps import full_name, split_name

if TYPE_CHECKING:
    from jaxtyping import Float, Int

Edits = Mapping[Place, Sequence["Edit"]]
_editing: ContextVar[Edits | None] = ContextVar("editing", default=None)


@dataclass(frozen=True, eq=False)
class Edit:
    """`step[rows, positions, columns] = value`.

    Attributes:
        name: of the step, in full. `attn.z` stands for the heads side by side, as the matrix that joins them reads
            them: head n has the columns from `n * d_head`.
        value: for each row and position, or one number for all.
        rows, positions: which pairs of these; None for all.
        columns: from and to; None for all.
    """

    name: str
    value: Float[Tensor, "*_"]
    rows: Int[Tensor, " pair"] | None = None
    positions: Int[Tensor, " pair"] | None = None
    columns: tuple[int, int] | None = None

    def apply(self, step: Float[Tensor, "batch pos _"]) -> Float[Tensor, "batch pos _"]:
        """A copy of a step's tensor with the numbers in it."""
        changed = step.clone()
        columns = slice(*(self.columns or (None, None)))
        value = self.value.to(step)
        if self.rows is None or self.positions is None:
            rows = slice(None) if self.rows is None else self.rows.to(step.device)
            changed[rows, :, columns] = value
        else:
            changed[self.rows.to(step.device), self.positions.to(step.device), columns] = value
        return changed

    def in_rows(self, rows: range) -> Edit | None:
        """The same for a batch that holds some of the rows alone; None where it changes none of them."""
        if self.rows is None:
            return self
        inside = (self.rows >= rows.start) & (self.rows < rows.stop)
        if not bool(inside.any()):
            return None
        places = None if self.positions is None else self.positions[inside]
        value = self.value if self.positions is None else self.value[inside]
        return replace(self, value=value, rows=self.rows[inside] - rows.start, positions=places)


@contextmanager
def editing_places(anatomy: Anatomy, edits: Sequence[Edit]) -> Iterator[None]:
    """Within this context `edited` knows these edits."""
    found: dict[Place, list[Edit]] = {}
    for edit in edits:
        found.setdefault(_place(anatomy, edit.name), []).append(edit)
    token = _editing.set(found)
    try:
        yield
    finally:
        _editing.reset(token)


def edited(place: Place, step: Tensor) -> Tensor:
    """What stands at a place, with the edits of the context."""
    for edit in (_editing.get() or {}).get(place, ()):
        step = edit.apply(step)
    return step


def has_edits() -> bool:
    """Whether anything is to be edited in this context."""
    return bool(_editing.get())


def _place(anatomy: Anatomy, name: str) -> Place:
    layer, step = split_name(name)
    if step == "attn.z":
        return Place(anatomy.places[full_name(layer or 0, "attn.out")].module, "in")
    return anatomy.places[name]
