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
_GUESSING = frozenset({"no_class", "not_the_teacher", "no_seat"})  # what somebody hears who tries codes and keys

Respond = Callable[[Request], Awaitable[Response]]
logger = logging.getLogger(__name__)


def class_routes(settings: Settings, store: Store | None = None) -> Mount:
    """Everything below `PATH`.

    Args:
        settings: all that links hold, by the language of the first values.
        store: keeps the rooms; by default as the environment says.
    """
    store = store or _store()
    rooms = Rooms(store, settings)
    opening, failing = Pace(10, 0.05), Pace(60, 1)
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

    def posted(name: str) -> Respond:
        handler, limit = handlers[name]
        answer = checked(handler)

        async def respond(request: Request) -> Response:
            if name == "open":
                opening.spend(_host(request))
            return JSONResponse(await answer(await _body(request, limit)), headers={"Cache-Control": "no-store"})

        return respond

    def spoken(respond: Respond) -> Respond:
        return _spoken(respond, failing, store.failures)

    posts = [Route(f"/{name}", spoken(posted(name)), methods=["POST"]) for name in handlers]
    return Mount(PATH, routes=[*posts, Route("/follow", spoken(follow), methods=["GET"])])


def _store() -> Store:
    if not os.environ.get(REDIS):
        return MemoryStore()
    from app.room.redis_store import RedisStore  # a dependency of those alone who set it

    return RedisStore(os.environ[REDIS])


def _spoken(respond: Respond, failing: Pace, failures: tuple[type[Exception], ...]) -> Respond:
    """The same, with what is refused said in both languages; who tries codes and keys is slowed down."""

    async def speak(request: Request) -> Response:
        try:
            failing.check(_host(request))
            return await respond(request)
        except InputError as error:
            refusal = error
            if error.code in _GUESSING and not request.query_params:
                _count(failing, _host(request))
        except failures as error:
            logger.error("classes cannot be reached: %s", error)
            refusal = InputError("class_away")
        told = {"error": {"code": refusal.code, **message(refusal)}}
        return JSONResponse(told, STATUS.get(refusal.code, 400), headers={"Cache-Control": "no-store"})

    return speak


def _count(pace: Pace, host: str) -> None:
    try:
        pace.spend(host)
    except InputError:
        return


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
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise InputError("not_object", name="body", value=request.headers.get("content-type", "")[:40])
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise InputError("not_object", name="body", value=bytes(body[:40]).decode(errors="replace")) from None
