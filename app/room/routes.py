"""The routes of classes: small POSTs, and one stream of server-sent events for each page, outside Gradio's queue."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from app.i18n import message
from app.questions import checked
from app.room.pace import Pace
from app.room.rooms import Rooms, Settings
from app.room.store import MemoryStore, Store
from models.errors import InputError

REDIS = "UNMASKED_REDIS_URL"  # where rooms are kept that several processes share
PATH = "/unmasked/class"
MAX_BODY = 2_000  # bytes
MAX_SHOWN = 65_536  # bytes of a page that is shown to a class
STREAMING = {"X-Accel-Buffering": "no", "Cache-Control": "no-cache, no-transform"}
STATUS = {"too_fast": 429, "class_too_large": 413, "no_class": 404, "not_the_teacher": 403, "class_away": 503}
UNKEPT = {"Cache-Control": "no-store"}

Respond = Callable[[Request], Awaitable[Response]]
logger = logging.getLogger(__name__)


def class_routes(settings: Settings, store: Store | None = None, opening: Pace | None = None) -> Mount:
    """Everything below `PATH`.

    Args:
        settings: all that links hold, by the language of the first values.
        store: keeps the rooms; by default as the environment says.
        opening: how fast one host may open classes; a hosted page's proxy is one host.
    """
    store = store or _store()
    rooms = Rooms(store, settings)
    opened, mistaken = opening or Pace(20, 0.2), Pace(100, 5)
    handlers = {
        "join": (rooms.join, MAX_BODY),
        "answer": (rooms.answer, MAX_BODY),
        "take": (rooms.take, MAX_BODY),
        "lead": (rooms.lead, MAX_SHOWN),
        "reveal": (rooms.reveal, MAX_BODY),
        "notes": (rooms.notes, MAX_BODY),
        "picture": (rooms.picture, MAX_BODY),
        "end": (rooms.end, MAX_BODY),
        "open": (rooms.open, MAX_SHOWN),
    }

    async def follow(request: Request) -> Response:
        said = request.query_params
        events = await rooms.follow(said.get("code", ""), said.get("seat", ""))
        return StreamingResponse(events, media_type="text/event-stream", headers=STREAMING)

    async def join(request: Request) -> Response:
        """Who tries codes is slowed down; nobody else is."""
        mistaken.check(_host(request))
        try:
            return await post(*handlers["join"])(request)
        except InputError as error:
            if error.code == "no_class":
                mistaken.spend(_host(request))
            raise

    async def open_class(request: Request) -> Response:
        opened.spend(_host(request))
        return await post(*handlers["open"])(request)

    def spoken(name: str, respond: Respond, method: str = "POST") -> Route:
        return Route(f"/{name}", _spoken(respond, store.failures), methods=[method])

    posts = {name: post(*how) for name, how in handlers.items()} | {"join": join, "open": open_class}
    routes = [spoken(name, respond) for name, respond in posts.items()]
    return Mount(PATH, routes=[*routes, spoken("follow", follow, "GET")])


def post(handler: Callable[..., Awaitable[Any]], limit: int) -> Respond:
    """Answers the JSON of a body of at most so many bytes, read as what the handler declares."""
    answer = checked(handler)

    async def respond(request: Request) -> Response:
        return JSONResponse(await answer(await _body(request, limit)), headers=UNKEPT)

    return respond


def _store() -> Store:
    if not os.environ.get(REDIS):
        return MemoryStore()
    from app.room.redis_store import RedisStore  # a dependency of those alone who set it

    return RedisStore(os.environ[REDIS])


def _spoken(respond: Respond, failures: tuple[type[Exception], ...]) -> Respond:
    """The same, with what is refused said in both languages."""

    async def speak(request: Request) -> Response:
        try:
            return await respond(request)
        except InputError as error:
            refusal = error
        except failures as error:
            logger.error("classes cannot be reached: %s", error)
            refusal = InputError("class_away")
        told = {"error": {"code": refusal.code, **message(refusal)}}
        return JSONResponse(told, STATUS.get(refusal.code, 400), headers=UNKEPT)

    return speak


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


async def _body(request: Request, limit: int) -> Any:
    """The JSON of a request, of which no more is read than may be said.

    Raises:
        InputError: it is too large, or no JSON.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            said = request.headers.get("content-length", "")
            n = max(int(said), len(body)) if said.isdecimal() else len(body)
            raise InputError("class_too_large", n=n, limit=limit)
    kind = request.headers.get("content-type", "")
    try:
        if kind.startswith("application/json"):  # a form of another site can send no such
            return json.loads(body)
        said = kind
    except (ValueError, RecursionError):
        said = body.decode(errors="replace")
    raise InputError("not_object", name="body", value=repr(said[:40]), example='{"code": "…"}')
