"""The page as a person uses it: types, follows links, changes language, presents, makes mistakes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, expect

from app.bar import EXAMPLES
from app.labs import LABS
from app.state import CHOSEN_FAMILIES, DEFAULT_TEXT, DEFAULT_TEXTS
from models.catalog import HUB_MODELS

PAUSE_MS = 1000  # longer than the pause after typing, so that what is to compute has started
CHARACTER_ROW, GPT_ROW, BERT_ROW = 0, 2, 3  # of the tokens lab
FOX = "The fox said hello."
ANY_TEXT = (" ", "\0", "🦊👩‍🚀🇫🇷", "שלום עליكم", "\u202eabc", "{{value}} ${7*7}", "a\n\nb", "é́́", "x" * 3000)


@contextmanager
def watched(page: Page) -> Iterator[list[Request]]:
    """The requests that make the server compute, while the block lasts."""
    found: list[Request] = []

    def note(request: Request) -> None:
        if "/queue/join" in request.url:
            found.append(request)

    page.on("request", note)
    yield found
    page.remove_listener("request", note)


def prompt(page: Page) -> Locator:
    return page.locator("#um-text textarea")


def tab(page: Page, lab: str) -> Locator:
    titles = {entry.id: entry.title for entry in LABS}
    title = page.evaluate("key => window.unmasked.strings[key]", titles[lab])
    return page.get_by_role("tab", name=title, exact=True).and_(page.locator("[data-tab-id]"))  # not a section's


def tiles(page: Page, row: int) -> Locator:
    """The tokens that the first lab shows, in one of its rows."""
    return page.locator(f'.um-tile[data-r="{row}"] .um-tile-text')


def notices(page: Page) -> Locator:
    return page.locator(".um-status:not(:empty)").filter(visible=True)


def open_page(page: Page, query: str = "lab=tokens") -> None:
    page.goto(f"/?{query}")
    tab(page, LABS[0].id).wait_for()
    page.wait_for_function("document.documentElement.dataset.needs !== undefined")


def settle(page: Page) -> None:
    """Wait for everything that would compute by itself by now."""
    page.wait_for_timeout(PAUSE_MS)
    page.wait_for_function("!document.querySelector('.um-busy')")


def browser(**options: str) -> Any:
    """A parameter of a test: in a browser with these options."""
    (value,) = options.values()
    return pytest.param(value, marks=pytest.mark.browser_context_args(**options))


def type_quickly(page: Page, text: str) -> None:
    """Key after key, far faster than the pause after which the page computes."""
    prompt(page).evaluate(
        """(box, text) => {
            for (let end = 0; end <= text.length; end++) {
                box.value = text.slice(0, end);
                box.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }""",
        text,
    )


def test_the_first_page_shows_an_example_and_computes_nothing(page: Page) -> None:
    with watched(page) as asked:
        open_page(page, "")
        expect(page.locator(".um-start-top")).to_have_count(len(CHOSEN_FAMILIES))
        expect(page.locator(".um-start-top bdi").first).to_have_text("girl")
        settle(page)
        assert page.url.endswith("/")
        tab(page, "tokens").click()
        expect(prompt(page)).to_have_value(DEFAULT_TEXT)
        expect(tiles(page, GPT_ROW).nth(2)).to_have_text("Ġanimal")
        settle(page)
    assert [request.post_data for request in asked] == []


def test_a_link_of_earlier_days_opens_the_lab_that_it_meant(page: Page) -> None:
    open_page(page, urlencode({"text": FOX}))
    expect(tab(page, "tokens")).to_have_attribute("aria-selected", "true")
    expect(tiles(page, BERT_ROW).nth(3)).to_have_text("said")


def test_typing_computes_once_after_a_pause(page: Page) -> None:
    open_page(page)
    with watched(page) as asked:
        type_quickly(page, FOX)
        expect(tiles(page, BERT_ROW).nth(3)).to_have_text("said")
        settle(page)
    assert len(asked) == 2  # the open lab, and the model bar
    assert page.url.endswith(f"/?{urlencode({'text': FOX, 'lab': 'tokens'})}")


def test_a_lab_computes_when_it_is_opened_and_not_again(page: Page) -> None:
    open_page(page, urlencode({"text": FOX}))
    expect(tiles(page, BERT_ROW).nth(3)).to_have_text("said")
    settle(page)
    with watched(page) as asked:
        tab(page, "attention").click()
        settle(page)
        first = len(asked)
        tab(page, "tokens").click()
        tab(page, "attention").click()
        settle(page)
    assert first > 0
    assert len(asked) == first
    assert "lab=attention" in page.url


def test_a_copied_link_reopens_the_page(page: Page) -> None:
    open_page(page)
    prompt(page).fill("字 & <b>?=#%</b> 👩‍🚀")
    tab(page, "norms").click()
    settle(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url

    other = page.context.new_page()
    other.goto(link)
    expect(prompt(other)).to_have_value("字 & <b>?=#%</b> 👩‍🚀")
    expect(tab(other, "norms")).to_have_attribute("aria-selected", "true")
    assert other.url == link


def test_a_link_restores_a_setting_and_only_the_open_lab_computes(page: Page) -> None:
    query = urlencode({"lab": "attention", "attention.left_mask": "full"})
    with watched(page) as asked:
        open_page(page, query)
        expect(page.locator(".um-attention-panel header").first).to_contain_text("Mask: full")
        settle(page)
    assert all("fn_index" in json.loads(request.post_data or "{}") for request in asked)
    assert 1 <= len(asked) <= 2  # one a model, and the token counts are as they were
    assert page.url.endswith(f"/?{query}")


@pytest.mark.parametrize(
    "query",
    [
        "gpt=../../etc/passwd&lab=%3Cscript%3E&lang=xx&attention.left=evil&no.such=1",
        "lab=constructor&gpt=__proto__&__proto__.x=1&text=%00%FF%FE&" + "&".join(f"a.b{i}=1" for i in range(200)),
    ],
)
def test_a_hostile_link_opens_the_page_and_says_what_it_left_out(page: Page, query: str) -> None:
    open_page(page, query)
    expect(tab(page, LABS[0].id)).to_have_attribute("aria-selected", "true")
    expect(notices(page).first).to_contain_text("Parts of the link were not understood")
    tab(page, "tokens").click()  # the front page has no choice of models
    expect(page.get_by_role("combobox", name="GPT")).to_have_value(re.compile(".+"))
    assert "evil" not in page.url
    assert "passwd" not in page.url


@pytest.mark.parametrize("_browser", [browser(locale=locale) for locale in ("zh", "zh-TW", "zh-Hans-CN")])
def test_every_chinese_browser_gets_chinese(page: Page, _browser: str) -> None:
    open_page(page)
    expect(page.get_by_role("tab", name="词元", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="复制链接")).to_be_visible()
    expect(page.get_by_label("文本")).to_have_value(DEFAULT_TEXTS["zh"])
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.browser_context_args(locale="zh-CN")
def test_every_lab_opens_in_chinese_with_whole_characters(page: Page) -> None:
    open_page(page)
    for lab in LABS:
        tab(page, lab.id).click()
        settle(page)
        shown = "".join(page.locator(".um-lab").filter(visible=True).all_inner_texts())
        assert re.search("[\u4e00-\u9fff]", shown), lab.id
        assert re.findall(r"\[UNK\]|<[0-9A-F]{2}>|\ufffd", shown) == [], lab.id


@pytest.mark.browser_context_args(locale="de-DE")
def test_other_browsers_get_english(page: Page) -> None:
    open_page(page)
    expect(page.get_by_role("tab", name="Tokens", exact=True)).to_be_visible()


def test_changing_the_language_keeps_everything(page: Page) -> None:
    open_page(page)
    prompt(page).fill(FOX)
    tab(page, "norms").click()
    settle(page)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="复制链接")).to_be_visible()
    expect(prompt(page)).to_have_value(FOX)
    expect(tab(page, "norms")).to_have_attribute("aria-selected", "true")
    assert "lang=zh" in page.url
    settle(page)  # what is still being asked for when a page is left, its script reports as an error
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(prompt(page)).to_have_value(FOX)


def test_a_text_too_long_for_a_link_survives_a_change_of_language(page: Page) -> None:
    long = "word " * 3000
    open_page(page)
    prompt(page).fill(long)
    settle(page)
    assert len(page.url) < 200
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="复制链接")).to_be_visible()
    expect(prompt(page)).to_have_value(long)


@pytest.mark.parametrize(("lang", "said", "third"), [("en", "There is no text", "Ġanimal"), ("zh", "还没有文字", "猫")])
def test_an_empty_text_is_told_in_the_pages_language_and_what_was_drawn_stays(
    page: Page, lang: str, said: str, third: str
) -> None:
    open_page(page, f"lang={lang}&lab=tokens")
    expect(tiles(page, GPT_ROW).nth(2)).to_have_text(third)
    prompt(page).fill("")
    expect(notices(page)).to_contain_text([said])
    expect(tiles(page, GPT_ROW).nth(2)).to_have_text(third)
    prompt(page).fill(FOX)
    expect(tiles(page, CHARACTER_ROW).filter(has_text="f")).to_have_count(1)
    expect(notices(page)).to_have_count(0)


def test_any_text_gets_an_answer(page: Page) -> None:
    open_page(page)
    for text in ANY_TEXT:
        prompt(page).fill(text)
        settle(page)
        assert notices(page).count() == 0, text
        shown = "".join(tiles(page, GPT_ROW).all_text_contents())
        assert "animal" not in shown, text
        expect(prompt(page)).to_have_value(text)
        prompt(page).fill(DEFAULT_TEXT)
        expect(tiles(page, GPT_ROW).nth(2)).to_have_text("Ġanimal")


def test_more_characters_than_are_read_are_refused_with_the_limit(page: Page) -> None:
    open_page(page)
    prompt(page).evaluate("""(box) => {
        box.removeAttribute("maxlength");
        box.value = "x".repeat(100_001);
        box.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(notices(page)).to_contain_text(["100,001 characters; at most 100,000 are read."])
    assert len(prompt(page).input_value()) == 100_001


def test_markup_shows_as_itself(page: Page) -> None:
    hostile = "</script><img src=x onerror=window.hacked=1><b>bold</b>${window.hacked=1}{{value}}"
    open_page(page, urlencode({"text": hostile}))
    expect(tiles(page, GPT_ROW).nth(1)).to_have_text(re.compile("<"))
    shown = "".join(tiles(page, GPT_ROW).all_text_contents())
    assert hostile in shown.replace("Ġ", " ")
    for lab in LABS:
        tab(page, lab.id).click()
        settle(page)
        assert page.locator(".um-lab img[src=x], .um-lab b:text-is('bold')").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_model_out_of_reach_is_named_and_gives_way_to_the_one_before(page: Page) -> None:
    wanted = next(entry for entry in HUB_MODELS if entry.family == "gpt")
    open_page(page)
    choice, said = page.get_by_role("combobox", name="GPT"), page.locator(".um-shell-counts div[role=status]")
    choice.click()
    option = page.get_by_role("option", name=wanted.title).first
    expect(option).to_have_text(re.compile(rf"↓ {wanted.n_bytes / 1e6:,.0f} MB"))
    note = page.locator(".um-model-gpt .options").evaluate("(list) => getComputedStyle(list, '::after').content")
    assert "Hugging Face Hub" in note
    option.click()
    for _ in range(2):
        expect(said).to_contain_text(re.compile(rf"{wanted.title} could not be loaded.*cannot be reached.*GPT stays"))
        expect(choice).to_have_value("ours, English")
        expect(page).not_to_have_url(re.compile("gpt="))
        expect(page.locator(".um-count-gpt")).to_have_text("14 tokens")
        expect(page.locator(".um-stale")).to_have_count(0)
        said.get_by_role("button", name="Try again").click()
    said.get_by_role("button", name="Hide").click()
    expect(said).to_be_empty()
    expect(prompt(page)).to_have_value(DEFAULT_TEXT)
    settle(page)
    open_page(page, urlencode({"gpt": wanted.id}))  # a link to it opens the page all the same
    expect(said).to_contain_text(f"{wanted.title} could not be loaded")
    expect(choice).to_have_value("ours, English")
    settle(page)


def test_an_example_fills_the_prompt_and_can_be_chosen_again(page: Page) -> None:
    open_page(page)
    choose = page.get_by_role("combobox", name="Examples")
    for _ in range(2):
        choose.select_option("wide")
        expect(prompt(page)).to_have_value(EXAMPLES["en"]["wide"])
        prompt(page).fill(FOX)


def test_a_spreadsheet_takes_no_token_for_a_formula(playground: Page) -> None:
    with playground.expect_download() as download:
        playground.evaluate(
            """async () => {
              const { saveCsv } = await import("/unmasked/js/lib/save.js");
              saveCsv("tokens", [["piece", "bits"], ["=1+1", -0.5], ["+", "-1e-3"], ["@a,b", 2]]);
            }"""
        )
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["piece", "bits"], ["'=1+1", "-0.5"], ["+", "-1e-3"], ["'@a,b", "2"]]


def test_everybody_can_use_every_lab_in_any_width_light_and_dark(page: Page) -> None:
    open_page(page)
    for lab in LABS[::-1]:
        tab(page, lab.id).click()
        settle(page)
        assert page.url.partition("?")[2] == ("" if lab is LABS[0] else f"lab={lab.id}")  # a link says what differs
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("is => document.body.classList.contains('dark') === is", arg=scheme == "dark")
            page.wait_for_function("document.getAnimations().every((one) => !(one instanceof CSSTransition))")
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
            assert (max(ground) < 50) == (scheme == "dark")
            found = Axe().run(page, context="body", options={"resultTypes": ["violations"]})
            serious = [item for item in found.response["violations"] if item["impact"] in ("serious", "critical")]
            assert [(item["id"], [node["html"] for node in item["nodes"]][:3]) for item in serious] == [], lab.id
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (lab.id, width)
