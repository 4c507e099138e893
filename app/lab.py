"""What a lab is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.context import LabContext
    from app.state import PlaygroundState


@dataclass(frozen=True)
class Lab:
    """One tab.

    Attributes:
        id: how links name it; also its section of the strings and its stored example.
        title: key of its title among the strings.
        needs: the families whose model choice it reads; the bar shows the others muted.
        build: lays it out and wires it.
        example: pure; what its views show for a state, as payloads by name. Stored for the default
            state, so that the first page computes nothing.
    """

    id: str
    title: str
    needs: tuple[str, ...]
    build: Callable[[LabContext], None]
    example: Callable[[PlaygroundState], dict[str, Any]]
