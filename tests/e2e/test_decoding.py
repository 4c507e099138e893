"""The decoding lab as a person uses it."""

from __future__ import annotations

import csv
import re
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from models.records import DecodedToken, Decoding, DecodingRun
from viz.decoding import encode_decoding

SHORT = "/?lab=decoding&decoding.steps=6"
HOSTILE = "</script><img src=x onerror=window.harmed=1>${7*7}"
# Puts the view on the page by itself, with a payload of our own.
MOUNT = """async ([value]) => {
  const { mount } = await import(document.baseURI + "unmasked/js/decoding.js");
  const element = document.body.appendChild(document.createElement("div"));
  element.id = "alone";
  mount({ element, props: { value }, watch: () => {}, trigger: () => {} });
}"""


def open_lab(page: Page, link: str = SHORT) -> Locator:
    """The view, when every column is written."""
    page.goto(link)
    view = page.locator(".um-decoding").first
    expect_written(view)
    return view


def expect_written(view: Locator) -> None:
    expect(view.locator("tfoot td").first).to_be_visible()
    expect(view.locator(".um-decoding-writing")).to_have_count(0)
    expect(view).not_to_have_class(re.compile("waiting"))


def heads(view: Locator) -> Locator:
    return view.locator(".um-decoding-scroll thead th:not(:first-child)")


def cells(view: Locator, number: int) -> Locator:
    return view.locator(f".um-decoding-scroll tbody td:nth-child({number + 1})")


def column(view: Locator, number: int) -> list[str]:
    """The tokens of a column, counted from 1."""
    return cells(view, number).all_inner_texts()


def test_five_strategies_stand_side_by_side(page: Page) -> None:
    view = open_lab(page, "/?lab=decoding")
    expect(heads(view)).to_have_count(5)
    expect(view.locator("tfoot td")).to_have_count(5)
    assert heads(view).locator("select").evaluate_all("all => all.map((one) => one.value)") == [
        "greedy",
        "beam",
        "sample",
        "sample",
        "sample",
    ]
    assert column(view, 1) != column(view, 3)
    expect(view.locator("tr.um-decoding-first")).to_have_count(1)


def test_a_parting_is_marked_where_the_tokens_differ_first(page: Page) -> None:
    view = open_lab(page)
    for number in range(2, 6):
        pairs = list(zip(column(view, 1), column(view, number), strict=True))
        marked = cells(view, number).evaluate_all(
            "cells => cells.findIndex((cell) => cell.classList.contains('um-decoding-parts'))"
        )
        assert marked == next((step for step, (a, b) in enumerate(pairs) if a != b), -1)


def test_another_text_is_continued(page: Page) -> None:
    view = open_lab(page)
    before = column(view, 1)
    page.locator("#um-text textarea").fill("Once upon a time there was a")
    expect(view.locator(".um-decoding-prompt")).to_have_text("Once upon a time there was a")
    expect_written(view)
    assert column(view, 1) != before
    assert len(column(view, 1)) == 6


def test_again_draws_for_the_sampled_columns_alone(page: Page) -> None:
    view = open_lab(page)
    greedy, sampled = column(view, 1), column(view, 3)
    page.get_by_role("button", name="Draw again").click()
    expect(page).to_have_url(re.compile(r"decoding\.seed=\d+"))
    seed = page.url.split("decoding.seed=")[1].split("&")[0]
    expect(view.get_by_role("status")).to_contain_text(f"seed {seed}")
    expect_written(view)
    assert column(view, 1) == greedy
    assert column(view, 3) != sampled


def test_columns_are_changed_in_their_heads(page: Page) -> None:
    view = open_lab(page)
    heads(view).nth(4).get_by_label("top-p").fill("0.5")
    heads(view).nth(4).get_by_label("top-p").press("Enter")
    expect(page).to_have_url(re.compile(r"sample-top_p-0\.5(&|$)"))
    view.get_by_role("button", name="Remove column 2").click()
    expect(view.locator("tfoot td")).to_have_count(4)
    view.get_by_label("Add a strategy").select_option("top_k")
    expect(view.locator("tfoot td")).to_have_count(5)
    expect_written(view)
    expect(page).to_have_url(re.compile(r"strategies=greedy\+sample\+.*\+sample-top_p-0\.5\+sample-top_k-40(&|$)"))


