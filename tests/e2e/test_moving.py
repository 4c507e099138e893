"""Moving about: Back and Forward, what a click opens, Present, dark and light, menus, a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.labs import LABS

SLOW_MS = 60_000  # the first pass loads the model libraries
FOX = "The fox said hello."
LEAST_PX = 18  # of a letter, on a screen of 1920 by 1080
# Every text on screen that is smaller than it may be, by its class: how large its letters are in the window.
SMALL = """(least) => {
  const small = {};
  const walker = document.createTreeWalker(document.querySelector(".gradio-container"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.replaceAll("\u200b", "").trim(); // KaTeX holds lines open with it
    if (!text || !element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const matrix = element.ownerSVGElement && element.getScreenCTM();
    const scale = matrix ? Math.hypot(matrix.c, matrix.d) : element.currentCSSZoom;
    const px = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (px < least - 0.05) small[element.closest("[class]").getAttribute("class")] = `${px.toFixed(1)} ${text}`;
  }
  return small;
}"""
OVERHANG = """() => [...document.querySelectorAll(".um-lab .um-view *")].filter((element) => {
  if (!element.checkVisibility() || element.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let frame = element.parentElement; frame !== document.body; frame = frame.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(frame).overflowX)) return false;
  return true;
}).map((element) => `${element.tagName} ${element.getAttribute("class")}`)"""


def open_page(page: Page, query: str = "lab=tokens") -> None:
    page.goto(f"/?{query}")
    page.wait_for_function("document.documentElement.dataset.needs !== undefined")


def lab(page: Page, name: str) -> None:
    page.locator(f'#um-labs [role="tab"][data-tab-id="{name}"]').first.click()
    page.wait_for_function("name => window.unmasked.link.get('lab') === name", arg=name)


def settle(page: Page) -> None:
    page.wait_for_timeout(1000)
    page.wait_for_function("!document.querySelector('.um-busy')", timeout=SLOW_MS)


def test_back_and_forward_walk_labs_sections_texts_and_models(page: Page) -> None:
    open_page(page, "lab=norms")
    text = page.locator("#um-text textarea")
    first = text.input_value()
    choice = page.get_by_role("combobox", name="GPT")
    model = choice.input_value()
    n_entries = page.evaluate("history.length")

    lab(page, "memory")
    page.get_by_role("tab", name="How far back?").click()
    expect(page.locator("#um-section-memory-influence")).to_be_visible()
    text.fill(FOX)
    page.wait_for_url(re.compile("text="))
    choice.click()
    page.locator(".um-model-gpt [role=option]", has_text="Chinese").click()  # which needs no network
    page.wait_for_url(re.compile("gpt="))
    other = choice.input_value()
    lab(page, "tokens")
    assert page.evaluate("history.length") == n_entries + 5  # a lab, a section, a text, a model, a lab

    selected = page.locator('#um-labs [role="tab"][data-tab-id][aria-selected="true"]').first
    for _ in range(2):  # all the way back, and again to the end
        page.go_back()
        expect(selected).to_have_attribute("data-tab-id", "memory")
        expect(choice).to_have_value(other)
        page.go_back()
        expect(choice).to_have_value(model)
        expect(text).to_have_value(FOX)
        page.go_back()
        expect(text).to_have_value(first)
        expect(page.locator("#um-section-memory-influence")).to_be_visible()
        page.go_back()
        expect(page.locator("#um-section-memory-gates")).to_be_visible()
        page.go_back()
        expect(selected).to_have_attribute("data-tab-id", "norms")
        assert page.url.endswith("/?lab=norms")
        for _ in range(5):
            page.go_forward()
        expect(selected).to_have_attribute("data-tab-id", "tokens")
        expect(text).to_have_value(FOX)
        expect(choice).to_have_value(other)
        settle(page)
    assert page.evaluate("history.length") == n_entries + 5


def test_what_a_click_opens_comes_into_view_every_time(page: Page) -> None:
    open_page(page, "lab=attention")
    opened = page.locator("#um-attention-opened-left")
    expect(opened).to_be_visible()
    for head in (1, 9):
        page.evaluate("scrollTo(0, 0)")
        page.locator(".um-attention-cover [role=radio]").nth(head).click()
        page.wait_for_function("""() => {
            const box = document.querySelector("#um-attention-opened-left").getBoundingClientRect();
            return box.top >= 0 && (box.top < innerHeight / 2 || box.bottom <= innerHeight);
        }""")
    lab(page, "decoding")
    token = page.locator(".um-decoding-scroll tbody td").first
    for _ in range(2):
        token.click()
        page.wait_for_function("""() => {
            const top = document.querySelector("#um-section-decoding-step").getBoundingClientRect().top;
            return top > 0 && top < innerHeight / 2;
        }""")
        settle(page)
        page.evaluate("scrollTo(0, 0)")


@pytest.mark.browser_context_args(viewport={"width": 1920, "height": 1080})
def test_present_is_walked_by_keys_and_can_be_read_from_the_last_row(page: Page) -> None:
    open_page(page)
    page.get_by_role("button", name="Present").click()
    bar = page.locator(".tab-wrapper").first
    expect(page.locator(".um-shell-header")).to_be_hidden()
    expect(page.locator(".um-model-gpt")).to_be_visible()
    width = page.evaluate("document.querySelector('.um-shell-sections').getBoundingClientRect().width")
    assert width > 1700
    small: dict[str, str] = {}
    seen = []
    for _ in range(40):
        settle(page)
        expect(bar).to_be_in_viewport()
        small |= page.evaluate(SMALL, LEAST_PX)
        at = page.evaluate("[window.unmasked.link.get('lab'), document.querySelector('.um-present') !== null]")
        section = page.evaluate("window.unmasked.sections.of(window.unmasked.link.get('lab'))")
        if seen[-1:] == [(at[0], section)]:
            break
        seen.append((at[0], section))
        page.keyboard.press("PageDown")
    assert list(dict.fromkeys(name for name, _ in seen)) == [entry.id for entry in LABS[1:]]
    assert len(seen) > 2 * len(LABS)
    assert small == {}
    page.keyboard.press("PageUp")
    page.wait_for_function("before => window.unmasked.sections.of(before[0]) === before[1]", arg=list(seen[-2]))
    page.keyboard.press("4")
    page.wait_for_function("window.unmasked.link.get('lab') === 'attention'")
    page.keyboard.press("Escape")
    expect(page.locator(".um-shell-header")).to_be_visible()
    page.keyboard.press("1")  # is nobody's any more
    page.wait_for_timeout(300)
    assert page.evaluate("window.unmasked.link.get('lab')") == "attention"


def test_dark_light_menus_and_what_the_models_are(page: Page) -> None:
    open_page(page, "lab=decoding")
    is_dark = "document.body.classList.contains('dark')"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(is_dark)  # as the system is, until somebody chooses
    page.get_by_role("button", name="Light", exact=True).click()
    assert not page.evaluate(is_dark)
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(page.get_by_role("button", name="Dark", exact=True)).to_be_visible()
    assert not page.evaluate(is_dark)

    choice = page.get_by_role("combobox", name="GPT")
    for _ in range(2):
        choice.click()
        expect(choice).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(choice).to_have_attribute("aria-expanded", "false")

    expect(choice).to_have_value("ours, English")
    page.get_by_text("What are these models?").click()
    about = page.locator(".um-about section").first
    expect(about).to_contain_text("not ChatGPT")
    expect(about).to_contain_text("4.39 million parameters")

    chosen = page.locator(".um-lab input[type=radio]:checked").filter(visible=True).first
    before = chosen.evaluate("input => getComputedStyle(input).backgroundColor")
    chosen.hover()
    page.wait_for_timeout(300)
    assert chosen.evaluate("input => getComputedStyle(input).backgroundColor") == before


def test_the_chosen_word_can_be_read_under_the_pointer(page: Page) -> None:
    open_page(page, "lab=side_by_side")
    word = page.locator(".words .here th button")
    word.hover()
    ink, ground = word.evaluate("word => [getComputedStyle(word).color, getComputedStyle(word).backgroundColor]")
    page_ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ink == page_ground
    assert ground != page_ground


def test_a_tokens_card_covers_none_of_the_rows_that_it_lights(page: Page) -> None:
    open_page(page)
    page.locator('.um-tile[data-r="2"]').nth(3).hover()
    card = page.locator(".um-tooltip").bounding_box()
    rows = page.locator(".um-tokens .um-strip").first.bounding_box()
    assert card is not None
    assert rows is not None
    assert card["y"] + card["height"] <= rows["y"] or card["y"] >= rows["y"] + rows["height"]


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
def test_on_a_phone_nothing_hangs_over_the_edge(page: Page) -> None:
    open_page(page)
    expect(page.locator(".um-tagline")).to_be_visible()
    for tile in page.locator('.um-tile[data-r="2"]').all()[:4]:
        tile.hover()
        card = page.locator(".um-tooltip").bounding_box()
        assert card is not None
        assert card["x"] >= 0
        assert card["x"] + card["width"] <= 390
    open_page(page, "lab=decoding&decoding.section=tree&decoding.tree=1")
    expect(page.locator(".um-decoding-competing")).to_be_visible(timeout=SLOW_MS)
    settle(page)
    assert page.evaluate(OVERHANG) == []
