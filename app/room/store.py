"""Where rooms are kept: what a store has to do, and the one that keeps them in this process."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

MAX_ROOMS = 200
MAX_SEATS = 500  # of a room
IDLE_SECONDS = 2 * 3600.0  # a room in which nothing happens for so long has ended
SEAT_SECONDS = 600.0  # how long the seat of a student is kept who is not there
HERE_SECONDS = 40.0  # who has been seen since is there; streams say so every 15 s
Topic = Literal["state", "tally"]


@dataclass(frozen=True)
class Room:
    """What everybody in a room needs to know, and what proves who its teacher is.

    Attributes:
        key_hash: SHA-256 of the teacher's key, in hexadecimal.
        leader: the seat of the page that leads; who holds the key may take it.
        query: what the class looks at: every setting of a link.
        place: the open lesson's step as `<id>.<n>`; empty without one.
        opened: the places whose answer is open.
        version: grows with every change.
    """

    code: str
    key_hash: str
    language: Literal["en", "zh"]
    leader: str
    query: str = ""
    place: str = ""
    opened: tuple[str, ...] = ()
    version: int = 0


class Store(Protocol):
    """Rooms by their codes. What is said of an unknown or ended room changes nothing.

    Attributes:
        failures: what its methods raise while it cannot be reached.
    """

    failures: tuple[type[Exception], ...]

    async def add(self, room: Room) -> bool:
        """Open a room; False where its code is taken, or there are as many rooms as there may be."""

    async def find(self, code: str) -> Room | None:
        """A room as it is now; None for one that is unknown or has ended."""

    async def change(self, code: str, **fields: Any) -> bool:
        """Change fields of a room, keep it alive, and tell who listens; False where there is none."""

    async def end(self, code: str) -> None:
        """End a room, and tell who listens."""

    async def sit(self, code: str, seat: str) -> bool:
        """Take a seat, or say that one is still here; False where the room is full."""

    async def has_seat(self, code: str, seat: str) -> bool:
        """Whether a seat was taken and is still kept."""

    async def n_here(self, code: str) -> int:
        """Students who have been seen lately."""

    async def answer(self, code: str, place: str, seat: str, said: str) -> None:
        """Keep a seat's answer to the question at a place; a later one takes its place."""

    async def tally(self, code: str, place: str) -> Counter[str]:
        """How often each answer was given at a place."""

    def listening(self, code: str, *topics: Topic) -> AbstractAsyncContextManager[asyncio.Event]:
        """An event that is set whenever something of these topics has changed."""


class Listeners:
    """Who waits in this process for news of which room."""

    def __init__(self) -> None:
        self._waiting: defaultdict[tuple[str, Topic], set[asyncio.Event]] = defaultdict(set)

    @asynccontextmanager
    async def listening(self, code: str, *topics: Topic) -> AsyncIterator[asyncio.Event]:
        event = asyncio.Event()
        for topic in topics:
            self._waiting[code, topic].add(event)
        try:
            yield event
        finally:
            for topic in topics:
                self._waiting[code, topic].discard(event)
                if not self._waiting[code, topic]:
                    del self._waiting[code, topic]

    def tell(self, code: str, topic: Topic) -> None:
        for event in self._waiting.get((code, topic), ()):
            event.set()

    def tell_all(self) -> None:
        """Something may have been missed: let everybody look."""
        for events in self._waiting.values():
            for event in events:
                event.set()

    def __len__(self) -> int:
        return len(self._waiting)


@dataclass
class _Kept:
    """A room with all that belongs to it."""

    room: Room
    touched: float
    seats: dict[str, float] = field(default_factory=dict)
    answers: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


class MemoryStore:
    """Rooms in this process; they end with it."""

    failures: tuple[type[Exception], ...] = ()

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._rooms: dict[str, _Kept] = {}
        self._listeners = Listeners()
        self.listening = self._listeners.listening

    async def add(self, room: Room) -> bool:
        for code in [*self._rooms]:
            self._alive(code)
        if room.code in self._rooms or len(self._rooms) >= MAX_ROOMS:
            return False
        self._rooms[room.code] = _Kept(room, time.monotonic())
        return True

    async def find(self, code: str) -> Room | None:
        kept = self._alive(code)
        return kept.room if kept else None

    async def change(self, code: str, **fields: Any) -> bool:
        kept = self._alive(code)
        if kept is None:
            return False
        kept.room = replace(kept.room, version=kept.room.version + 1, **fields)
        kept.touched = time.monotonic()
        self._listeners.tell(code, "state")
        return True

    async def end(self, code: str) -> None:
        self._rooms.pop(code, None)
        self._listeners.tell(code, "state")

    async def sit(self, code: str, seat: str) -> bool:
        kept = self._alive(code)
        if kept is None:
            return False
        now = time.monotonic()
        kept.seats = {one: seen for one, seen in kept.seats.items() if now - seen < SEAT_SECONDS}
        if seat not in kept.seats and len(kept.seats) >= MAX_SEATS:
            return False
        is_new = seat not in kept.seats
        kept.seats[seat] = now
        if is_new:
            self._listeners.tell(code, "tally")
        return True

    async def has_seat(self, code: str, seat: str) -> bool:
        kept = self._alive(code)
        return kept is not None and time.monotonic() - kept.seats.get(seat, -SEAT_SECONDS) < SEAT_SECONDS

    async def n_here(self, code: str) -> int:
        kept = self._alive(code)
        now = time.monotonic()
        return sum(now - seen < HERE_SECONDS for seen in kept.seats.values()) if kept else 0

    async def answer(self, code: str, place: str, seat: str, said: str) -> None:
        kept = self._alive(code)
        if kept is None:
            return
        kept.answers[place][seat] = said
        kept.touched = time.monotonic()
        self._listeners.tell(code, "tally")

    async def tally(self, code: str, place: str) -> Counter[str]:
        kept = self._alive(code)
        answers: Mapping[str, str] = kept.answers.get(place, {}) if kept else {}
        return Counter(answers.values())

    def _alive(self, code: str) -> _Kept | None:
        """What is kept of a room; one that was idle for too long is forgotten."""
        kept = self._rooms.get(code)
        if kept and time.monotonic() - kept.touched >= self._idle_seconds:
            del self._rooms[code]
            return None
        return kept
