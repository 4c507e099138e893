"""A mask, a strategy, a norm and a lab that the playground knows from one line and one file each: `tests/toys`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

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
    page.goto(f"/?lab=attention&lang={language}&attention.left_head=1.1&attention.left_cell=5.3&text={TEXT}")
    gpt = page.locator(".um-attention-panel.um-of-gpt")
    cell = gpt.locator(".um-attention-readout strong")
    expect(cell).to_have_text(re.compile(r"^\d"), timeout=SLOW_MS)  # a weight
    page.locator(".um-attention-pick").nth(1).get_by_role("listbox").click()
    page.get_by_role("option", name=known["attention.choice_stripes"], exact=True).click()
    expect(gpt.locator("header")).to_contain_text(known["attention.mask_stripes"])
    expect(cell).not_to_have_text(re.compile(r"\d"))  # forbidden: the third key is no second one
    expect(gpt.locator(".um-attention-closed").first).to_contain_text("2")  # of six keys that it sees by nature

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
    columns = page.locator(".um-decoding-columns")
    expect(columns.locator("tfoot td")).to_have_count(1, timeout=SLOW_MS)
    columns.locator(".um-decoding-add").select_option(label=known["decoding.preset_second"])
    expect(columns.locator("tfoot td")).to_have_count(2)
    expect(columns.locator("thead select").nth(1)).to_have_value("second")
    expect(page).to_have_url(re.compile(r"decoding\.strategies=greedy\+second"))

    first = columns.locator("tbody tr").first.locator("td")
    greedy, second = first.all_inner_texts()
    first.nth(1).click()
    step = page.locator("#um-section-decoding-step")
    chosen = step.locator(".um-decoding-chosen button")
    expect(chosen).to_have_text(f"2{second}".replace("◆", ""), timeout=SLOW_MS)
    expect(step.locator(".um-decoding-choice button").first).to_have_text(f"1{greedy}")
    expect(step.locator(".um-decoding-tells")).to_contain_text(known["decoding.tells_second"].split("{")[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_norm_is_chosen_in_a_panel_and_guessed_in_an_experiment(page: Page, language: str) -> None:
    known = words(language)
    page.goto(f"/?lab=norms&lang={language}&text={TEXT}")
    panel = page.locator(".um-norms .panel").nth(1)
    expect(panel.locator("figure svg")).to_be_visible(timeout=SLOW_MS)
    panel.get_by_role("combobox").first.select_option(label=known["norms.whole_name"])
    expect(panel.locator(".averages")).to_contain_text("192")
    expect(panel).to_contain_text(known["norms.whole_sees"])
    table = panel.locator(".um-table").last
    table.locator("summary").click()
    expect(table.locator("tbody tr")).to_have_count(1)  # one mean, one variance
    expect(page).to_have_url(re.compile(r"norms\.right=whole"))

    page.locator("#um-labs .um-lab-norms [role=tab]").nth(1).click()
    experiment = page.locator(".experiment[data-name=neighbour]")
    guess = experiment.get_by_role("button", name=known["norms.whole_name"], exact=True)
    guess.click()
    experiment.locator("button.measure").click()
    expect(guess).to_have_attribute("data-right", "true", timeout=SLOW_MS)
    expect(experiment.locator(".verdict")).to_contain_text(known["norms.whole_name"])


def test_a_lab_opens_its_sections_by_click_and_only_the_open_one_computes(page: Page) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/queue/join" in request.url else None)
    page.goto(f"/?lab=toy&text={TEXT}")
    letters, backwards = (page.locator(f"#um-section-toy-{name}") for name in ("letters", "backwards"))
    expect(letters.get_by_label("How many letters")).to_have_value("17", timeout=SLOW_MS)
    expect(backwards).to_be_hidden()
    calm(page)
    assert len(asked) == 2  # the open section and the token counts

    page.get_by_role("tab", name="Backwards").click()
    expect(backwards.get_by_label("The text from its end")).to_have_value(TEXT[::-1])
    expect(letters).to_be_hidden()
    expect(page).to_have_url(re.compile(r"lab=toy.*toy\.section=backwards"))
    calm(page)
    assert len(asked) == 3


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
