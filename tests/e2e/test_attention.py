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

from models.catalog import card

SENTENCE = "The animal didn't cross the street because it was too tired."
REPEATED_SENTENCE = "Once there was a man named Grobin. Everyone loved Gro"
HOSTILE_TEXT = "</script><img src=x onerror=alert(1)> ${7*7} {{value}} \u05e9\u05dc\u05d5\u05dd \u202e end"
SLOW_MS = 60_000  # the first pass loads the model libraries and both models
SVG = "{http://www.w3.org/2000/svg}"


def open_lab(page: Page, **state: str) -> None:
    page.goto("/?" + urlencode({"lab": "attention", **state}))
    expect(page.locator(".um-attention-panel")).to_have_count(2, timeout=SLOW_MS)


def prompt(page: Page) -> Locator:
    return page.locator("#um-text textarea")


def panel(page: Page, side: str) -> Locator:
    return page.locator(f".um-attention-panel.um-of-{side}")


def opened_head(page: Page, side: str) -> Locator:
    return panel(page, side).locator("h4")


def exact(page: Page, side: str) -> None:
    """Wait until the opened head's own values have come: then nothing is marked as rounded."""
    expect(panel(page, side).locator(".um-attention-readout")).not_to_contain_text("≈", timeout=SLOW_MS)


def open_section(page: Page, name: str) -> Locator:
    page.locator(".um-door", has_text=name).click()
    return opened_section(page)


def opened_section(page: Page) -> Locator:
    return page.locator(".um-attention-section").filter(visible=True)


def choose_mask(section: Locator, name: str) -> None:
    section.get_by_role("group", name="Mask").get_by_role("button", name=name, exact=True).click()


def weight_of(page: Page, side: str) -> float:
    return float(panel(page, side).locator(".um-attention-readout strong").inner_text())


def test_gpt_looks_back_and_bert_both_ways(page: Page) -> None:
    open_lab(page)
    expect(panel(page, "gpt").locator("header")).to_contain_text("those before it")
    expect(panel(page, "bert").locator("header")).to_contain_text("every token sees every token")
    for side in ("gpt", "bert"):
        expect(panel(page, side).get_by_role("radio")).to_have_count(card(side).n_layers * card(side).n_heads)
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
    expect(page).to_have_url(re.compile(r"attention\.left_head=3\.2"))
    page.reload()
    expect(opened_head(page, "gpt")).to_have_text("Layer 3 · head 2", timeout=SLOW_MS)


@pytest.mark.parametrize("link", ["99.99", "-1.0", "<img src=x>", "1.2.3"])
def test_a_head_that_is_not_there_falls_back_to_the_first(page: Page, link: str) -> None:
    open_lab(page, **{"attention.left_head": link})
    expect(opened_head(page, "gpt")).to_have_text(re.compile(r"^Layer \d · head \d$"))


def test_hover_and_keyboard_tell_the_exact_value_and_its_place(page: Page) -> None:
    open_lab(page, **{"attention.left_head": "1.1"})
    exact(page, "gpt")
    chart = panel(page, "gpt").locator(".um-attention-map")
    chart.focus()
    page.keyboard.press("End")
    expect(panel(page, "gpt").locator(".um-attention-readout")).to_contain_text("key_pos=13] [8, 6, 14, 14]")
    page.keyboard.press("Home")
    for _ in range(20):
        page.keyboard.press("ArrowDown")  # stops at the last query
    place = panel(page, "gpt").locator(".um-attention-tensor")
    expect(place).to_have_text("attn_pattern[layer=1, head=1, query_pos=13, key_pos=0] [8, 6, 14, 14]")
    weights = panel(page, "gpt").locator(".um-attention-weight").all_inner_texts()
    assert len(weights) == 14
    assert sum(map(float, weights)) == pytest.approx(1, abs=0.001)
    assert f"= {weight_of(page, 'gpt'):.4f}" in panel(page, "gpt").locator(".um-attention-formula").inner_text()
    expect(page.get_by_role("tooltip")).to_contain_text("→ <|endoftext|>")


def test_another_mask_shows_before_after_difference_and_what_follows(page: Page) -> None:
    open_lab(page)
    section = open_section(page, "Another mask")
    expect(section.locator("figure")).to_have_count(3, timeout=SLOW_MS)
    expect(section.locator("figcaption")).to_have_text(
        ["Before: its own mask", "full", "Difference: after minus before"]
    )
    expect(section.locator("caption")).to_contain_text("Next token")
    expect(section.locator(".um-attention-rest")).to_contain_text("all others")
    expect(section.locator(".um-attention-total")).to_have_text(re.compile(r"^The text: \d+\.\d → \d+\.\d bits$"))
    expect(section).to_contain_text("a token is already visible while it is predicted")
    choose_mask(section, "padding")
    section.get_by_role("spinbutton").fill("14")
    section.get_by_role("spinbutton").press("Enter")
    expect(section.locator(".um-attention-note")).to_contain_text("14 tokens may look at nothing", timeout=SLOW_MS)
    assert "NaN" not in section.inner_text()
    expect(page).to_have_url(re.compile(r"attention\.mask=padding%3A14"))


