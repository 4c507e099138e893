from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

HOSTILE = "</script><img src=x onerror=alert(1)> ${7*7} {{value}} 👨‍👩‍👧‍👦 e\u0301\u0323"


def open_lab(page: Page, query: str = "") -> Locator:
    page.goto(f"/?lab=tokens{query}")
    section = page.locator(".um-section .um-tokens").filter(visible=True)
    section.locator("> *").first.wait_for()
    return section


def tiles(page: Page, row: int) -> Locator:
    return page.locator(f".um-tile[data-r='{row}']")


def test_the_same_characters_light_in_every_row_and_arrows_walk(page: Page) -> None:
    open_lab(page)
    tiles(page, 2).filter(has_text="animal").hover()
    lit = page.locator(".um-tile.um-lit")
    expect(lit.filter(has_text="animal")).to_have_count(5)  # every row but the single characters
    expect(tiles(page, 0).and_(lit)).to_have_count(len(" animal"))
    card = page.locator(".um-tooltip")
    expect(card).to_contain_text("<20><61><6E><69><6D><61><6C>")
    expect(card).to_contain_text("3–10")
    expect(card).to_contain_text("the space belongs to the token")
    tiles(page, 2).filter(has_text="animal").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".um-tile:focus")).to_contain_text("didn")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".um-tile:focus")).to_have_attribute("data-r", "3")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_tile_stands_where_its_characters_stand(page: Page) -> None:
    open_lab(page)
    edges = page.evaluate(
        """() => [2, 4].map((r) => [...document.querySelectorAll(`.um-tile[data-r='${r}']`)]
            .find((tile) => tile.textContent.includes("street")).querySelector("rect").getBoundingClientRect())
            .map(({ left, right }) => [left, right])"""
    )
    assert edges[0] == pytest.approx(edges[1], abs=0.5)


def test_bytes_of_a_character_say_whose_they_are(page: Page) -> None:
    open_lab(page, "&text=%E4%BD%A0")
    fragments = page.locator(".um-tile.um-fragment[data-r='2']")
    expect(fragments).to_have_count(3)
    fragments.first.hover()
    expect(page.locator(".um-tooltip")).to_contain_text("The byte <E4> of 你 (U+4F60: <E4><BD><A0>).")
    expect(page.locator(".um-marks")).to_contain_text("<E4> is a byte in hex")


def test_a_second_sentence_special_tokens_and_rows_stay_in_the_link(page: Page) -> None:
    section = open_lab(page)
    section.get_by_label("Second sentence").fill("It was tired.")
    expect(tiles(page, 3).filter(has_text="[SEP]")).to_have_count(2)
    section.get_by_label("Special tokens").uncheck()
    expect(page.locator(".um-tile.um-added")).to_have_count(0)
    section.locator(".um-toggle", has_text="Characters").click()
    expect(page.locator(".um-row-name").first).to_have_text("Words")
    page.wait_for_url(re.compile("tokens.second="))
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator(".um-row-name").first).to_have_text("Words")
    expect(again.locator(".um-tile.um-added")).to_have_count(0)
    expect(again.get_by_label("Second sentence")).to_have_value("It was tired.")


