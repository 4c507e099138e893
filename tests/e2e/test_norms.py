from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.labs.norms.training import twins

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


SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def value(text: str) -> float:
    """A number as the page writes it: −0.5, 10⁻⁵, 2.3 × 10⁻⁸."""
    factor, _, power = text.strip().strip("()").replace("−", "-").rpartition("10")
    if not power or power[0] not in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹":
        return float(text.strip().strip("()").replace("−", "-"))
    return float(factor.strip(" \u00a0×") or 1) * 10 ** int(power.translate(SUPERSCRIPTS))


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
    table = norms.locator(SECOND_PANEL).locator(".um-table").last
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
    typed = "One more.\n" * 16
    norms.get_by_label("More sentences").fill(typed)
    expect(norms.get_by_text("17 sentences; at most 16 are read together.")).to_be_visible()
    expect(norms.get_by_label("More sentences")).to_have_value(typed)
    expect(norms.locator(f"{SECOND_PANEL} >> figure svg")).to_be_visible()


def test_a_hostile_text_shows_as_itself(norms: Page) -> None:
    pictures = norms.locator(".um-norms img").count()
    norms.locator("#um-text textarea").fill(HOSTILE)
    expect(norms.locator(".um-norms .stack")).to_contain_text("</script><img·src=x·onerror=alert(1)>")
    assert norms.locator(".um-norms img").count() == pictures


def open_section(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def experiment(page: Page, name: str) -> Locator:
    return page.locator(f".um-norms .experiment[data-name={name}]")


def test_a_guess_is_made_before_the_answer_is_measured(norms: Page) -> None:
    open_section(norms, "Experiments")
    card = experiment(norms, "neighbour")
    expect(card.locator(".answer")).to_have_text("Guess first, then measure.")
    card.get_by_role("button", name="Batch norm").click()
    card.get_by_role("button", name="RMS norm").click()
    card.get_by_role("button", name="Measure").click()
    expect(card.locator(".verdict")).to_contain_text("5 of 6 guessed right. Measured: Batch norm.")
    expect(card.locator("[data-norm=rms]")).to_have_attribute("data-right", "false")
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in card.locator(".moves tbody tr").all()
    }
    assert set(rows["Layer norm"]) == set(rows["what enters"]) == {"0"}
    assert all(float(moved) > 0.01 for moved in rows["Batch norm"])
    norms.get_by_label("More sentences").fill("It was dark.")
    expect(card.locator(".answer")).to_have_text("Guess first, then measure.")  # of another batch nothing is known yet


def test_every_experiment_is_measured(norms: Page) -> None:
    open_section(norms, "Experiments")
    truths = {
        "small": "Measured: Batch norm, Instance norm.",
        "padding": "Measured: Sentence-wide layer norm, Batch norm, Group norm, Instance norm.",
        "running": "Measured: Batch norm.",
        "future": "Measured: Sentence-wide layer norm, Batch norm, Group norm, Instance norm.",
        "scale": "Measured: Layer norm, Sentence-wide layer norm, Group norm, RMS norm.",
    }
    for name, truth in truths.items():
        experiment(norms, name).get_by_role("button", name="Measure").click()
        expect(experiment(norms, name).locator(".verdict")).to_contain_text(truth)
    expect(experiment(norms, "small")).to_contain_text("Expected more than 1 value per channel when training")
    steps = experiment(norms, "running").locator("input[type=range]").first
    steps.fill("5")
    expect(experiment(norms, "running").locator(".um-chart")).to_contain_text("5")


def test_a_link_opens_the_depth_and_a_token_can_be_chosen(page: Page) -> None:
    page.goto("/?lab=norms&norms.section=depth")
    panels = page.locator(".um-norms .depth .panel")
    expect(panels).to_have_count(2)
    expect(panels.nth(0)).to_contain_text("pre-norm")
    expect(panels.nth(1)).to_contain_text("post-norm")
    expect(page.get_by_label("More sentences")).to_be_hidden()
    before = panels.nth(0).locator(".um-chart path").first.get_attribute("d")
    panels.nth(0).get_by_role("button", name="·street").click()
    expect(panels.nth(0).get_by_role("button", name="·street")).to_have_attribute("aria-pressed", "true")
    expect(panels.nth(0).locator(".um-chart path").first).not_to_have_attribute("d", before)


def test_the_group_norm_has_the_groups_that_are_chosen(norms: Page) -> None:
    norms.get_by_label("Norm on the right").select_option("group")
    norms.locator(SECOND_PANEL).locator(".groups select").select_option("4")
    expect(norms.locator(SECOND_PANEL)).to_contain_text("48 neighbouring features at a time")
    norms.wait_for_url(re.compile("norms.groups=4"))


def test_the_chinese_pair_says_how_it_is_read(norms: Page) -> None:
    norms.get_by_role("button", name="Try a Chinese pair").click()
    expect(norms.locator(".um-norms .pieces")).to_have_count(2)
    expect(norms.locator(".um-norms .cut")).to_contain_text("are parts of a character or unknown to it")
    expect(norms.locator(".source .shape")).to_contain_text("batch 2")


@pytest.mark.skipif(not twins(), reason="no twins are bundled")
def test_the_twins_tell_how_they_learned_and_write(page: Page) -> None:
    page.goto("/?lab=norms&norms.section=training")
    n_twins = len(twins())
    expect(page.locator("#um-section-norms-training .um-plotted .legendtext")).to_have_count(n_twins)
    expect(page.locator(".um-norms .twins tbody tr")).to_have_count(n_twins)
    expect(page.locator(".um-norms .continuation")).to_have_count(n_twins)


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark")
def test_it_fits_a_phone(norms: Page) -> None:
    assert norms.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = [norms.locator(panel).evaluate("panel => panel.offsetTop") for panel in (FIRST_PANEL, SECOND_PANEL)]
    assert tops[1] - tops[0] >= norms.locator(FIRST_PANEL).evaluate("panel => panel.offsetHeight")
