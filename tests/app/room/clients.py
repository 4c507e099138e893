"""A class over the wire: a teacher who posts, students who stream, as the page's scripts do."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

PATH = "/unmasked/class"


async def post(client: httpx.AsyncClient, name: str, **said: Any) -> Any:
    """What a route answers, or `{"error": ...}`."""
    return (await client.post(f"{PATH}/{name}", json=said)).json()


@dataclass
class Stream:
    """A page that follows: what it was told, and when."""

    events: list[tuple[str, Any, float]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def last(self, name: str) -> Any:
        return next((said for event, said, _ in reversed(self.events) if event == name), None)

    async def until(self, name: str, holds: Any, seconds: float = 10) -> float:
        """When the newest event of a name was first one that `holds`."""

        async def wait() -> float:
            while True:
                found = [at for event, said, at in self.events if event == name and holds(said)]
                if found:
                    return found[0]
                self.news.clear()
                await self.news.wait()

        return await asyncio.wait_for(wait(), seconds)


@asynccontextmanager
async def following(client: httpx.AsyncClient, code: str, seat: str) -> AsyncIterator[Stream]:
    """Reads a seat's stream in the background."""
    stream = Stream()

    async def read() -> None:
        params = {"code": code, "seat": seat}
        async with client.stream("GET", f"{PATH}/follow", params=params, timeout=None) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["x-accel-buffering"] == "no"
            name = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    stream.events.append((name, json.loads(line.removeprefix("data: ")), time.perf_counter()))
                    stream.news.set()

    task = asyncio.create_task(read())
    try:
        yield stream
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def client_of(url: str) -> httpx.AsyncClient:
    """Of as many connections as a class has."""
    return httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=None), timeout=20)
