from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

HOSTILE = "</script><img src=x onerror=alert(1)> ${7*7} {{value}}"
FIRST_PANEL = ".um-norms .panel >> nth=0"
SECOND_PANEL = ".um-norms .panel >> nth=1"


@pytest.fixture
def norms(page: Page) -> Page:
    return open_norms(page)


def open_norms(page: Page, query: str = "") -> Page:
    page.goto(f"/?lab=norms{query}")
    page.locator(f"{SECOND_PANEL} >> figure svg").wait_for()
    return page


def value(text: str) -> float:
    return float(text.strip().strip("()").replace("−", "-"))


def numbers_of(panel: Locator) -> list[float]:
    """x, mean, variance, epsilon and the result, as the worked formula writes them."""
    above, below = panel.locator(".fraction").nth(1).locator("> span").all_text_contents()
    written = [
        *above.split(" − "),
        *below.removeprefix("√").split(" + "),
        panel.locator(".formula strong").inner_text(),
    ]
    return [value(text) for text in written]


def test_the_formula_comes_out(norms: Page) -> None:
    for panel in (FIRST_PANEL, SECOND_PANEL):
        x, mean, variance, eps, result = numbers_of(norms.locator(panel))
        assert result == pytest.approx((x - mean) / math.sqrt(variance + eps), rel=2e-3)


def test_pointing_and_choosing_a_norm_ask_nobody(norms: Page) -> None:
    expect(norms.locator(FIRST_PANEL).locator(".badge")).to_be_visible()
    expect(norms.locator(SECOND_PANEL).locator(".badge")).to_be_hidden()
    asked: list[str] = []
    norms.on("request", lambda request: asked.append(request.url))
    before = norms.locator(".readout").inner_text()
    norms.locator("figure svg").first.hover(position={"x": 8, "y": 60})
    expect(norms.locator(".readout")).not_to_have_text(before)
    norms.get_by_label("Norm on the right").select_option("instance")
    expect(norms.locator(SECOND_PANEL)).to_contain_text("Each feature of each sentence by itself")
    norms.locator(".um-norms .stack").focus()
    norms.keyboard.press("ArrowRight")
    norms.keyboard.press("PageUp")
    expect(norms.locator(".readout")).to_contain_text("position 2 of sentence 1")
    assert [url for url in asked if not url.startswith("data:")] == []


def test_the_table_has_a_row_for_every_slice(norms: Page) -> None:
    table = norms.locator(SECOND_PANEL).locator(".um-table")
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(192)  # batch norm: one for every feature
    with norms.expect_download() as download:
        table.get_by_role("button", name="CSV").click()
    assert len(download.value.path().read_text(encoding="utf-8-sig").splitlines()) == 193


def test_a_copied_link_reopens_the_lab(norms: Page) -> None:
    norms.locator("label[data-family=bert]").click()
    expect(norms.locator(".source code")).to_contain_text("bert")
    norms.get_by_label("Input of the norm").select_option(index=2)
    site = norms.get_by_label("Input of the norm").input_value()
    expect(norms.locator(".source code")).to_have_text(site)
    norms.get_by_label("Norm on the left").select_option("rms")
    norms.get_by_label("More sentences").fill("It was dark.")
    expect(norms.locator(".source .shape")).to_contain_text("batch 2")
    norms.wait_for_url(re.compile("norms.sentences="))
    again = norms.context.new_page()
    again.goto(norms.url)
    expect(again.locator(".source code")).to_have_text(site)
    expect(again.locator(".source .shape")).to_contain_text("batch 2")
    expect(again.get_by_label("Norm on the left")).to_have_value("rms")
    expect(again.locator("label[data-family=bert] input")).to_be_checked()


def test_too_many_sentences_are_told_and_stay(norms: Page) -> None:
    typed = "One more.\n" * 8
    norms.get_by_label("More sentences").fill(typed)
    expect(norms.get_by_text("9 sentences; at most 8 are read together.")).to_be_visible()
    expect(norms.get_by_label("More sentences")).to_have_value(typed)
    expect(norms.locator(f"{SECOND_PANEL} >> figure svg")).to_be_visible()


def test_a_hostile_text_shows_as_itself(norms: Page) -> None:
    pictures = norms.locator(".um-norms img").count()
    norms.locator("#um-text textarea").fill(HOSTILE)
    expect(norms.locator(".um-norms .stack")).to_contain_text("</script><img·src=x·onerror=alert(1)>")
    assert norms.locator(".um-norms img").count() == pictures


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark")
def test_it_fits_a_phone(norms: Page) -> None:
    assert norms.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = [norms.locator(panel).evaluate("panel => panel.offsetTop") for panel in (FIRST_PANEL, SECOND_PANEL)]
    assert tops[1] - tops[0] >= norms.locator(FIRST_PANEL).evaluate("panel => panel.offsetHeight")
