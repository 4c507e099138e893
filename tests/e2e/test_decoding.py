"""The decoding lab as a person uses it."""

from __future__ import annotations

import csv
import re
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.labs.decoding.kinds import encode_kinds
from app.labs.decoding.page import MAX_COLUMNS
from models.records import DecodedToken, Decoding, DecodingRun
from viz.decoding.columns import encode_decoding
from viz.decoding.payloads import Written

SHORT = "/?lab=decoding&decoding.steps=6"
FRAMES_UNDER_WAY = 12  # steps that a server may have sent before it hears of the stop
HOSTILE = "</script><img src=x onerror=window.harmed=1>${7*7}"
# Puts the view on the page by itself, with a payload of our own.
MOUNT = """async (props) => {
  const { mount } = await import(document.baseURI + "unmasked/js/decoding/columns.js");
  const element = document.body.appendChild(document.createElement("div"));
  element.id = "alone";
  mount({ element, props, watch: () => {}, trigger: () => {} });
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
    assert heads(view).locator(".um-decoding-kind select").evaluate_all("all => all.map((one) => one.value)") == [
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
    assert any(column(view, 5))
    top_p = heads(view).nth(4).get_by_label("top-p")
    top_p.fill("1.5")
    top_p.press("Enter")
    expect(page.locator(".um-lab-decoding .um-status", has_text="top_p")).to_contain_text("1.5")
    expect(top_p).to_have_value("1.5")
    assert not any(column(view, 5))  # what was written with another value is hidden
    top_p.fill("0.8")
    top_p.press("Enter")
    expect_written(view)
    expect(page.locator(".um-lab-decoding .um-status", has_text="top_p")).to_have_count(0)
    assert any(column(view, 5))


def test_a_link_reopens_model_steps_seed_and_strategies(page: Page) -> None:
    link = "/?lab=decoding&decoding.writer=lstm&decoding.steps=4&decoding.seed=5"
    view = open_lab(page, f"{link}&decoding.strategies=greedy+sample-top_k-3")
    expect(heads(view)).to_have_count(2)
    expect(heads(view).nth(1).get_by_label("top-k")).to_have_value("3")
    expect(view.locator(".um-decoding-scroll tbody tr")).to_have_count(4)
    expect(view).to_have_class(re.compile("um-of-lstm"))
    expect(view.get_by_role("status")).to_contain_text("seed 5")


# Notes how many nodes are put into the cells of the first column, from the first that has all rows.
WATCH = """
const begin = (body) => {
  window.marked = body.querySelector("td");
  window.made = window.before = body.querySelectorAll("td:nth-child(2) bdi").length;
  const note = (changes) => {
    for (const change of changes) if (change.target.cellIndex === 1) window.made += change.addedNodes.length;
  };
  new MutationObserver(note).observe(body, { childList: true, subtree: true });
};
new MutationObserver((_, watch) => {
  const body = document.querySelector(".um-decoding tbody");
  if (body?.rows.length !== 200) return;
  watch.disconnect();
  begin(body);
}).observe(document, { childList: true, subtree: true });
"""
LONG = "/?lab=decoding&decoding.steps=200&decoding.strategies=sample-top_p-0.9" + "+beam-num_beams-10" * 4


def start_long(page: Page) -> Locator:
    """The view, while five columns of 200 steps are being written."""
    page.goto(LONG)
    return page.locator(".um-decoding").first


def n_written(view: Locator) -> int:
    """Tokens of the longest column."""
    return max(cells(view, number).locator("bdi").count() for number in range(1, 6))


def test_writing_can_be_stopped_within_a_step(page: Page) -> None:
    view = start_long(page)
    view.get_by_role("button", name="Stop").dispatch_event("click")  # a click would wait for the page to stand still
    at_once = n_written(view)
    expect(view.locator(".um-decoding-writing")).to_have_count(0)
    page.wait_for_timeout(1500)  # what was under way arrives
    written = n_written(view)
    assert 0 < written < 200
    assert written <= at_once + FRAMES_UNDER_WAY
    page.wait_for_timeout(1000)
    assert n_written(view) == written
    expect(view.locator(".um-decoding-halted").first).to_contain_text("stopped by you")
    page.get_by_label("Steps").first.fill("3")
    page.get_by_label("Steps").first.press("Enter")
    expect(view.locator(".um-decoding-max_new_tokens")).to_have_count(5)


def test_each_token_of_long_texts_is_put_there_once(page: Page) -> None:
    """Five columns: no cell is drawn again. How long a frame takes is a row of the benchmarks."""
    page.add_init_script(WATCH)
    view = start_long(page)
    expect(view.locator("tbody tr")).to_have_count(200)
    expect(view.locator(".um-decoding-writing")).to_have_count(0, timeout=180_000)
    assert page.evaluate("window.before < window.made")
    assert page.evaluate("window.marked === document.querySelector('.um-decoding tbody td')")
    assert page.evaluate("window.made") == cells(view, 1).locator("bdi").count()


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
    page.evaluate(MOUNT, {"value": payload(HOSTILE), "kinds": encode_kinds(), "max_columns": MAX_COLUMNS})
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
    made_from: Written = {"prompt": token, "model": "GPT", "family": "gpt", "fills": False}
    return encode_decoding(Decoding((), (run,)), made_from, settings, [None])


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


def closely(page: Page, section: str) -> Locator:
    return page.locator(f"#um-section-decoding-{section}")


def test_a_click_opens_the_step_and_another_token_branches_off(page: Page) -> None:
    view = open_lab(page)
    before = column(view, 4)
    cells(view, 4).nth(2).click()
    step = closely(page, "step")
    expect(step.locator(".um-decoding-choice.um-decoding-chosen bdi")).to_have_text(before[2])
    expect(page).to_have_url(re.compile(r"decoding\.step=3\.2.*decoding\.section=step"))
    expect(step.locator(".um-decoding-tells")).to_contain_text("40 were left to draw from")
    expect(step.locator(".um-decoding-cut").first).to_contain_text("cut by top-k")
    number = float(step.locator(".um-decoding-needle").inner_text().removeprefix("u = "))
    landed = step.locator(".um-decoding-ends .um-decoding-chosen")
    begin, width = (float(landed.evaluate(f"e => e.style.getPropertyValue('--{name}')")) for name in ("at", "width"))
    assert begin - 1e-4 <= number <= begin + width + 1e-4

    other = step.locator(".um-decoding-choice:not(.um-decoding-chosen) > button").first
    token = other.locator("bdi").inner_text()
    other.click()
    expect(heads(view)).to_have_count(6)
    expect_written(view)
    assert column(view, 4) == before
    assert column(view, 5)[:2] == before[:2]
    assert column(view, 5)[2].startswith(token)
    expect(heads(view).nth(4)).to_contain_text("from step 3")
    expect(page).to_have_url(re.compile(r"sample-temperature-0\.8-top_k-40-force-2(~|%7E)\d+"))


def test_a_link_reopens_a_tree_that_is_read_from_the_keyboard(page: Page) -> None:
    view = open_lab(page, f"{SHORT}&decoding.look=tree")
    tree = closely(page, "tree").locator(".um-decoding-tree-picture")
    expect(tree.locator(".node")).to_have_count(6 * 10)
    found = "".join(tree.locator(".node.winner .token").all_text_contents())
    assert found == "".join(column(view, 2))
    expect(tree.locator(".node.kept")).to_have_count(6 * 5)
    tree.locator("[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#um-tooltip")).to_contain_text("rank in this step")
    width = tree.get_attribute("width")
    closely(page, "tree").get_by_role("button", name="Larger").click()
    assert float(tree.get_attribute("width")) > float(width)
    expect(closely(page, "tree").locator(".um-decoding-widths")).to_contain_text("1 (greedy)")


def test_samples_and_cache_are_computed_when_they_are_opened(page: Page) -> None:
    open_lab(page)
    samples, cache = closely(page, "samples"), closely(page, "cache")
    expect(samples.locator(".um-decoding-closely")).to_be_hidden()
    page.get_by_role("button", name="Many samples").click()
    expect(samples.locator(".um-decoding-samples li")).to_have_count(12)
    expect(samples.locator(".um-decoding-samples")).to_be_in_viewport()
    page.get_by_label("How many samples").select_option("4")
    expect(samples.locator(".um-decoding-samples li")).to_have_count(4)
    expect(samples.locator(".um-decoding-figures")).to_contain_text("of 4")
    page.get_by_role("button", name="What the key/value cache saves").click()
    expect(samples).to_be_hidden()
    expect(cache).to_contain_text("times as long")
    expect(cache).to_contain_text("this model, measured")
    expect(cache.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(2)
    page.get_by_role("button", name="What the key/value cache saves").click()
    expect(cache).to_be_hidden()
    expect(page).not_to_have_url(re.compile("section"))


def test_bert_fills_blanks_and_says_so(page: Page) -> None:
    view = open_lab(page)
    page.get_by_role("radio", name="BERT").check()
    expect(view).to_have_class(re.compile("um-of-bert"))
    expect_written(view)
    assert sorted(cells(view, 1).locator("small").all_inner_texts()) == list("123456")
    expect(view.get_by_role("status")).to_contain_text("not to write")
    page.locator("#um-text textarea").fill("My [MASK] is very [MASK].")
    expect(view.get_by_role("status")).to_contain_text("The text's own 2 [MASK] are filled")
    assert sorted(cells(view, 1).locator("small").all_inner_texts()) == list("12")
    page.get_by_role("radio", name="GPT").check()
    expect(heads(view)).to_have_count(5)


def test_no_prompt_and_no_temperature_are_said_for_what_they_are(page: Page) -> None:
    view = open_lab(page, f"{SHORT}&text=&decoding.strategies=greedy+sample-temperature-0")
    expect(view.locator(".um-decoding-prompt")).to_contain_text("start token")
    expect(heads(view).nth(1)).to_contain_text("temperature 0 is greedy")
    assert column(view, 1) == column(view, 2)


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme="dark")
def test_on_a_phone_the_columns_scroll_and_the_page_does_not(page: Page) -> None:
    view = open_lab(page)
    expect(heads(view).nth(1).locator("option:checked").first).to_have_text("束搜索")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = view.locator(".um-decoding-scroll")
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
