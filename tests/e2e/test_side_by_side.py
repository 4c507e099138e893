from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

HOSTILE = "</script><img src=x onerror=alert(1)> ${7*7}"


@pytest.fixture
def table(page: Page) -> Locator:
    page.goto("/?lab=side_by_side")
    found = page.locator(".um-side_by_side .words")
    found.locator("tbody tr").first.wait_for()
    return found


def cells(table: Locator, word: int) -> Locator:
    return table.locator("tbody tr").nth(word).locator("td")


def test_each_column_hatches_what_it_may_not_see(page: Page, table: Locator) -> None:
    table.get_by_role("button", name="street").click()
    seen = [[cells(table, word).nth(column).get_attribute("class") for word in (0, 5, 8)] for column in range(3)]
    kinds = [[re.search("seen|asked|hidden", str(kind))[0] for kind in column] for column in seen]
    assert kinds == [["seen", "asked", "hidden"], ["seen", "asked", "seen"], ["seen", "asked", "hidden"]]
    expect(page.locator(".um-side_by_side .expected h4")).to_contain_text("street")
    expect(page.locator(".um-side_by_side .totals tbody tr")).to_have_count(5)


def test_a_changed_word_moves_only_what_has_read_it(page: Page, table: Locator) -> None:
    table.get_by_role("button", name="street").click()
    page.get_by_label("another word").fill("road")
    page.get_by_role("button", name="Change").click()
    expect(page.locator(".um-side_by_side .change")).to_contain_text("road")
    moved = [
        [cells(table, word).nth(column).locator(".bits").inner_text() for word in (1, 4, 8)] for column in range(3)
    ]
    gpt, bert, lstm = ([float(bits) for bits in column] for column in moved)
    assert gpt[:2] == lstm[:2] == [0, 0]
    assert gpt[2] > 0
    assert min(bert) >= 0 < max(bert[:2])
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator(".um-side_by_side .change")).to_contain_text("road")
    page.get_by_role("button", name="undo").click()
    expect(page.locator(".um-side_by_side .change")).to_have_count(0)


def test_a_preset_fills_the_prompt(page: Page, table: Locator) -> None:
    page.get_by_label("Try").select_option("sixty")
    expect(page.locator("#um-text textarea")).to_have_value(re.compile("^Once upon a time"))
    expect(table.locator("tbody tr")).to_have_count(65)  # the marks are rows too, and what comes next
    table.get_by_role("button", name="boy", exact=True).first.click()
    page.get_by_label("Try").select_option("agreement")
    here = table.locator("tr.here th")
    expect(here).to_have_text("was")
    expect(page.locator(".um-side_by_side .hint")).to_contain_text("“was” costs it 2.9 bits")
    table.get_by_role("button", name="dogs").click()
    prompt = page.locator("#um-text textarea")
    prompt.fill("The boy who played with the two dogs in the garden was happy")  # another word stands there now
    expect(table.locator("tbody tr").nth(11)).to_contain_text("was")
    expect(here).to_have_text("happy")


def test_objectives_add_up_and_draw_again(page: Page) -> None:
    page.goto("/?lab=side_by_side&side_by_side.part=objectives")
    panels = page.locator(".um-side_by_side-objectives .objective")
    expect(panels).to_have_count(5)
    panels.nth(3).get_by_role("button", name="animal", exact=True).click()
    expect(panels.nth(3).get_by_role("button", name="animal", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(panels.nth(3).locator(".fate.mask .read strong")).to_have_text("[MASK]")
    expect(panels.nth(3).locator(".fate.kept .read strong")).to_have_text("animal")
    panels.first.locator(".target").nth(2).click()
    expect(panels.first.locator(".target").nth(2)).to_have_attribute("aria-pressed", "true")
    expect(panels.first.locator(".formula")).to_contain_text("nats")
    page.get_by_role("button", name="Draw again").click()
    expect(page).to_have_url(re.compile("side_by_side.seed="))
    page.locator(".um-side-second textarea").fill(" ")
    expect(panels.last).to_contain_text("There is no second sentence")


def test_the_judged_pair_is_smoothed_too(page: Page) -> None:
    page.goto("/?lab=side_by_side&side_by_side.part=objectives&side_by_side.smoothing=0.2")
    said = page.locator(".um-side_by_side-objectives .objective").last
    expect(said).to_contain_text("label smoothing 0.2 the target is 90%")
    plain, smoothed = (
        [float(nats) for nats in re.search(rf"{words} (\d+\.\d+)\D+(\d+\.\d+)", said.inner_text()).groups()]
        for words in ("Loss", "losses are")
    )
    mean = sum(plain) / 2
    assert smoothed == pytest.approx([0.8 * nats + 0.2 * mean for nats in plain], abs=2e-3)


def test_a_text_too_long_for_some_is_read_by_the_others(page: Page, table: Locator) -> None:
    page.locator("#um-text textarea").fill("One day the cat ran home. " * 50)
    expect(page.locator(".um-side_by_side .notice")).to_have_count(2)
    expect(table.locator("thead th")).to_have_count(2)
    page.locator("#um-text textarea").fill(HOSTILE)
    expect(table).to_contain_text("onerror")
    assert page.locator(".um-side_by_side img").count() == 0


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark", locale="zh-CN")
def test_it_fits_a_phone(page: Page, table: Locator) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("每字节比特数")).to_be_visible()