def test_cells_are_painted_by_mouse_and_keyboard(page: Page) -> None:
    open_lab(page, **{"attention.section": "mask", "attention.mask": "[[5,1]]"})
    section = opened_section(page)
    before = section.locator(".um-attention-map").first
    expect(before).to_be_visible(timeout=SLOW_MS)
    before.focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"attention\.mask=%5B%5B5%2C1%5D%2C%5B13%2C0%5D%5D"))
    expect(section.get_by_role("button", name="painted")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")  # above the diagonal: the model's own mask
    page.keyboard.press("Enter")
    expect(section.locator(".um-attention-note")).to_contain_text("forbids this cell already")
    prompt(page).fill("Too short")
    expect(section.locator(".um-attention-note")).to_contain_text("lies outside the text", timeout=SLOW_MS)


def test_one_cell_adds_up_on_screen(page: Page) -> None:
    open_lab(page, **{"attention.left_head": "1.1"})
    exact(page, "gpt")
    panel(page, "gpt").get_by_role("button", name="How is this number made?").click()
    section = opened_section(page)
    expect(section.locator("h4")).to_have_count(5, timeout=SLOW_MS)
    section.get_by_label("query: the token that looks").select_option("8")
    section.get_by_label("key: the token looked at").select_option("2")
    expect(section.locator(".um-attention-step-softmax .um-attention-here td").nth(0)).to_have_text("2")
    product = shown_number(section.locator(".um-attention-step-product strong"))
    score = shown_number(section.locator(".um-attention-step-scale strong"))
    weight = shown_number(section.locator(".um-attention-step-softmax strong"))
    assert product / 32**0.5 == pytest.approx(score, abs=2e-4)
    assert weight == pytest.approx(weight_of(page, "gpt"), abs=1e-4)
    rows = section.locator(".um-attention-step-softmax tbody tr td:last-child").all_inner_texts()
    assert sum(map(float, rows[:14])) == pytest.approx(1, abs=1e-3)
    output = section.locator(".um-attention-step-output")
    assert f"in the model: {output.locator('strong').inner_text()}" in output.inner_text()
    section.get_by_label("key: the token looked at").select_option("12")
    expect(section.locator(".um-attention-step-mask")).to_contain_text("−∞")


def shown_number(place: Locator) -> float:
    return float(place.inner_text().replace("−", "-"))


def test_heads_are_sorted_opened_and_silenced(page: Page) -> None:
    open_lab(page, text=REPEATED_SENTENCE)
    section = open_section(page, "The heads")
    rows = section.locator(".um-attention-wide tbody tr")
    expect(rows.nth(11)).to_be_visible(timeout=SLOW_MS)
    expect(section.locator("tr.um-attention-here")).to_have_count(1)  # the opened head, whatever its rank
    section.get_by_role("button", name="previous token", exact=True).click()
    shares = [float(text) for text in section.locator(".um-attention-wide tbody td:nth-child(4)").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert rows.count() in (12, 13)  # the opened head is there, among the first or after them
    name = rows.first.get_by_role("button").inner_text()
    rows.first.get_by_role("button").click()
    layer, head = name.removeprefix("L").split(" H")
    expect(opened_head(page, "gpt")).to_have_text(f"Layer {layer} · head {head}")
    rows.first.get_by_role("checkbox").check()
    expect(section.locator(".um-attention-silent")).to_have_text(f"1 silent: L{layer}H{head}")
    expect(section.locator(".um-attention-total")).to_contain_text("→", timeout=SLOW_MS)
    expect(page).to_have_url(re.compile(rf"attention\.silenced={layer}\.{head}"))
    section.get_by_role("button", name="Wake all").click()
    expect(section.locator(".um-attention-total")).to_be_hidden()


def test_bertviz_runs_in_a_closed_frame_whatever_the_text(page: Page) -> None:
    open_lab(page, text=HOSTILE_TEXT)
    section = open_section(page, "BertViz")
    frame = page.frame_locator(".um-attention-frame iframe")
    expect(frame.locator("#left text, #vis text").first).to_be_attached(timeout=SLOW_MS)
    assert section.locator("iframe").get_attribute("sandbox") == "allow-scripts"
    expect(frame.locator("img")).to_have_count(0)
    for view in ("Model view", "Neuron view"):
        section.get_by_role("button", name=view).click()
        expect(section.locator(f"iframe[title='{view}']")).to_be_visible(timeout=SLOW_MS)
        expect(frame.locator("#vis svg").first).to_be_attached()
    page.wait_for_function(
        "parseFloat(document.querySelector('.um-attention-frame iframe').style.height) > 1000"
    )  # all
    section.get_by_role("button", name="BERT", exact=True).click()
    expect(frame.locator("#vis")).to_contain_text("[CLS]", timeout=SLOW_MS)


def test_a_pair_is_any_two_models_and_masks(page: Page) -> None:
    open_lab(page, **{"attention.right": "gpt", "attention.right_mask": "full"})
    headers = page.locator(".um-attention-panel header")
    expect(headers.nth(0)).to_contain_text("those before it", timeout=SLOW_MS)
    expect(headers.nth(1)).to_contain_text("Mask: full · every token sees every token", timeout=SLOW_MS)
    page.goto("/?lab=attention&attention.right=lstm")
    expect(page.locator(".um-attention-panel.um-of-lstm")).to_contain_text("has no attention", timeout=SLOW_MS)


def test_arcs_averages_and_presets(page: Page) -> None:
    open_lab(page)
    gpt = panel(page, "gpt")
    for name, title in (
        ("average", "average of 6 heads"),
        ("rollout", "rollout"),
        ("what it carries", "what is carried"),
    ):
        gpt.get_by_role("button", name=name, exact=True).click()
        expect(opened_head(page, "gpt")).to_contain_text(title)
        exact(page, "gpt")
    gpt.get_by_role("button", name="arcs").click()
    expect(gpt.locator(".um-attention-arcs path").first).to_be_attached()
    labels = gpt.locator(".um-attention-arcs .um-label")
    expect(labels).to_have_count(28)  # 14 tokens look at 14
    expect(labels.nth(2)).to_have_text("animal")
    expect(gpt.get_by_role("button", name="How is this number made?")).to_have_count(0)  # no head made it
    expect(page).to_have_url(re.compile(r"attention\.left_view=arcs\.value"))
    gpt.locator(".um-attention-arcs").focus()
    page.keyboard.press("ArrowDown")
    expect(gpt.locator(".um-attention-sight p")).to_contain_text("may look at")
    gpt.get_by_role("button", name="The", exact=True).first.click()
    expect(gpt.locator(".um-attention-sight p")).to_have_text("The may look at 2 of 14 tokens")
    page.get_by_role("button", name="my dog is [MASK]").click()
    expect(prompt(page)).to_have_value("my dog is [MASK].")
    expect(page.get_by_text("Only BERT has a token for [MASK]")).to_be_visible()
    expect(panel(page, "bert").locator(".um-attention-sight p")).to_contain_text("[MASK] may look at", timeout=SLOW_MS)
    page.reload()
    expect(panel(page, "bert").locator(".um-attention-sight p")).to_contain_text("[MASK] may look at", timeout=SLOW_MS)
    expect(panel(page, "bert").locator("caption")).to_contain_text("[MASK] at position", timeout=SLOW_MS)


def test_panels_ask_about_one_word_in_one_text_or_in_two(page: Page) -> None:
    open_lab(page)
    asked = page.locator(".um-attention-panel .um-attention-sight p")
    expect(page.get_by_text("in GPT, L4H1 gives", exact=False)).to_be_visible()
    expect(asked).to_have_text([re.compile("^it may look at 10"), re.compile("^it may look at 16")])
    panel(page, "gpt").get_by_role("button", name="street", exact=True).first.click()
    expect(asked).to_have_text([re.compile("^street"), re.compile("^street")])
    linked = page.get_by_label("Both panels ask about the same word")
    linked.uncheck()
    panel(page, "gpt").get_by_role("button", name="animal", exact=True).first.click()
    expect(asked).to_have_text([re.compile("^animal"), re.compile("^street")])
    linked.check()
    expect(asked).to_have_text([re.compile("^animal"), re.compile("^animal")])
    page.get_by_role("button", name="he or she", exact=True).click()
    panels = panel(page, "bert")
    expect(panels).to_have_count(2, timeout=SLOW_MS)
    readout = panels.locator(".um-attention-readout")
    expect(readout).to_contain_text([re.compile("he.*boy"), re.compile("she.*girl")], timeout=SLOW_MS)
    expect(panels.locator("h4")).to_have_text(["Layer 4 · head 1"] * 2)
    expect(page.get_by_text("One word differs", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile(r"attention\.right_text=The\+boy"))
    panels.first.get_by_role("button", name="helped", exact=True).first.click()
    expect(asked).to_have_text([re.compile("^helped"), re.compile("^helped")])


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
        panel(page, "gpt").locator(".um-attention-opened").get_by_role("button", name=kind, exact=True).click()
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
    cells = [path.get("d", "") for path in picture.findall(f".//{SVG}path")]  # those of one colour are one path
    assert "".join(cells).count("M") == n_tokens * (n_tokens + 1) // 2
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


def test_the_twin_without_a_mask_is_told_by_its_curve_and_its_words(page: Page) -> None:
    open_lab(page)
    section = open_section(page, "Why the mask")
    plot = page.locator("#um-section-attention-twin .um-plotted")
    expect(plot.locator(".legendtext")).to_have_text(
        ["GPT, trained with the mask", "GPT, trained without the mask"], timeout=SLOW_MS
    )
    expect(plot.locator(".scatterlayer .js-line")).to_have_count(4)  # two losses each
    names = section.locator(".um-attention-continuations h5")
    expect(names).to_have_text(
        [
            re.compile(r"^GPT, trained with the mask[1-9]\.\d\d nats"),
            re.compile(r"^GPT, trained without the mask0\.00 nats"),
        ]
    )
    written = section.locator(".um-attention-continuations strong")
    expect(written).to_have_count(2)
    assert written.nth(0).inner_text() != written.nth(1).inner_text()
