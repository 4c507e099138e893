"""A class: one teacher, two students with pages of their own, and thirty more who stream."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.app.room.clients import client_of, following, post

N_STREAMS = 30
SLOW_MS = 60_000
STORY = "The dog slept because it was tired."


def lab_of(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.lab"))


def soon() -> float:
    """A second where everybody who computes has a core; in proportion longer where they share, as browsers do."""
    return max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def follows(pages: list[Page], condition: str) -> None:
    """What holds on each of these pages within a second of the teacher's deed."""
    end = time.perf_counter() + soon()
    for page in pages:
        page.wait_for_function(condition, timeout=max(1000 * (end - time.perf_counter()), 1), polling=20)


def faults(page: Page, within: str) -> list[str]:
    found = Axe().run(page, context=within)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found.response["violations"]]


@contextmanager
def thirty_streams(url: str, code: str) -> Iterator[Future[list[float]]]:
    """Students who join, guess where they are asked, and say how long after one another they were told of it."""

    async def student(number: int) -> float:
        async with client_of(url) as client:
            seat = (await post(client, "join", code=code, seat=""))["seat"]
            async with following(client, code, seat) as stream:
                told = await stream.until("state", lambda said: said["place"] == "kite.1", 120)
                said = {"place": "kite.1", "guess": ["kite", "ball", "dress"][number % 3]}
                assert await post(client, "answer", code=code, seat=seat, **said) is None
                await stream.until("state", lambda said: said["is_open"], 120)
                return told

    async def everybody() -> list[float]:
        return [*await asyncio.gather(*map(student, range(N_STREAMS)))]

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(lambda: asyncio.run(everybody()))


def open_class(page: Page) -> str:
    page.get_by_role("button", name="Class", exact=True).click()
    dialog = page.get_by_role("dialog")
    assert faults(page, ".um-class-dialog") == []
    dialog.get_by_role("button", name="Open a class").press("Enter")
    code = dialog.locator(".um-class-big").inner_text(timeout=SLOW_MS)
    expect(dialog.locator("svg")).to_be_visible()
    assert faults(page, ".um-class-dialog") == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    return code


