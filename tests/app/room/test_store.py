"""What every store of rooms does: the same tests for the one in this process and the one in Redis."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.room import redis_store, store
from app.room.redis_store import RedisStore
from app.room.store import MemoryStore, Room, Store

ROOM = Room("ABCDE", "hash", "zh", "leader", query="text=小猫", place="kite.1")
Work = Callable[[Store], Awaitable[None]]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Runs a coroutine on a store that holds nothing."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None

    def running(work: Work, **options: Any) -> None:
        async def go() -> None:
            async with opened(url, **options) as kept:
                await asyncio.wait_for(work(kept), 20)

        asyncio.run(go())

    return running


@asynccontextmanager
async def opened(url: str | None, **options: Any) -> AsyncIterator[Store]:
    if url is None:
        yield MemoryStore(**options)
        return
    kept = RedisStore(url, **options)
    await kept._redis.flushall()
    try:
        yield kept
    finally:
        await kept.close()


async def soon(event: asyncio.Event, seconds: float = 5) -> None:
    await asyncio.wait_for(event.wait(), seconds)


def test_a_room_comes_back_as_it_was_and_changes(run: Callable[..., None]) -> None:
    async def work(kept: Store) -> None:
        assert await kept.find("ABCDE") is None
        assert await kept.add(ROOM)
        assert not await kept.add(ROOM)  # the code is taken
        assert await kept.find("ABCDE") == ROOM
        assert await kept.change("ABCDE", query="text=b&a=1", opened=("kite.1", "kite.2"))
        found = await kept.find("ABCDE")
        assert found is not None
        assert (found.query, found.opened, found.place, found.version) == (
            "text=b&a=1",
            ("kite.1", "kite.2"),
            "kite.1",
            1,
        )
        await kept.end("ABCDE")
        assert await kept.find("ABCDE") is None
        assert not await kept.change("ABCDE", query="")
        assert await kept.find("ABCDE") is None  # a change makes no room

    run(work)


def test_answers_are_counted_once_a_seat_and_go_with_the_room(run: Callable[..., None]) -> None:
    async def work(kept: Store) -> None:
        await kept.add(ROOM)
        for seat, said in [("1", "kite"), ("2", "ball"), ("3", "ball"), ("1", "ball"), ("4", "")]:
            await kept.answer("ABCDE", "kite.1", seat, said)
        await kept.answer("ABCDE", "kite.2", "1", "50")
        await kept.answer("OTHER", "kite.1", "1", "kite")
        assert dict(await kept.tally("ABCDE", "kite.1")) == {"ball": 3, "": 1}
        assert dict(await kept.tally("ABCDE", "kite.2")) == {"50": 1}
        assert not await kept.tally("OTHER", "kite.1")
        await kept.end("ABCDE")
        await kept.add(ROOM)  # the same code again: nothing of the room before
        assert not await kept.tally("ABCDE", "kite.1")
        assert await kept.n_here("ABCDE") == 0

    run(work)


def test_a_room_is_full_and_a_seat_that_is_known_comes_back(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (store, redis_store):
        monkeypatch.setattr(module, "MAX_SEATS", 3)

    async def work(kept: Store) -> None:
        assert not await kept.sit("ABCDE", "1")  # no such room
        await kept.add(ROOM)
        assert [await kept.sit("ABCDE", seat) for seat in "1234"] == [True, True, True, False]
        assert await kept.sit("ABCDE", "2")
        assert [await kept.has_seat("ABCDE", seat) for seat in "124"] == [True, True, False]
        assert await kept.n_here("ABCDE") == 3

    run(work)


def test_a_seat_that_nobody_keeps_is_free_again(run: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (store, redis_store):
        monkeypatch.setattr(module, "MAX_SEATS", 1)
        monkeypatch.setattr(module, "SEAT_SECONDS", 0.2)

    async def work(kept: Store) -> None:
        await kept.add(ROOM)
        assert await kept.sit("ABCDE", "1")
        assert not await kept.sit("ABCDE", "2")
        await asyncio.sleep(0.3)
        assert not await kept.has_seat("ABCDE", "1")
        assert await kept.sit("ABCDE", "2")

    run(work)


def test_a_room_in_which_nothing_happens_ends(run: Callable[..., None]) -> None:
    async def work(kept: Store) -> None:
        await kept.add(ROOM)
        await kept.sit("ABCDE", "1")
        for _ in range(3):  # what happens keeps it alive
            await asyncio.sleep(0.2)
            assert await kept.change("ABCDE", place="kite.1")
        await asyncio.sleep(0.5)
        assert await kept.find("ABCDE") is None
        assert not await kept.has_seat("ABCDE", "1")

    run(work, idle_seconds=0.4)


def test_there_are_so_many_rooms_and_no_more(run: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (store, redis_store):
        monkeypatch.setattr(module, "MAX_ROOMS", 2)

    async def work(kept: Store) -> None:
        rooms = [Room(code, "hash", "en", "leader") for code in ("AAAAA", "BBBBB", "CCCCC")]
        assert [await kept.add(room) for room in rooms] == [True, True, False]
        await kept.end("AAAAA")
        assert await kept.add(rooms[2])

    run(work)


def test_who_listens_is_told_of_a_room_and_of_no_other(run: Callable[..., None]) -> None:
    async def work(kept: Store) -> None:
        await kept.add(ROOM)
        await kept.add(Room("OTHER", "hash", "en", "leader"))
        async with kept.listening("ABCDE", "state") as state, kept.listening("ABCDE", "state", "tally") as both:
            await asyncio.sleep(0.1)
            for event in (state, both):
                event.clear()
            await kept.change("OTHER", place="")
            await kept.answer("OTHER", "kite.1", "1", "kite")
            await kept.answer("ABCDE", "kite.1", "1", "kite")
            await soon(both)
            assert not state.is_set()
            both.clear()
            await kept.change("ABCDE", place="kite.2")
            await soon(state)
            await soon(both)
            state.clear()
            await kept.end("ABCDE")
            await soon(state)

    run(work)


def test_two_processes_share_a_class(redis_url: str) -> None:
    """What one store is told, who listens at another hears."""

    async def work() -> None:
        async with opened(redis_url) as one:
            other = RedisStore(redis_url)
            await one.add(ROOM)
            async with other.listening("ABCDE", "state") as changed:
                changed.clear()
                await one.change("ABCDE", place="kite.3")
                await soon(changed)
                found = await other.find("ABCDE")
                assert found is not None
                assert found.place == "kite.3"
            await other.close()

    asyncio.run(work())


def test_redis_is_asked_only_where_it_is_named() -> None:
    program = "import app.room.routes, sys; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