def test_a_well_known_model_s_vocabulary_is_added_and_stays_in_the_link(page: Page) -> None:
    """On the Chinese page, whose first rows spell its text whole."""
    open_lab(page, "&lang=zh")
    names = page.locator(".um-row-name")
    expect(names).to_have_count(5)
    expect(names.last).to_have_text("GPT-4o（ChatGPT）")
    expect(page.locator(".um-tile.um-unknown, .um-tile.um-fragment")).to_have_count(0)
    page.get_by_role("button", name="+ 通义千问 Qwen").click()
    expect(names.last).to_have_text("通义千问 Qwen")
    expect(tiles(page, 5).first).to_contain_text("小")
    expect(page.get_by_role("button", name="+ 通义千问 Qwen")).to_have_count(0)
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll(".um-line > g > g")].filter((row) => {
            const tile = row.querySelector(".um-tile")?.getBoundingClientRect();
            return tile && row.querySelector(".um-row-name").getBoundingClientRect().right > tile.left; }).length"""
    )
    assert overlaps == 0
    page.wait_for_url(re.compile("tokens.rows=qwen"))
    again = page.context.new_page()
    again.goto(f"{page.url}&tokens.section=cost")
    expect(again.locator(".um-cost tbody tr")).to_have_count(6)
    expect(again.locator(".um-languages .um-row-name").last).to_have_text("通义千问 Qwen")


def test_rows_are_saved(page: Page) -> None:
    section = open_lab(page)
    with page.expect_download() as csv:
        section.get_by_role("button", name="CSV").first.click()
    lines = csv.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Tokenizer,Sentence,Position,Id,Token,Text,Bytes,Start,End,Kind"
    assert "GPT · LSTM,1,2,1000,Ġanimal,·animal,<20><61><6E><69><6D><61><6C>,3,10,text" in lines
    with page.expect_download() as svg:
        section.get_by_role("button", name="SVG").click()
    picture = svg.value.path().read_text(encoding="utf-8")
    assert picture.startswith("<svg")
    assert "animal" in picture


def test_hostile_text_shows_as_itself(page: Page) -> None:
    open_lab(page)
    page.locator("#um-text textarea").fill(HOSTILE)
    expect(tiles(page, 0).first).to_contain_text("<")
    expect(page.locator(".um-glyph", has_text="👨‍👩‍👧‍👦")).to_have_count(1)
    assert page.locator(".um-tokens img").count() == 0
    page.locator("#um-text textarea").fill("a\0b")
    expect(tiles(page, 0).nth(1)).to_contain_text("unk")


def test_a_long_text_is_drawn_where_it_is_looked_at(page: Page) -> None:
    open_lab(page)
    page.locator("#um-text textarea").fill("The cat sat. " * 1_500)
    strip = page.locator(".um-strip.um-long")
    expect(strip).to_be_visible()
    expect(page.locator(".um-toggle", has_text="19,500")).to_be_visible()
    assert page.locator(".um-tile").count() < 8_000
    strip.evaluate("strip => { strip.scrollTop = strip.scrollHeight; }")
    expect(page.locator(".um-tile.um-added", has_text="[SEP]")).to_be_visible()


def test_costs_of_two_languages(page: Page) -> None:
    section = open_lab(page, "&tokens.section=cost")
    expect(section.locator(".um-cost tbody tr")).to_have_count(6)
    expect(section.locator(".um-languages")).to_contain_text("14 · 14 unknown")
    section.get_by_label("Examples").select_option(index=2)
    expect(section.get_by_label("Chinese", exact=True)).to_have_value("春天是我最喜欢的季节。")
    section.get_by_label("Chinese", exact=True).fill("")
    expect(section.get_by_text("There is no text")).to_be_visible()


def test_a_batch_is_padded(page: Page) -> None:
    section = open_lab(page, "&tokens.section=inputs")
    expect(section.locator(".um-tensor")).to_have_count(4)
    expect(section.locator(".um-tensor").first.locator(".um-padding").first).to_contain_text("[PAD]")
    section.get_by_label("More sentences").fill("One.\n" * 9)
    expect(section.get_by_text("10 sentences; at most 8 are read together.")).to_be_visible()


def test_a_bpe_is_made_step_by_step_without_asking_the_server(page: Page) -> None:
    section = open_lab(page, "&tokens.section=bpe")
    said = section.locator(".um-said-step")
    expect(said).to_contain_text("Merge 1 of 12")
    expect(said).to_contain_text("2 pairs tie")
    expect(section.locator(".um-wins")).to_contain_text("9")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    section.get_by_role("button", name="One merge on").click()
    expect(said).to_contain_text("Merge 2 of 12")
    section.get_by_label("Merges made so far").fill("12")
    expect(said).to_contain_text("No pair is left")
    section.get_by_label("Word", exact=True).fill("newer")
    walk = section.locator(".um-walk li")
    expect(walk.last).to_contain_text("er")
    expect(walk.first.locator(".um-symbol")).to_have_count(5)
    section.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("Merge 1 of 12")
    section.get_by_role("button", name="Pause").click()
    assert asked == []
    section.get_by_label("Merges at most").fill("3000")
    expect(section.get_by_text("n_merges is 3000; allowed: 0 … 2,000.")).to_be_visible()


def test_vectors_of_a_token_and_of_a_word_in_two_contexts(page: Page) -> None:
    section = open_lab(page, "&tokens.section=vectors&tokens.reader=bert")
    section.get_by_role("button", name="street").click()
    expect(section.locator(".um-strip-row")).to_have_count(4)  # token, position, segment, sum
    numbers = [
        float(n)
        for n in re.findall(r"-?\d+\.\d+", section.locator(".um-lookup .um-readout").inner_text().replace("−", "-"))
    ]
    assert sum(numbers[:3]) == pytest.approx(numbers[3], abs=0.002)
    table = section.locator(".um-word .um-table")
    table.locator("summary").click()
    cosines = [float(text) for text in table.locator("td:nth-child(2)").all_text_contents()]
    assert cosines[0] == pytest.approx(1, abs=1e-6)
    assert max(cosines[1:]) < 0.95
    assert len(cosines) == 8
    section.get_by_label("Second sentence").fill("No such word.")
    section.get_by_label("First sentence").fill("Nor here.")
    expect(section.get_by_text("'bank' occurs 0 times")).to_be_visible()


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, color_scheme="dark")
@pytest.mark.parametrize("section", ["rows", "cost", "inputs", "bpe", "vectors"])
def test_it_fits_a_phone(page: Page, section: str) -> None:
    open_lab(page, f"&tokens.section={section}")
    page.wait_for_function("!document.querySelector('.um-tokens .um-waiting')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
