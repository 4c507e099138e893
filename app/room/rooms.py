"""What may be done in a room, and by whom; where rooms are kept is a store's affair."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import segno

from app.lessons.panel import guess_of, names_of, state_of
from app.lessons.reading import LessonError
from app.lessons.shelf import find_lesson
from app.room.answers import read_guess, rows_of
from app.room.pace import Pace
from app.room.store import MAX_ROOMS, MAX_SEATS, Room, Store
from app.state import DEFAULTS_KEY, LANGUAGES, Setting, from_query, whole_query
from models.errors import InputError
from viz.payloads import GuessPayload
from viz.shell.payloads import (
    CodePicture,
    CodeQuestion,
    JoinQuestion,
    KeyQuestion,
    LeadQuestion,
    NotesQuestion,
    OpenQuestion,
    RevealQuestion,
    RoomAnswer,
    RoomJoined,
    RoomOpened,
    RoomState,
    RoomTally,
    StepNotes,
)

HEARTBEAT_SECONDS = 15.0  # proxies close what says nothing for a minute
TALLY_SECONDS = 0.25  # between two tallies, however many answer
MAX_STREAMS = 2 * MAX_SEATS  # of a room in this process
MAX_LINK = 500  # characters of a link that becomes a QR code
MAX_REMEMBERED = 128  # questions
LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"  # none that looks like another
CODE_LENGTH = 5

Settings = Mapping[str, Sequence[Setting]]


class Rooms:
    """Classes that follow their teachers.

    Args:
        store: keeps the rooms.
        settings: all that links hold, by the language of the first values; read when somebody asks, so that it
            may be filled later.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self._settings = settings
        self._leading, self._answering = Pace(40, 20), Pace(10, 2)
        self._questions: dict[tuple[str, str], GuessPayload] = {}
        self._streams: dict[str, int] = {}

    # What a teacher does

    async def open(self, asked: OpenQuestion) -> RoomOpened:
        """Open a room; who gets its key leads it."""
        key, seat = secrets.token_urlsafe(24), secrets.token_urlsafe(12)
        shown = await self._shown(asked["query"], asked["language"])
        for _ in range(8):
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
            room = Room(code, _hashed(key), asked["language"], seat, shown["query"], shown["place"])
            if await self.store.add(room):
                return {"code": code, "key": key, "seat": seat}
        raise InputError("no_more_classes", limit=MAX_ROOMS)

    async def take(self, asked: KeyQuestion) -> RoomOpened:
        """The page that asks leads from now on, in the place of any other."""
        room = await self._of_teacher(asked)
        seat = secrets.token_urlsafe(12)
        await self.store.change(room.code, leader=seat)
        return {"code": room.code, "key": asked["key"], "seat": seat}

    async def lead(self, asked: LeadQuestion) -> None:
        """The class looks at what the page that leads shows."""
        room = await self._of_teacher(asked)
        if not secrets.compare_digest(room.leader.encode(), asked["seat"].encode()):
            raise InputError("another_leads")
        self._leading.spend(room.code)
        shown = await self._shown(asked["query"], room.language)
        if (shown["query"], shown["place"]) != (room.query, room.place):
            await self.store.change(room.code, **shown)

    async def reveal(self, asked: RevealQuestion) -> None:
        """The answer where the class is may be seen."""
        room = await self._of_teacher(asked)
        if asked["place"] != room.place:
            raise InputError("class_elsewhere")
        if room.place not in room.opened:
            await self.store.change(room.code, opened=(*room.opened, room.place))

    async def end(self, asked: KeyQuestion) -> None:
        await self.store.end((await self._of_teacher(asked)).code)

    async def notes(self, asked: NotesQuestion) -> StepNotes:
        """What only the teacher reads of a step."""
        room = await self._of_teacher(asked)
        steps = (await asyncio.to_thread(find_lesson, asked["lesson"], room.language)).steps
        if not 1 <= asked["step"] <= len(steps):
            raise InputError("no_step", value=asked["step"], limit=len(steps))
        return {"notes": steps[asked["step"] - 1].notes}

    async def picture(self, asked: CodeQuestion) -> CodePicture:
        """The link to a room as a QR code; of no other link, so that nobody makes codes of ours for theirs."""
        room = await self._of_teacher(asked)
        link = urlsplit(asked["link"])
        said = dict(parse_qsl(link.query))
        if len(asked["link"]) > MAX_LINK or link.scheme not in ("http", "https") or said.get("room") != room.code:
            raise InputError("not_an_answer", value=asked["link"][:40])
        code = segno.make(asked["link"], error="m", micro=False)
        return {"rows": ["".join("1" if cell else "0" for cell in row) for row in code.matrix]}

    # What a student does

    async def join(self, asked: JoinQuestion) -> RoomJoined:
        """Take a seat, or the one that the page had before."""
        room = await self._found(asked["code"])
        is_known = await self.store.has_seat(room.code, asked["seat"])
        seat = asked["seat"] if is_known else secrets.token_urlsafe(12)
        if not await self.store.sit(room.code, seat):
            raise InputError("class_full", limit=MAX_SEATS)
        return {"code": room.code, "seat": seat, "language": room.language}

    async def answer(self, asked: RoomAnswer) -> None:
        """Count a guess at the question where the class is; as long as the answer is closed it may be changed."""
        room = await self._found(asked["code"])
        if not await self.store.has_seat(room.code, asked["seat"]):
            raise InputError("no_seat")
        self._answering.spend(asked["seat"])
        if not room.place or asked["place"] != room.place:
            raise InputError("class_elsewhere")
        if room.place in room.opened:
            raise InputError("answer_is_open")
        said = read_guess(await self._question(room), asked["guess"])
        await self.store.answer(room.code, room.place, asked["seat"], said)

    # What both are told

    async def follow(self, code: str, seat: str) -> AsyncIterator[bytes]:
        """A stream of server-sent events: to the page that leads tallies, to a student what the class looks at.

        Raises:
            InputError: before the first event, where there is no such room or seat, or no room for one more.
        """
        room = await self._found(code)
        leads = seat == room.leader
        if not leads and not await self.store.has_seat(room.code, seat):
            raise InputError("no_seat")
        if self._streams.get(room.code, 0) >= MAX_STREAMS:
            raise InputError("class_full", limit=MAX_SEATS)
        return self._counted(room.code, self._tallies(room.code, seat) if leads else self._states(room.code, seat))

    async def _counted(self, code: str, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._streams[code] = self._streams.get(code, 0) + 1
        try:
            yield b"retry: 1500\n\n"
            async for event in events:
                yield event
            yield _event("ended", None)
        finally:
            self._streams[code] -= 1
            if not self._streams[code]:
                del self._streams[code]

    async def _states(self, code: str, seat: str) -> AsyncIterator[bytes]:
        seen, sat = -1, time.monotonic()
        async with self.store.listening(code, "state") as changed:
            while room := await self._fresh(code, changed):
                if room.version != seen:
                    seen = room.version
                    yield _event("state", state_told(room))
                elif not await _soon(changed, HEARTBEAT_SECONDS):
                    yield b": here\n\n"
                if time.monotonic() - sat >= HEARTBEAT_SECONDS:
                    sat = time.monotonic()
                    await self.store.sit(code, seat)

    async def _tallies(self, code: str, seat: str) -> AsyncIterator[bytes]:
        seen: RoomTally | None = None
        async with self.store.listening(code, "state", "tally") as changed:
            while room := await self._fresh(code, changed):
                if room.leader != seat:
                    yield _event("taken", None)
                    return
                tally = await self._tally(room)
                if tally != seen:
                    seen = tally
                    yield _event("tally", tally)
                    await asyncio.sleep(TALLY_SECONDS)
                elif not await _soon(changed, HEARTBEAT_SECONDS):
                    yield b": here\n\n"

    async def _fresh(self, code: str, changed: asyncio.Event) -> Room | None:
        """A room as it is; what changes while it is read sets the event again."""
        changed.clear()
        return await self.store.find(code)

    async def _tally(self, room: Room) -> RoomTally:
        n_here = await self.store.n_here(room.code)
        if not room.place:
            return {"n_here": n_here, "place": "", "is_open": False, "rows": []}
        counts = await self.store.tally(room.code, room.place)
        rows = rows_of(await self._question(room), counts)
        return {"n_here": n_here, "place": room.place, "is_open": room.place in room.opened, "rows": rows}

    # What all of these need

    async def _found(self, code: str) -> Room:
        room = await self.store.find(code.strip().upper()[:CODE_LENGTH])
        if room is None:
            raise InputError("no_class", value=code[:12])
        return room

    async def _of_teacher(self, asked: Mapping[str, Any]) -> Room:
        room = await self._found(asked["code"])
        if not secrets.compare_digest(room.key_hash, _hashed(asked["key"])):
            raise InputError("not_the_teacher")
        return room

    async def _shown(self, query: str, language: str) -> dict[str, str]:
        """What a link shows, checked as any link is, and the step that is open there."""
        counted_from = self._settings.get(dict(parse_qsl(query)).get(DEFAULTS_KEY, ""), self._settings[LANGUAGES[0]])
        state, _ = from_query(query, counted_from)
        with suppress(InputError):
            await self._guess(state.lesson, language)
            return {"query": whole_query(state, counted_from), "place": state.lesson}
        return {"query": whole_query(state, counted_from), "place": ""}

    async def _question(self, room: Room) -> GuessPayload:
        return await self._guess(room.place, room.language)

    async def _guess(self, place: str, language: str) -> GuessPayload:
        """The question at a place.

        Raises:
            InputError: there is none.
        """
        if (place, language) not in self._questions:
            found = await asyncio.to_thread(self._read_guess, place, language)
            if len(self._questions) >= MAX_REMEMBERED:
                self._questions.clear()
            self._questions[place, language] = found
        return self._questions[place, language]

    def _read_guess(self, place: str, language: str) -> GuessPayload:
        lesson_id, _, n = place.partition(".")
        steps = find_lesson(lesson_id, language).steps
        if not n.isdecimal() or not 1 <= int(n) <= len(steps):
            raise InputError("no_step", value=n[:12], limit=len(steps))
        step = steps[int(n) - 1]
        try:
            return guess_of(step, names_of(state_of(step, language, self._settings[language])))
        except LessonError as error:
            raise InputError("broken_lesson", value=lesson_id, reason=str(error)) from error


def state_told(room: Room) -> RoomState:
    """What everybody in a room may know of it."""
    return {
        "version": room.version,
        "language": room.language,
        "query": room.query,
        "place": room.place,
        "is_open": bool(room.place) and room.place in room.opened,
    }


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _event(name: str, told: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(told)}\n\n".encode()


async def _soon(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
