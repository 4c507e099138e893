"""Rooms in Redis, so that several processes serve one class. Imported only where `UNMASKED_REDIS_URL` is set."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.room.store import HERE_SECONDS, IDLE_SECONDS, MAX_ROOMS, MAX_SEATS, SEAT_SECONDS, Listeners, Room, Topic

logger = logging.getLogger(__name__)
_PREFIX = "unmasked:room"
_OPEN = f"{_PREFIX}s"  # every room's code, by when it ends
_NEWS = f"{_PREFIX}s:news"
_AGAIN_SECONDS = 1.0  # between attempts to reach a Redis that is away

# Each is one step, whoever else is at work. KEYS: the room's; ARGV ends with the seconds until it is idle.
_ADD = """
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'room', ARGV[4], 'version', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[2] + ARGV[5] / 1000, ARGV[1])
return 1
"""
_CHANGE = """
local kept = redis.call('HGET', KEYS[1], 'room')
if not kept then return 0 end
local room = cjson.decode(kept)
for name, value in pairs(cjson.decode(ARGV[2])) do room[name] = value end
redis.call('HSET', KEYS[1], 'room', cjson.encode(room))
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3] + ARGV[4] / 1000, ARGV[1])
return 1
"""
_SIT = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[2] - ARGV[3])
local known = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not known and redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return known and 1 or 2
"""
_ANSWER = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[4] + ARGV[5] / 1000, ARGV[1])
return 1
"""


class RedisStore:
    """Rooms as keys that expire by themselves; news of them over one channel."""

    failures: tuple[type[Exception], ...] = (RedisError, OSError)

    def __init__(self, url: str, idle_seconds: float = IDLE_SECONDS) -> None:
        self._redis = Redis.from_url(url, decode_responses=True)
        self._idle_ms = int(idle_seconds * 1000)
        self._listeners = Listeners()
        self._reader: asyncio.Task[None] | None = None
        self._subscribed = asyncio.Event()
        self._add, self._change = self._redis.register_script(_ADD), self._redis.register_script(_CHANGE)
        self._sit, self._answer = self._redis.register_script(_SIT), self._redis.register_script(_ANSWER)

    async def add(self, room: Room) -> bool:
        fields = {name: value for name, value in asdict(room).items() if name != "version"}
        args: list[str | float] = [room.code, time.time(), MAX_ROOMS, json.dumps(fields), self._idle_ms]
        return bool(await self._add(keys=[_key(room.code), _OPEN], args=args))

    async def find(self, code: str) -> Room | None:
        kept, version = await self._redis.hmget(_key(code), ["room", "version"])
        if kept is None or version is None:
            return None
        fields = json.loads(kept)
        return Room(**{**fields, "opened": tuple(fields["opened"]), "version": int(version)})

    async def change(self, code: str, **fields: Any) -> bool:
        args: list[str | float] = [code, json.dumps(fields), time.time(), self._idle_ms]
        done = bool(await self._change(keys=[_key(code), _OPEN], args=args))
        await self._tell(code, "state")
        return done

    async def end(self, code: str) -> None:
        answers = [key async for key in self._redis.scan_iter(f"{_key(code)}:said:*")]
        await self._redis.delete(_key(code), _key(code, "seats"), *answers)
        await self._redis.zrem(_OPEN, code)
        await self._tell(code, "state")

    async def sit(self, code: str, seat: str) -> bool:
        args: list[str | float] = [seat, time.time(), SEAT_SECONDS, MAX_SEATS, self._idle_ms]
        found = int(await self._sit(keys=[_key(code), _key(code, "seats")], args=args))
        if found == 2:  # a new one
            await self._tell(code, "tally")
        return found > 0

    async def has_seat(self, code: str, seat: str) -> bool:
        seen = await self._redis.zscore(_key(code, "seats"), seat)
        return seen is not None and time.time() - float(seen) < SEAT_SECONDS

    async def n_here(self, code: str) -> int:
        return int(await self._redis.zcount(_key(code, "seats"), time.time() - HERE_SECONDS, "+inf"))

    async def answer(self, code: str, place: str, seat: str, said: str) -> None:
        args: list[str | float] = [code, seat, said, time.time(), self._idle_ms]
        await self._answer(keys=[_key(code), _OPEN, _key(code, f"said:{place}")], args=args)
        await self._tell(code, "tally")

    async def tally(self, code: str, place: str) -> Counter[str]:
        return Counter(map(str, await self._redis.hvals(_key(code, f"said:{place}"))))

    @asynccontextmanager
    async def listening(self, code: str, *topics: Topic) -> AsyncIterator[asyncio.Event]:
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read_news())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._subscribed.wait(), _AGAIN_SECONDS)
        async with self._listeners.listening(code, *topics) as event:
            yield event

    async def close(self) -> None:
        if self._reader:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        await self._redis.aclose()

    async def _tell(self, code: str, topic: Topic) -> None:
        await self._redis.publish(_NEWS, f"{topic} {code}")

    async def _read_news(self) -> None:
        """Hands on what any process has told; while Redis is away, tries again, and then lets everybody look."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as news:
                    await news.subscribe(_NEWS)
                    self._subscribed.set()
                    self._listeners.tell_all()
                    async for told in news.listen():
                        topic, _, code = str(told["data"]).partition(" ")
                        self._listeners.tell(code, "tally" if topic == "tally" else "state")
            except self.failures as error:
                logger.warning("Redis cannot be reached: %s", error)
                self._subscribed.clear()
                await asyncio.sleep(_AGAIN_SECONDS)


def _key(code: str, part: str = "") -> str:
    return f"{_PREFIX}:{code}:{part}" if part else f"{_PREFIX}:{code}"
