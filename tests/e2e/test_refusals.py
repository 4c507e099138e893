"""A text that is too long: nothing of an older one stays on the page, and it can be cut."""

from __future__ import annotations

from playwright.sync_api import Page, expect

LONG = "The little dog ran to the park and saw a big red ball. " * 25


def test_a_refused_text_leaves_nothing_stale_and_can_be_cut(page: Page) -> None:
    page.goto("/?lab=attention")
    drawn = page.locator(".um-lab-attention .um-view canvas, .um-lab-attention .um-view svg").filter(visible=True)
    expect(drawn.first).to_be_visible()
    prompt = page.locator("#um-text textarea")
    prompt.fill(LONG)
    notice = page.locator(".um-lab-attention .um-status:not(:empty)").filter(visible=True)
    expect(notice.first).to_contain_text("shorten the text by")
    expect(page.locator(".um-lab-attention .um-refused").first).to_be_attached()
    expect(page.locator(".um-lab-attention .um-refused :is(svg, canvas)").filter(visible=True)).to_have_count(0)
    assert prompt.bounding_box()["height"] <= 0.25 * 900
    buttons = page.get_by_role("button", name="Cut to fit")
    while buttons.count():
        before = buttons.count()
        buttons.first.click()
        expect(buttons).not_to_have_count(before)
    assert LONG.startswith(prompt.input_value())
    expect(notice).to_have_count(0)
    expect(page.locator(".um-lab-attention .um-refused")).to_have_count(0)
    expect(drawn.first).to_be_visible()
    prompt.fill("Once upon a time ")
    expect(page.get_by_text("The text ends in a space.")).to_be_visible()
    prompt.fill("שלום עולם")
    expect(page.get_by_text("The text ends in a space.")).to_have_count(0)
    assert prompt.evaluate("it => it.matches(':dir(rtl)')")
