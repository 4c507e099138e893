"""A class over HTTP, with rooms in memory and in Redis: thirty students, losses, and those who mean no good."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import psutil
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.lessons.check import known_settings
from app.lessons.shelf import find_lesson
from app.room.pace import Pace
from app.room.redis_store import RedisStore
from app.room.routes import MAX_BODY, MAX_SHOWN, class_routes
from app.room.store import MemoryStore, Store
from app.web import middleware
from benchmarks.server import free_port
from tests.app.room.clients import PATH, client_of, following, post

N_STUDENTS = 30
AT_KITE = "lab=memory&memory.section=influence&lesson=kite.1"


@pytest.fixture(scope="module", params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where classes are served, with nothing of Gradio."""
    redis = request.getfixturevalue("redis_url") if request.param == "redis" else None
    store: Store = RedisStore(redis) if redis else MemoryStore()
    served = Starlette(routes=[class_routes(known_settings(), store, Pace(1000, 1000))], middleware=middleware())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(served, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def test_thirty_students_follow_and_nothing_is_lost(url: str) -> None:
    async def work() -> None:
        async with client_of(url) as client:
            room = await post(client, "open", language="en", query="")
            teacher = {"code": room["code"], "key": room["key"]}
            seats = [(await post(client, "join", code=room["code"], seat=""))["seat"] for _ in range(N_STUDENTS)]
            assert len({*seats}) == N_STUDENTS
            async with AsyncExitStack() as stays, AsyncExitStack() as leaves:
                board = await stays.enter_async_context(following(client, room["code"], room["seat"]))
                half = N_STUDENTS // 2
                students = [
                    await (leaves if n < half else stays).enter_async_context(following(client, room["code"], seat))
                    for n, seat in enumerate(seats)
                ]
                await asyncio.gather(*(one.until("state", lambda said: True) for one in students))
                start = time.perf_counter()
                await post(client, "lead", **teacher, seat=room["seat"], query=AT_KITE)
                seen = await asyncio.gather(
                    *(one.until("state", lambda said: said["place"] == "kite.1") for one in students)
                )
                assert max(seen) - start < 1
                guesses = ["kite", "ball", "ball", None, "dress"]
                for n, seat in enumerate(seats):
                    said = {"seat": seat, "place": "kite.1", "guess": guesses[n % 5]}
                    assert await post(client, "answer", code=room["code"], **said) is None
                assert (
                    await post(client, "answer", code=room["code"], seat=seats[0], place="kite.1", guess="ball") is None
                )  # a change of mind
                expected = {"kite": 5, "ball": 13, "dress": 6, "": 6}
                await board.until("tally", lambda said: counts(said) == expected)

                await leaves.aclose()  # half of them are gone …
                await post(client, "reveal", **teacher, place="kite.1")
                back = [await stays.enter_async_context(following(client, room["code"], seat)) for seat in seats[:half]]
                for one in [*back, *students[half:]]:  # … and come back to where the class is
                    await one.until("state", lambda said: said["place"] == "kite.1" and said["is_open"])
                await board.until("tally", lambda said: said["is_open"])
                assert counts(board.last("tally")) == expected
                assert board.last("tally")["n_here"] == N_STUDENTS
                await post(client, "end", **teacher)
                await asyncio.gather(*(one.until("ended", lambda said: True) for one in [board, *back]))

    asyncio.run(work())


def counts(tally: dict[str, Any]) -> dict[str, int]:
    return {row["name"]: row["n"] for row in tally["rows"]}


def test_memory_stays_flat_while_classes_come_and_go(url: str) -> None:
    """Twelve classes of ten, each led and left; the first half warms up."""

    async def one_class() -> None:
        async with client_of(url) as client:
            room = await post(client, "open", language="zh", query="")
            async with AsyncExitStack() as stays:
                seats = [(await post(client, "join", code=room["code"], seat=""))["seat"] for _ in range(10)]
                for seat in seats:
                    await stays.enter_async_context(following(client, room["code"], seat))
                for n in range(10):
                    query = f"lab=tokens&text={'字' * 500}{n}"
                    await post(client, "lead", code=room["code"], key=room["key"], seat=room["seat"], query=query)
            await post(client, "end", code=room["code"], key=room["key"])

    sizes = []
    for n in range(12):
        asyncio.run(one_class())
        if n in (5, 11):
            gc.collect()
            sizes.append(psutil.Process(os.getpid()).memory_info().rss)
    assert sizes[1] < sizes[0] * 1.05


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_are_for_the_teacher_alone(url: str, language: str) -> None:
    async def work() -> None:
        async with client_of(url) as client:
            room = await post(client, "open", language=language, query=AT_KITE)
            step = {"code": room["code"], "lesson": "look_ahead", "step": 1}
            told = await post(client, "notes", **step, key=room["key"])
            assert told == {"notes": find_lesson("look_ahead", language).steps[0].notes}
            assert told["notes"]
            refused = await post(client, "notes", **step, key=room["key"][:-1] + "?")
            assert refused["error"]["code"] == "not_the_teacher"

    asyncio.run(work())


def test_only_the_key_leads_and_the_newest_page_with_it(url: str) -> None:
    async def work() -> None:
        async with client_of(url) as client:
            room = await post(client, "open", language="en", query="")
            code, key = room["code"], room["key"]
            other = await post(client, "open", language="en", query="")
            lead = {"code": code, "seat": room["seat"], "query": "lab=tokens"}
            for wrong in (other["key"], "", "x" * 1000):
                assert (await post(client, "lead", **lead, key=wrong))["error"]["code"] == "not_the_teacher"
            async with following(client, code, room["seat"]) as before:
                await before.until("tally", lambda said: True)
                again = await post(client, "take", code=code, key=key)
                await before.until("taken", lambda said: True)
            assert (await post(client, "lead", **lead, key=key))["error"]["code"] == "another_leads"
            assert await post(client, "lead", **{**lead, "seat": again["seat"]}, key=key) is None
            joined = await post(client, "join", code=code.lower(), seat="")
            async with following(client, code, joined["seat"]) as student:
                await student.until("state", lambda said: "lab=tokens" in said["query"])
                told = str(student.events)
            assert not any(secret in told for secret in (key, room["seat"], again["seat"]))

    asyncio.run(work())


def test_what_is_no_answer_to_the_question_is_neither_taken_nor_shown(url: str) -> None:
    async def work() -> None:
        async with client_of(url) as client:
            room = await post(client, "open", language="en", query=AT_KITE)
            code = room["code"]
            seat = (await post(client, "join", code=code, seat="invented"))["seat"]
            assert seat != "invented"
            right = {"code": code, "seat": seat, "place": "kite.1", "guess": "kite"}
            for change, refusal in [
                ({"guess": "<img src=x onerror=alert(1)>"}, "not_an_answer"),
                ({"guess": 3}, "not_an_answer"),
                ({"guess": ["kite"]}, "not_one_of"),
                ({"place": "kite.2", "guess": 50}, "class_elsewhere"),
                ({"place": ""}, "class_elsewhere"),
                ({"seat": "invented"}, "no_seat"),
                ({"seat": room["seat"]}, "no_seat"),
                ({"code": "NOONE"}, "no_class"),
            ]:
                answer = await post(client, "answer", **{**right, **change})
                assert answer["error"]["code"] == refusal, change
                assert {"en", "zh"} <= answer["error"].keys()
            async with following(client, code, room["seat"]) as board:
                await board.until("tally", lambda said: sum(counts(said).values()) == 0)
            teacher = {"code": code, "key": room["key"]}
            assert (await post(client, "reveal", **teacher, place="kite.2"))["error"]["code"] == "class_elsewhere"
            assert await post(client, "reveal", **teacher, place="kite.1") is None
            assert (await post(client, "answer", **right))["error"]["code"] == "answer_is_open"

    asyncio.run(work())


def test_a_class_is_shown_what_a_link_can_say_and_nothing_else(url: str) -> None:
    async def work() -> None:
        async with client_of(url) as client:
            query = "lab=nowhere&text=%3Cscript%3E&attention.left_mask=evil&utm=1&lesson=no_such.1&gpt=../../etc"
            room = await post(client, "open", language="en", query=query)
            seat = (await post(client, "join", code=room["code"], seat=""))["seat"]
            async with following(client, room["code"], seat) as student:
                await student.until("state", lambda said: True)
                state = student.last("state")
            said = httpx.QueryParams(state["query"])
            assert (said["lab"], said["text"], said["attention.left_mask"], said["gpt"]) == (
                "start",
                "<script>",
                "native",
                "gpt",
            )
            assert "utm" not in said
            assert state["place"] == ""
            picture = {"code": room["code"], "key": room["key"]}
            rows = (await post(client, "picture", **picture, link=f"{url}/?room={room['code']}&lang=en"))["rows"]
            assert len({len(row) for row in rows} | {len(rows)}) == 1
            assert {*"".join(rows)} == {"0", "1"}
            evil = await post(client, "picture", **picture, link="https://evil.example/?room=OTHER")
            assert evil["error"]["code"] == "not_an_answer"

    asyncio.run(work())


def test_bodies_are_bounded_and_those_who_try_codes_are_slowed_down(url: str) -> None:
    with httpx.Client(base_url=url) as client:
        large = client.post(f"{PATH}/join", json={"code": "A" * MAX_BODY, "seat": ""})
        assert (large.status_code, large.json()["error"]["code"]) == (413, "class_too_large")
        assert client.post(f"{PATH}/lead", json={"query": "a" * MAX_SHOWN}).status_code == 413
        for body in (
            b"",
            b"[",
            b"[" * 1500,
            b"\xff\xfe",
            b'"text"',
            b'{"code": "A"}',
            b'{"code": "\\ud800", "seat": ""}',
        ):
            answer = client.post(f"{PATH}/join", content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 400, body
        form = client.post(f"{PATH}/join", data={"code": "ABCDE", "seat": ""})
        assert form.status_code == 400  # another site's form cannot post for somebody
        assert client.get(f"{PATH}/join").status_code == 405
        codes = [client.post(f"{PATH}/join", json={"code": "NOONE", "seat": ""}).status_code for _ in range(150)]
        assert codes[0] == 404
        assert codes[-1] == 429


def test_nobody_opens_classes_without_end() -> None:
    served = Starlette(routes=[class_routes(known_settings(), MemoryStore(), Pace(2, 0))])
    with TestClient(served) as client:
        asked = {"language": "en", "query": ""}
        assert [client.post(f"{PATH}/open", json=asked).status_code for _ in range(3)] == [200, 200, 429]


def test_a_redis_that_is_away_is_said(redis_url: str) -> None:
    away = RedisStore(f"redis://127.0.0.1:{free_port()}/0")
    with TestClient(Starlette(routes=[class_routes(known_settings(), away)])) as client:
        answer = client.post(f"{PATH}/join", json={"code": "ABCDE", "seat": ""})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "class_away")