@pytest.fixture
def others(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[list[BrowserContext]]:
    """Two students' browsers: a laptop, and a phone."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    contexts = [browser.new_context(**{**browser_context_args, **more}) for more in ({}, phone)]
    yield contexts
    for one in contexts:
        one.close()


def row(teacher: Page, name: str) -> Locator:
    return teacher.locator(f'.um-class-tally li[data-name="{name}"] b')


def test_a_class_follows_guesses_wanders_and_comes_back(
    playground: Page, others: list[BrowserContext], app_url: str
) -> None:
    teacher = playground
    settle(teacher)
    code = open_class(teacher)
    laptop, phone = [one.new_page() for one in others]
    phone.goto(f"/?room={code}&lang=en")
    laptop.goto("/")
    laptop.get_by_role("button", name="Class", exact=True).click()
    laptop.get_by_label("Code").fill(code.lower())
    laptop.keyboard.press("Enter")
    students = [laptop, phone]
    for page in students:
        expect(page.locator(".um-class-quiet")).to_contain_text(code)
        settle(page)
    with thirty_streams(app_url, code) as streams:
        expect(teacher.locator(".um-class-bar")).to_contain_text(f"{N_STREAMS + 2} here", timeout=SLOW_MS)
        leads_through_the_labs(teacher, students)
        asks_and_tells(teacher, students)
        told = streams.result(SLOW_MS / 1000)
        assert max(told) - min(told) < soon()
    wanders_and_comes_back(teacher, students)
    keeps_the_seat_and_ends(teacher, students)


def settle(page: Page) -> None:
    page.wait_for_timeout(500)
    page.wait_for_function("!document.querySelector('.um-busy')", timeout=SLOW_MS)


def leads_through_the_labs(teacher: Page, students: list[Page]) -> None:
    """Lab, text and head; each within a second of the teacher's own page."""
    teacher.get_by_role("tab", name="Attention").first.click()
    teacher.wait_for_function("document.documentElement.dataset.lab === 'attention'")
    follows(students, "document.documentElement.dataset.lab === 'attention'")
    for page in [teacher, *students]:
        settle(page)
    teacher.locator("textarea").first.fill(STORY)
    follows(students, f"document.querySelector('textarea').value === {STORY!r}")
    for page in [teacher, *students]:
        settle(page)
    teacher.evaluate("unmasked.show(new URLSearchParams(`${unmasked.link.query()}&attention.left_head=2.3`))")
    shown = "document.querySelector('.um-attention-opened h4')?.textContent.includes('2')"
    follows(students, f"new URLSearchParams(location.search).get('attention.left_head') === '2.3' && {shown}")
    names = [page.locator(".um-attention-opened h4").first.inner_text() for page in [teacher, *students]]
    assert len({*names}) == 1


def asks_and_tells(teacher: Page, students: list[Page]) -> None:
    """A question: guesses come as bars, and nobody sees the answer before the teacher opens it."""
    laptop, phone = students
    teacher.evaluate("unmasked.show(new URLSearchParams('lab=memory&memory.section=influence&lesson=kite.1'))")
    for page in students:
        page.locator(".um-lesson-options button").nth(1).click(timeout=SLOW_MS)
        expect(page.locator(".um-lesson-answer")).to_contain_text("counted")
        expect(page.locator(".um-lesson-takeaway")).to_have_count(0)
    for name, n in [("kite", 10), ("ball", 12), ("dress", 10), ("", 0)]:
        expect(row(teacher, name)).to_have_text(str(n))
    phone.locator(".um-lesson-guess > button").click()  # a change of mind: does not know
    expect(row(teacher, "ball")).to_have_text("11")
    expect(row(teacher, "")).to_have_text("1")
    settle(teacher)
    assert faults(teacher, ".um-lesson") == []
    assert faults(teacher, ".um-class-bar") == []
    assert faults(phone, ".um-lesson") == []
    teacher.get_by_role("button", name="Present").click()
    teacher.keyboard.press("PageDown")  # opens the answer …
    for page in [teacher, *students]:
        expect(page.locator(".um-lesson-takeaway")).to_be_visible(timeout=SLOW_MS)
    teacher.keyboard.press("PageDown")  # … and then goes on
    follows(students, "new URLSearchParams(location.search).get('lesson') === 'kite.2'")
    expect(teacher.locator(".um-class-notes")).to_be_visible()
    teacher.locator(".um-class-notes summary").click()
    expect(teacher.locator(".um-class-notes p")).to_contain_text("percent")
    assert "in percent" not in laptop.content()
    teacher.keyboard.press("Escape")


def wanders_and_comes_back(teacher: Page, students: list[Page]) -> None:
    """A student looks around and returns by one tap; one who loses the network comes back to where the class is."""
    laptop, phone = students
    laptop.get_by_role("tab", name="Tokens").first.click()
    expect(laptop.locator(".um-class-back")).to_be_visible()
    assert faults(laptop, ".um-class-bar") == []
    phone.context.set_offline(True)
    phone.evaluate("document.documentElement.dataset.seen = '1'")  # it is not to be opened anew
    teacher.get_by_role("tab", name="Norms").first.click()
    teacher.wait_for_timeout(1500)
    assert lab_of(laptop) == "tokens"
    laptop.locator(".um-class-back").click()
    laptop.wait_for_function("document.documentElement.dataset.lab === 'norms'")
    phone.context.set_offline(False)
    phone.reload()
    phone.wait_for_function("document.documentElement.dataset.lab === 'norms'", timeout=SLOW_MS)
    expect(phone.locator(".um-class-quiet")).to_be_visible()


def keeps_the_seat_and_ends(teacher: Page, students: list[Page]) -> None:
    """A teacher who reloads goes on; a second page takes over; the end is said, and so is a code that is wrong."""
    teacher.reload()
    expect(teacher.locator(".um-class-code")).to_be_visible(timeout=SLOW_MS)
    second = teacher.context.new_page()
    second.goto("/")
    second.get_by_role("button", name="Lead from here").click(timeout=SLOW_MS)
    expect(teacher.locator(".um-class-bar")).to_contain_text("Another page")
    second.get_by_role("tab", name="Tokens").first.click()
    for page in students:
        page.wait_for_function("document.documentElement.dataset.lab === 'tokens'", timeout=SLOW_MS)
    second.get_by_role("button", name="Show the code").click()
    second.get_by_role("button", name="End the class").click()
    for page in students:
        expect(page.locator(".um-class-bar")).to_contain_text("ended")
    second.close()
    students[1].goto("/?room=NOONE&lang=zh")
    expect(students[1].locator(".um-class-bar")).to_contain_text("没有课堂")
