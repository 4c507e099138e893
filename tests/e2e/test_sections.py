"""A lab's sections as a person uses them: one is open, comes into view, loads and computes when it is opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

SLOW_MS = 60_000  # the first pass loads the model libraries
TEXT = "The cat sat on the mat."


def section(page: Page, lab: str, name: str) -> Locator:
    return page.locator(f"#um-section-{lab}-{name}")


def top_of(place: Locator) -> float:
    return place.evaluate("element => element.getBoundingClientRect().top")


def calm(page: Page) -> None:
    """Wait until nothing computes and the page has stopped to scroll."""
    page.wait_for_timeout(1000)
    page.wait_for_function("!document.querySelector('.um-busy')", timeout=SLOW_MS)
    page.wait_for_function(
        "() => new Promise((resolve) => { const y = scrollY; setTimeout(() => resolve(y === scrollY), 300); })"
    )


@pytest.mark.parametrize(
    ("query", "lab", "opened"),
    [
        ("memory.part=influence", "memory", "influence"),
        ("memory.section=weights", "memory", "weights"),
        ("side_by_side.part=objectives", "side_by_side", "objectives"),
        ("norms.section=depth", "norms", "depth"),
        ("tokens.section=bpe", "tokens", "bpe"),
        ("attention.section=cell", "attention", "cell"),
        ("memory.section=gates&memory.part=influence", "memory", "gates"),
    ],
)
def test_a_link_opens_what_it_opened_in_its_day(page: Page, query: str, lab: str, opened: str) -> None:
    page.goto(f"/?lab={lab}&{query}")
    expect(section(page, lab, opened)).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".um-section").filter(visible=True)).to_have_count(1)
    expect(page.locator(".um-status:not(:empty)").filter(visible=True)).to_have_count(0)
    page.wait_for_function("document.documentElement.dataset.needs !== undefined")
    assert ".part=" not in page.url
    assert (f"{lab}.section={opened}" in page.url) == (opened != "gates")


def test_a_section_that_is_not_there_is_told(page: Page) -> None:
    page.goto("/?lab=memory&memory.part=evil")
    expect(section(page, "memory", "gates")).to_be_visible()
    expect(page.get_by_text("Parts of the link were not understood")).to_contain_text("memory.part")


def test_a_section_loads_when_it_is_first_opened_and_only_the_open_one_computes(page: Page) -> None:
    scripts: list[str] = []
    asked: list[Request] = []
    page.on("request", lambda request: scripts.append(request.url.rpartition("/js/")[2]))
    page.on("request", lambda request: asked.append(request) if "/queue/join" in request.url else None)
    page.goto("/?lab=memory")
    page.locator(".um-memory canvas").first.wait_for()
    calm(page)
    assert "memory/gates.js" in scripts
    assert {"memory/influence.js", "memory/directions.js", "memory/weights.js"} & set(scripts) == set()
    assert asked == []

    page.get_by_label("Text", exact=True).fill(TEXT)
    calm(page)
    assert len(asked) == 2  # the open section, and the model bar
    page.get_by_role("tab", name="How far back?").click()
    expect(section(page, "memory", "influence").locator(".strip")).to_have_count(3, timeout=SLOW_MS)
    calm(page)
    assert "memory/influence.js" in scripts
    n_asked = len(asked)
    assert n_asked == 6  # the text that is measured, the strips and two figures
    page.get_by_role("tab", name="Gates").click()
    page.get_by_role("tab", name="How far back?").click()
    calm(page)
    assert len(asked) == n_asked
    assert scripts.count("memory/influence.js") == 1


def test_the_switch_is_walked_with_the_arrow_keys(page: Page) -> None:
    page.goto("/?lab=memory")
    tabs = page.get_by_role("tablist", name="Sections of this lab").get_by_role("tab")
    expect(tabs).to_have_count(4)
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(section(page, "memory", "influence")).to_be_visible()
    page.keyboard.press("End")
    expect(section(page, "memory", "weights")).to_be_visible()
    assert [tab.get_attribute("tabindex") for tab in tabs.all()] == ["-1", "-1", "-1", "0"]
    expect(page).to_have_url(re.compile("memory.section=weights"))
    page.keyboard.press("Home")
    expect(page).not_to_have_url(re.compile("memory.section"))


def test_what_a_link_opens_comes_into_view(page: Page) -> None:
    page.goto("/?lab=attention&attention.section=heads")
    opened = section(page, "attention", "heads")
    expect(opened.locator("tbody tr").first).to_be_visible(timeout=SLOW_MS)
    calm(page)
    assert 0 <= top_of(opened) < 900 * 0.7
    assert page.evaluate("scrollY") > 300


@pytest.mark.parametrize("query", ["", "?lab=attention", "?lab=memory&memory.section=weights"])
def test_what_is_on_screen_stays_where_it_is(page: Page, query: str) -> None:
    page.goto(f"/{query}")
    page.locator(".um-lab .um-view:not(.um-status)").filter(visible=True).first.wait_for()
    calm(page)
    assert page.evaluate("scrollY") == 0


def test_what_a_click_opens_comes_into_view(page: Page) -> None:
    page.goto("/?lab=attention")
    door = page.locator(".um-door", has_text="BertViz")
    expect(door).to_have_attribute("aria-expanded", "false")
    door.evaluate("door => scrollBy(0, door.getBoundingClientRect().bottom - innerHeight)")  # at the lower edge
    door.click()
    expect(door).to_have_attribute("aria-expanded", "true")
    calm(page)
    assert 0 <= top_of(section(page, "attention", "bertviz")) < 900 * 0.7
    expect(door).to_be_in_viewport()
    door.click()
    expect(section(page, "attention", "bertviz")).to_be_hidden()
    assert "attention.section" not in page.url


def test_what_is_opened_from_elsewhere_on_the_page_comes_into_view(page: Page) -> None:
    page.goto("/?lab=attention&attention.left_head=1.1")
    page.get_by_role("button", name="How is this number made?").first.click(timeout=SLOW_MS)
    calm(page)
    assert 0 <= top_of(section(page, "attention", "cell")) < 900 * 0.7


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
def test_on_a_phone_a_section_comes_into_view_past_its_doors(page: Page) -> None:
    page.goto("/?lab=attention")
    page.locator(".um-door").first.click()
    calm(page)
    assert 0 <= top_of(section(page, "attention", "mask")) < 844 * 0.7
