"""The attention lab as a person uses it: opens heads, changes the mask, reads numbers, saves files."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, Request, expect

SENTENCE = "The animal didn't cross the street because it was too tired."
MASKED_SENTENCE = "The little dog ran to the [MASK] and began to bark."
HOSTILE_TEXT = "</script><img src=x onerror=alert(1)> ${7*7} {{value}} \u05e9\u05dc\u05d5\u05dd \u202e end"
SLOW_MS = 60_000  # the first pass loads the model libraries and both models
SVG = "{http://www.w3.org/2000/svg}"


def open_lab(page: Page, **state: str) -> None:
    page.goto("/?" + urlencode({"lab": "attention", **state}))
    expect(page.locator(".um-attention-panel")).to_have_count(2, timeout=SLOW_MS)


def panel(page: Page, side: str) -> Locator:
    return page.locator(f".um-attention-panel.um-of-{side}")


def opened_head(page: Page, side: str) -> Locator:
    return panel(page, side).locator("h4")


def exact(page: Page, side: str) -> None:
    """Wait until the opened head's own values have come: then nothing is marked as rounded."""
    expect(panel(page, side).locator(".um-attention-readout")).not_to_contain_text("≈", timeout=SLOW_MS)


def choose_mask(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()


def weight_of(page: Page, side: str) -> float:
    return float(panel(page, side).locator(".um-attention-readout strong").inner_text())


def test_gpt_looks_back_and_bert_both_ways(page: Page) -> None:
    open_lab(page)
    expect(panel(page, "gpt").locator("header")).to_contain_text("those before it")
    expect(panel(page, "bert").locator("header")).to_contain_text("every token sees every token")
    for side in ("gpt", "bert"):
        expect(panel(page, side).get_by_role("radio")).to_have_count(36)
        expect(panel(page, side).get_by_text("query: the token that looks")).to_be_visible()
        expect(panel(page, side).get_by_text("key: the token looked at")).to_be_visible()


def test_a_head_is_opened_by_click_and_by_arrow_keys_and_kept_in_the_link(page: Page) -> None:
    open_lab(page)
    gpt = panel(page, "gpt")
    gpt.get_by_role("radio", name="Layer 2 · head 3").click()
    expect(opened_head(page, "gpt")).to_have_text("Layer 2 · head 3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(opened_head(page, "gpt")).to_have_text("Layer 3 · head 2")
    expect(gpt.get_by_role("radio", name="Layer 3 · head 2")).to_be_focused()
    expect(page).to_have_url(re.compile(r"attention\.gpt_head=3\.2"))
    page.reload()
    expect(opened_head(page, "gpt")).to_have_text("Layer 3 · head 2", timeout=SLOW_MS)


@pytest.mark.parametrize("link", ["99.99", "-1.0", "<img src=x>", "1.2.3"])
def test_a_head_that_is_not_there_falls_back_to_the_first(page: Page, link: str) -> None:
    open_lab(page, **{"attention.gpt_head": link})
    expect(opened_head(page, "gpt")).to_have_text(re.compile(r"^Layer \d · head \d$"))


def test_hover_and_keyboard_tell_the_exact_value_and_its_place(page: Page) -> None:
    open_lab(page, **{"attention.gpt_head": "1.1"})
    exact(page, "gpt")
    chart = panel(page, "gpt").locator(".um-attention-map")
    chart.focus()
    page.keyboard.press("End")
    expect(panel(page, "gpt").locator(".um-attention-readout")).to_contain_text("key_pos=13] [6, 6, 14, 14]")
    page.keyboard.press("Home")
    for _ in range(20):
        page.keyboard.press("ArrowDown")  # stops at the last query
    place = panel(page, "gpt").locator(".um-attention-tensor")
    expect(place).to_have_text("attn_pattern[layer=1, head=1, query_pos=13, key_pos=0] [6, 6, 14, 14]")
    weights = panel(page, "gpt").locator(".um-attention-weight").all_inner_texts()
    assert len(weights) == 14
    assert sum(map(float, weights)) == pytest.approx(1, abs=0.001)
    assert f"= {weight_of(page, 'gpt'):.4f}" in panel(page, "gpt").locator(".um-attention-formula").inner_text()
    expect(page.get_by_role("tooltip")).to_contain_text("→ <|endoftext|>")


def test_a_mask_changes_the_map_and_the_prediction(page: Page) -> None:
    open_lab(page, text=MASKED_SENTENCE)
    bert = panel(page, "bert")
    expect(bert.locator("caption")).to_contain_text("[MASK] at position 7")
    choose_mask(page, "causal")
    expect(bert.locator("header")).to_contain_text("those before it", timeout=SLOW_MS)
    expect(bert.locator("caption")).to_contain_text("→")
    choose_mask(page, "full")
    expect(panel(page, "gpt").locator("header")).to_contain_text("every token sees every token", timeout=SLOW_MS)
    expect(page).to_have_url(re.compile(r"attention\.mask=full"))


def test_only_masks_with_a_size_ask_for_one(page: Page) -> None:
    open_lab(page)
    size = page.locator(".um-attention-size")
    expect(size).to_be_hidden()
    choose_mask(page, "window")
    expect(size).to_be_visible()
    expect(panel(page, "gpt").locator("header")).to_contain_text("window 3", timeout=SLOW_MS)


def test_bert_asks_for_a_mask_token(page: Page) -> None:
    open_lab(page)
    expect(panel(page, "bert")).to_contain_text("Put [MASK] in place of a word")
    expect(panel(page, "gpt").locator("caption")).to_contain_text("Next token")


def test_heads_colours_and_hover_run_nothing_again(page: Page) -> None:
    """A head's own values are fetched once; nothing else asks the server."""
    open_lab(page, text="The animal was tired.")
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            asked.append(request.url)

    page.on("request", note)
    gpt = panel(page, "gpt")
    gpt.get_by_role("radio", name="Layer 0 · head 0").click()
    exact(page, "gpt")
    assert [url for url in asked if "component_server" not in url] == []
    n_asked = len(asked)
    gpt.get_by_role("button", name="each row's strongest").click()
    gpt.locator(".um-attention-map").hover()
    gpt.get_by_role("radio", name="Layer 0 · head 1").click()
    exact(page, "gpt")
    gpt.get_by_role("radio", name="Layer 0 · head 0").click()
    exact(page, "gpt")
    assert len(asked) == n_asked + 1


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        panel(page, "gpt").get_by_role("button", name=kind, exact=True).click()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    return Path(download.value.path()).read_bytes()


def test_hostile_text_shows_as_itself_on_screen_and_in_files(page: Page) -> None:
    open_lab(page, text=HOSTILE_TEXT)
    exact(page, "gpt")
    labels = "".join(panel(page, "gpt").locator(".um-attention-key").all_inner_texts())
    assert "49" not in labels
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV").decode("utf-8-sig"))))
    n_tokens = round(len(rows) ** 0.5)
    text = "".join(row["key"] for row in rows[:n_tokens])
    assert "${7*7}" in text
    assert "</script>" in text
    assert "\u202e" not in text
    for query in range(n_tokens):
        weights = [float(row["attn_pattern"]) for row in rows[query * n_tokens : (query + 1) * n_tokens]]
        assert sum(weights) == pytest.approx(1, abs=1e-5)
    picture = ElementTree.fromstring(saved(page, "SVG"))
    assert len(picture.findall(f".//{SVG}rect")) >= n_tokens * (n_tokens + 1) // 2
    assert picture.findall(f".//{SVG}script") == []
    assert saved(page, "PNG").startswith(b"\x89PNG")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_fit_the_page(page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_lab(page, lang=language)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heading = "第" if language == "zh" else "Layer"
    expect(opened_head(page, "gpt")).to_contain_text(heading)
    tops = [panel(page, side).bounding_box()["y"] for side in ("gpt", "bert")]  # type: ignore[index]
    assert (tops[0] == tops[1]) == (width == 1440)