def test_a_value_out_of_range_is_named_and_stays(page: Page) -> None:
    view = open_lab(page)
    before = column(view, 5)
    top_p = heads(view).nth(4).get_by_label("top-p")
    top_p.fill("1.5")
    top_p.press("Enter")
    expect(page.locator(".um-lab-decoding .um-status", has_text="top_p")).to_contain_text("1.5")
    expect(top_p).to_have_value("1.5")
    assert column(view, 5) == before
    top_p.fill("0.8")
    top_p.press("Enter")
    expect_written(view)
    expect(page.locator(".um-lab-decoding .um-status", has_text="top_p")).to_have_count(0)


def test_a_link_reopens_model_steps_seed_and_strategies(page: Page) -> None:
    link = "/?lab=decoding&decoding.writer=lstm&decoding.steps=4&decoding.seed=5"
    view = open_lab(page, f"{link}&decoding.strategies=greedy+sample-top_k-3")
    expect(heads(view)).to_have_count(2)
    expect(heads(view).nth(1).get_by_label("top-k")).to_have_value("3")
    expect(view.locator(".um-decoding-scroll tbody tr")).to_have_count(4)
    expect(view).to_have_class(re.compile("um-of-lstm"))
    expect(view.get_by_role("status")).to_contain_text("seed 5")


def test_writing_can_be_stopped(page: Page) -> None:
    page.goto("/?lab=decoding&decoding.steps=200&decoding.strategies=" + "+".join(["beam-num_beams-10"] * 4))
    view = page.locator(".um-decoding").first
    view.get_by_role("button", name="Stop").click()
    expect(view.locator(".um-decoding-halted")).to_have_count(4)
    page.wait_for_timeout(1000)  # a step that was under way arrives
    written = column(view, 1)
    page.wait_for_timeout(1000)
    assert column(view, 1) == written
    assert 0 < len(written) < 200
    page.get_by_label("Steps").first.fill("3")
    page.get_by_label("Steps").first.press("Enter")
    expect(view.locator(".um-decoding-max_new_tokens")).to_have_count(4)


def test_every_token_is_reached_from_the_keyboard(page: Page) -> None:
    view = open_lab(page)
    view.locator("tbody td[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = view.locator("tbody td:focus")
    assert focused.evaluate("cell => [cell.parentElement.rowIndex, cell.cellIndex]") == [2, 2]
    expect(page.locator("#um-tooltip")).to_contain_text("log_probs[1, ")
    expect(page.locator("#um-tooltip")).to_contain_text("−log₂")
    expect(view.locator("tbody td[tabindex='0']")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#um-tooltip")).to_be_hidden()


def test_hostile_tokens_show_as_themselves(page: Page) -> None:
    open_lab(page)
    page.evaluate(MOUNT, [payload(HOSTILE)])
    alone = page.locator("#alone")
    expect(alone.locator(".um-decoding-scroll tbody td")).to_have_text(HOSTILE.replace(" ", "·"))
    expect(alone.locator(".um-decoding-texts li p")).to_have_text(HOSTILE)
    expect(alone.locator(".um-decoding-prompt")).to_have_text(HOSTILE)
    expect(alone.locator("img, script")).to_have_count(0)
    assert page.evaluate("window.harmed") is None


def payload(token: str) -> dict[str, Any]:
    written = DecodedToken(id=1, token=token, logprob=-1.0, rank=1, entropy_bits=2.0, n_kept=3)
    run = DecodingRun({"name": "greedy"}, token, (written,), -1.0, "max_new_tokens")
    settings = {"n_steps": 1, "seed": 1, "strategies": [run.strategy]}
    return encode_decoding(Decoding((), (run,)), token, "gpt", settings)


def test_the_columns_are_saved_as_a_picture_and_as_a_table(page: Page) -> None:
    view = open_lab(page)
    with page.expect_download() as saved:
        view.get_by_role("button", name="SVG").click()
    picture = saved.value.path().read_text(encoding="utf-8")
    assert [token for token in column(view, 3) if escape(token.strip()) not in picture] == []
    view.locator("summary").click()
    with page.expect_download() as saved:
        view.get_by_role("button", name="CSV").click()
    lines = list(csv.reader(saved.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert len(lines) == 1 + sum(len([token for token in column(view, number) if token]) for number in range(1, 6))


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme="dark")
def test_on_a_phone_the_columns_scroll_and_the_page_does_not(page: Page) -> None:
    view = open_lab(page)
    expect(heads(view).nth(1).locator("option:checked")).to_have_text("束搜索")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = view.locator(".um-decoding-scroll")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
