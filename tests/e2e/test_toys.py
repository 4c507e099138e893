"""A mask, a strategy, a norm and a lab that the playground knows from one line and one file each: `tests/toys`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

TOYS = Path(__file__).parent.parent / "toys"
SLOW_MS = 60_000  # the first pass loads the model libraries
TEXT = "The cat sat on the mat."
pytestmark = pytest.mark.parametrize("app_url", [TOYS / "app.py"], ids=["toys"], indirect=True)


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((TOYS / f"strings/{language}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_mask_is_chosen_in_a_panel_and_as_a_tool(page: Page, language: str) -> None:
    known = words(language)
    place = "attention.left_head=1.1&attention.left_cell=5.3"
    page.goto(f"/?lab=attention&lang={language}&{place}&text={TEXT}")
    gpt = page.locator(".um-attention-panel.um-of-gpt")
    weight, formula = gpt.locator(".um-attention-readout strong"), gpt.locator(".um-attention-formula")
    ranked = gpt.locator(".um-attention-ranked tbody tr")
    expect(weight).to_have_text(re.compile(r"^0\.\d+$"), timeout=SLOW_MS)
    expect(ranked).to_have_count(6)  # what the sixth token sees by nature
    page.locator(".um-attention-pick").nth(1).get_by_role("combobox").click()
    page.get_by_role("option", name=known["attention.choice_stripes"], exact=True).click()
    expect(gpt.locator("header")).to_contain_text(known["attention.mask_stripes"])
    expect(ranked).to_have_count(3)
    expect(weight).not_to_have_text(re.compile(r"\d"))  # the fourth token is none of them
    expect(formula).to_contain_text("−∞")

    page.locator(".um-door").first.click()
    section = page.locator("#um-section-attention-mask")
    expect(section.locator("figure")).to_have_count(3, timeout=SLOW_MS)
    section.get_by_role("button", name=known["attention.mask_stripes"], exact=True).click()
    expect(section.locator("figcaption").nth(1)).to_have_text(known["attention.mask_stripes"])
    expect(section).to_contain_text(known["attention.explain_stripes"])
    expect(page).to_have_url(re.compile(r"attention\.left_mask=stripes.*attention\.mask=stripes"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_strategy_writes_a_column_of_its_own(page: Page, language: str) -> None:
    known = words(language)
    page.goto(f"/?lab=decoding&lang={language}&decoding.steps=4&decoding.strategies=greedy&text={TEXT}")
    columns = page.locator(".um-decoding").first
    expect(columns.locator("tfoot td")).to_have_count(1, timeout=SLOW_MS)
    columns.locator(".um-decoding-add").select_option(label=known["decoding.preset_second"])
    expect(columns.locator("tfoot td")).to_have_count(2)
    expect(columns.locator(".um-decoding-kind select").nth(1)).to_have_value("second")
    expect(page).to_have_url(re.compile(r"decoding\.strategies=greedy\+second"))

    first = columns.locator(".um-decoding-scroll tbody tr").first.locator("td .um-decoding-token")
    greedy, second = first.all_inner_texts()
    first.nth(1).click()
    step = page.locator("#um-section-decoding-step")
    choices = step.locator(".um-decoding-choice button")
    expect(step.locator(".um-decoding-chosen button")).to_have_text(f"2{second}", timeout=SLOW_MS)
    expect(choices.first).to_have_text(f"1{greedy}")
    expect(step.locator(".um-decoding-tells")).to_contain_text(known["decoding.tells_second"].split("{")[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_norm_is_chosen_in_a_panel_and_guessed_in_an_experiment(page: Page, language: str) -> None:
    known = words(language)
    page.goto(f"/?lab=norms&lang={language}&text={TEXT}")
    panel = page.locator(".um-norms .panel").nth(1)
    expect(page.locator(".um-norms .stack")).to_contain_text("mat", timeout=SLOW_MS)  # of this text, not the first one
    panel.get_by_role("combobox").first.select_option(label=known["norms.whole_name"])
    expect(panel).to_contain_text(known["norms.whole_sees"])
    expect(page).to_have_url(re.compile(r"norms\.right=whole"))
    table = panel.locator(".um-table").last
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(1)  # one mean, one variance

    page.locator(".um-lab-norms .um-switch [role=tab]").nth(1).click()
    experiment = page.locator(".experiment[data-name=neighbour]")
    guess = experiment.locator(".guess[data-norm=whole]")
    expect(guess).to_have_text(known["norms.whole_name"])
    guess.click()
    experiment.locator("button.measure").click()
    expect(guess).to_have_attribute("data-right", "true", timeout=SLOW_MS)
    expect(experiment.locator(".verdict")).to_contain_text(known["norms.whole_name"])


def test_a_lab_opens_its_sections_by_click_and_only_the_open_one_computes(page: Page) -> None:
    asked: list[Request] = []
    page.goto("/?lab=toy")
    letters, backwards = (page.locator(f"#um-section-toy-{name}") for name in ("letters", "backwards"))
    expect(letters.get_by_label("How many letters")).to_have_value("48", timeout=SLOW_MS)
    calm(page)
    page.on("request", lambda request: asked.append(request) if "/queue/join" in request.url else None)
    page.get_by_label("Text", exact=True).fill(TEXT)
    expect(letters.get_by_label("How many letters")).to_have_value("17")
    expect(backwards).to_be_hidden()
    calm(page)
    assert len(asked) == 2  # the open section and the token counts

    page.get_by_role("tab", name="Backwards").click()
    expect(backwards.get_by_label("The text from its end")).to_have_value(TEXT[::-1])
    expect(letters).to_be_hidden()
    expect(page).to_have_url(re.compile(r"lab=toy.*toy\.section=backwards"))
    page.get_by_role("tab", name="Letters").click()
    expect(letters.get_by_label("How many letters")).to_have_value("17")
    calm(page)
    assert len(asked) == 3  # what was there already is not computed again


def test_a_lab_opens_its_section_by_link_in_another_language(page: Page) -> None:
    known = words("zh")
    assert known.keys() == words("en").keys()
    page.goto(f"/?lab=toy&toy.section=backwards&lang=zh&text={TEXT}")
    expect(page.get_by_role("tab", name=known["toy.section_backwards"])).to_have_attribute("aria-selected", "true")
    shown = page.get_by_label(known["toy.backwards"])
    expect(shown).to_have_value(TEXT[::-1], timeout=SLOW_MS)
    expect(page.locator("#um-section-toy-letters")).to_be_hidden()
    expect(page.get_by_role("tab", name=known["toy.title"], exact=True)).to_have_attribute("aria-selected", "true")


def calm(page: Page) -> None:
    """Wait until nothing computes."""
    page.wait_for_timeout(1000)
    expect(page.locator(".um-busy")).to_have_count(0)
