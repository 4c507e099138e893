"""The front page and its lessons, as somebody uses them who has never been here: by keyboard, in both languages."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SLOW_MS = 60_000


def settle(page: Page) -> None:
    page.wait_for_timeout(1000)
    page.wait_for_function("!document.querySelector('.um-busy')", timeout=SLOW_MS)


def faults(page: Page, within: str) -> list[str]:
    found = Axe().run(page, context=within)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found.response["violations"]]


def test_the_front_page_answers_and_leads_on(page: Page) -> None:
    page.goto("/")
    cards = page.locator(".um-start-card")
    expect(cards).to_have_count(3)
    expect(cards.first.locator(".um-start-top button").first).to_contain_text("girl")
    settle(page)
    assert faults(page, ".um-start") == []
    tops = page.evaluate(
        "[...document.querySelectorAll('.um-start-card ul')].map((l) => l.getBoundingClientRect().top)"
    )
    assert max(tops) - min(tops) < 1  # what they can do stands side by side
    cards.first.locator(".um-start-top button").nth(1).click()
    expect(page.locator(".um-start-field")).to_have_value("Once upon a time, there was a little boy")
    expect(cards.nth(1)).to_contain_text("little boy [MASK]", timeout=SLOW_MS)


@pytest.mark.parametrize(
    ("language", "ends"), [("en", "why can gpt not look ahead"), ("zh", "为什么 gpt 不能往后看")], ids=["en", "zh"]
)
def test_a_lesson_is_walked_by_keyboard(page: Page, language: str, ends: str) -> None:
    page.goto(f"/?lang={language}")
    page.locator(".um-start-list a", has_text=re.compile(ends, re.IGNORECASE)).focus()
    page.keyboard.press("Enter")
    panel = page.locator(".um-lesson")
    n_steps = 4
    for step in range(1, n_steps + 1):
        expect(panel.locator(".um-lesson-dots")).to_contain_text(re.compile(rf"\b{step}\b.*{n_steps}"), timeout=SLOW_MS)
        expect(page.locator(".um-lesson-lit")).to_have_count(1)
        expect(page.locator(".um-lesson-lit")).to_be_in_viewport()
        panel.locator(".um-lesson-guess button").first.focus()
        page.keyboard.press("Enter")
        expect(panel.locator(".um-lesson-takeaway")).to_be_visible(timeout=SLOW_MS)
        expect(panel.locator(".um-problem")).to_have_count(0)
        settle(page)
        if step == 1:
            assert faults(page, ".um-lesson") == []
        if step < n_steps:
            panel.locator("button.um-lesson-on").focus()
            page.keyboard.press("Enter")
    assert "lesson=look_ahead.4" in page.url
    page.go_back()
    expect(panel.locator(".um-lesson-dots")).to_contain_text(re.compile(rf"\b3\b.*{n_steps}"), timeout=SLOW_MS)


@pytest.mark.parametrize(("query", "said"), [("lesson=look_ahead.9", "9"), ("lesson=no_such.1", "no_such")])
def test_a_step_that_is_not_there_is_said(page: Page, query: str, said: str) -> None:
    page.goto(f"/?{query}")
    expect(page.locator(".um-lesson .um-problem")).to_contain_text(said)
