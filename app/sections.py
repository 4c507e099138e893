"""A lab in sections: one is open at a time, only that one computes, and the link keeps which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.context import LabContext


@dataclass(frozen=True)
class Section:
    """One section of a lab.

    Attributes:
        id: how links name it; its title is the lab's string `section_<id>`, and where sections are
            doors the sentence below it is `door_<id>`.
        build: lays it out and wires it.
    """

    id: str
    build: Callable[[LabContext], None]
