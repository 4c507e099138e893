from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from torch import nn

HOSTILE = "</script><img src=x onerror=alert(1)> ${7*7} {{value}}"


@pytest.fixture
def memory(page: Page) -> Page:
    return open_memory(page)


def open_memory(page: Page, query: str = "") -> Page:
    page.goto(f"/?lab=memory{query}")
    page.locator(".um-memory canvas").first.wait_for()
    return page


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+\.\d+", text)]


def test_the_formulas_come_out_at_every_step_and_ask_nobody(memory: Page) -> None:
    asked: list[str] = []
    memory.on("request", lambda request: asked.append(request.url))
    for _ in range(3):
        cell, hidden = memory.locator(".um-memory .formula").all()
        f, before, i, g, c = numbers(cell.inner_text())
        o, of_cell, h = numbers(hidden.inner_text())
        assert c == pytest.approx(f * before + i * g, abs=0.03)
        assert h == pytest.approx(o * math.tanh(of_cell), abs=0.02)
        memory.locator(".um-memory .steps .here").focus()
        memory.keyboard.press("ArrowLeft")
    expect(memory.locator(".um-memory .steps .here")).to_have_text("was")
    memory.get_by_label("Colour").select_option("cell")
    memory.get_by_label("Units in order of").select_option("memory")
    memory.locator(".um-memory canvas").first.click(position={"x": 30, "y": 200})
    expect(memory.locator(".um-memory .stage h4")).to_contain_text("Layer 0, unit")
    memory.locator(".um-memory .crossings button").first.click()
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == []


def test_playing_steps_through_the_text(memory: Page) -> None:
    memory.locator(".um-memory .steps .um-chip").first.click()
    memory.get_by_role("button", name="Play").click()
    expect(memory.locator(".um-memory .steps .here")).to_have_text("animal")
    memory.get_by_role("button", name="Pause").click()


def test_a_link_reopens_unit_layer_and_step(page: Page) -> None:
    open_memory(page, "&memory.layer=0&memory.unit=17&memory.step=2&memory.gate=hidden&memory.order=nonsense")
    expect(page.locator(".um-memory .stage h4")).to_contain_text("Layer 0, unit 17")
    expect(page.locator(".um-memory .steps .here")).to_have_text("animal")
    expect(page.get_by_label("Units in order of")).to_have_value("varies")


def test_reach_is_measured_for_three_models(page: Page) -> None:
    page.goto("/?lab=memory&memory.part=influence")
    told = page.locator(".um-memory-reach_text")
    expect(told).to_contain_text("kite 9")  # the page's first text needs no memory: another one stands in for it
    expect(told.locator(".um-of-lstm")).not_to_contain_text("kite")
    told.get_by_role("button", name="the text above").click()
    expect(told).not_to_contain_text("kite")
    page.locator("#um-text textarea").fill("The cat sat on the mat.")
    strips = page.locator(".um-memory-influence .strip")
    expect(strips).to_have_count(3)
    expect(page.locator(".um-memory-influence .carry tbody tr")).to_have_count(3)
    strips.first.get_by_role("button", name="sat").click()
    expect(strips.first.locator("[aria-pressed=true]")).to_have_text("sat")
    expect(strips.first.locator(".ahead")).to_have_count(4)
    page.get_by_role("button", name=re.compile("gradient")).click()
    expect(page).to_have_url(re.compile("memory.measure=gradient"))


@pytest.mark.browser_context_args(color_scheme="dark", locale="zh-CN")
def test_figures_speak_the_page_s_language_and_are_saved_with_their_text(page: Page, tmp_path: Path) -> None:
    page.goto("/?lab=memory&memory.section=influence&text=The cat sat on the mat.")
    plots = page.locator("#um-section-memory-influence .um-plotted")
    expect(plots.first.locator(".legendtext").nth(1)).to_have_text("LSTM，所选位置")
    line = plots.first.locator(".scatterlayer path.js-line").first
    assert line.evaluate("line => getComputedStyle(line).stroke") == "rgb(69, 201, 161)"  # the dark page's green
    with page.expect_download() as saved:
        plots.first.get_by_role("button", name="SVG").click()
    saved.value.save_as(tmp_path / "figure.svg")
    drawn = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert "“The cat sat on the mat.”" in drawn
    assert "影响随距离的变化" in drawn
    assert "rgb(0, 158, 115)" in drawn  # paper's
    plots.first.get_by_text("以表格显示").click()
    expect(plots.first.locator("tbody tr")).to_have_count(7)


def test_both_directions_and_their_time(page: Page) -> None:
    page.goto("/?lab=memory&memory.part=directions")
    rows = page.locator(".um-memory-directions .knows tbody tr")
    expect(rows).to_have_count(14)
    page.get_by_role("button", name="Measure now").click()
    expect(page.locator("#um-section-memory-directions .js-plotly-plot .legendtext").first).to_be_visible()


def test_weights_are_counted_with_my_numbers(page: Page) -> None:
    page.goto("/?lab=memory&memory.part=weights&memory.cell=gru&memory.biases=two")
    page.get_by_label("Input size").fill("10")
    page.get_by_label("Hidden size").fill("20")
    page.get_by_label("Bidirectional").check()
    expected = sum(p.numel() for p in nn.GRU(10, 20, 2, bidirectional=True).parameters())
    expect(page.locator(".um-memory-weights .sum strong")).to_have_text(f"{expected:,}")
    expect(page.locator(".um-memory-weights")).to_contain_text("keras.layers.GRU(20, reset_after=True)")
    page.get_by_label("Hidden size").fill("0")
    expect(page.get_by_text("hidden_size is 0")).to_be_visible()


def test_a_long_text_and_a_hostile_one(memory: Page) -> None:
    memory.locator("#um-text textarea").fill("One day the cat ran. " * 60)
    expect(memory.get_by_text(re.compile(r"Shown: the last 160 of \d+ tokens"))).to_be_visible()
    memory.locator("#um-text textarea").fill(HOSTILE)
    expect(memory.locator(".um-memory .steps")).to_contain_text("</")
    assert memory.locator(".um-memory img").count() == 0


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark")
def test_it_fits_a_phone(memory: Page) -> None:
    assert memory.evaluate("document.documentElement.scrollWidth <= innerWidth")
