"""The glossary as somebody uses it: by mouse, by keyboard, by link."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

TEXT = "A text of my own."


def faults(page: Page, within: str) -> list[str]:
    found = Axe().run(page, context=within)
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found.response["violations"]]


def test_terms_tell_themselves_and_lead_to_where_they_are_seen(page: Page) -> None:
    page.goto("/?lab=memory&glossary=no_such")
    window, bubble = page.locator("dialog.um-glossary"), page.locator(".um-gloss")
    expect(window.get_by_role("status")).to_contain_text("no_such")
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(page).not_to_have_url(re.compile("glossary"))
    page.locator("#um-text textarea").fill(TEXT)

    lead = page.locator(".um-lab-memory .um-lead p:visible").first
    forget, given = (lead.locator("a.um-term", has_text=name) for name in ("forget gate", "input gate"))
    forget.hover()
    expect(bubble).to_contain_text("how much of it is kept")
    expect(bubble.locator(".katex").first).to_be_visible()
    assert faults(page, ".um-gloss") == []
    bubble.hover()
    expect(bubble).to_be_visible()
    page.mouse.move(0, 0)
    expect(bubble).to_be_hidden()
    forget.dispatch_event("pointerdown", {"pointerType": "touch"})
    forget.dispatch_event("click")
    expect(bubble).to_be_visible()  # a tap tells first
    expect(window).to_be_hidden()
    lead.dispatch_event("pointerdown", {"pointerType": "touch"})
    expect(bubble).to_be_hidden()
    forget.focus()
    page.keyboard.press("Tab")
    expect(given).to_be_focused()
    expect(bubble).to_contain_text("candidate")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    assert faults(page, ".um-lab-memory .um-lead") == []

    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("glossary=input_gate"))
    here = window.locator(".um-here")
    expect(here).to_contain_text("输入门")
    expect(here).to_be_in_viewport()
    here.get_by_role("link", name="cell state").click()
    expect(here.locator("dt")).to_contain_text("细胞状态")
    window.get_by_role("searchbox").fill("norm")
    expect(window.locator("dt").first).to_contain_text("norm")
    assert faults(page, "dialog") == []
    window.get_by_role("searchbox").fill("归纳头")
    expect(window.locator("dt")).to_have_count(1)
    window.get_by_role("link", name="See it").click()
    expect(window).to_be_hidden()
    expect(page).to_have_url(re.compile(r"attention\.section=heads"))
    expect(page.locator("#um-section-attention-heads")).to_be_in_viewport()
    expect(page.locator("#um-text textarea")).to_have_value(TEXT)
    page.go_back()
    expect(here.locator("dt")).to_contain_text("cell state")
