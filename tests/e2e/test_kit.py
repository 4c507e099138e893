"""The drawing kit (assets/js/lib) in a browser, by itself: keyboard, colours on paper, waiting, tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from viz.palette import DARK, LIGHT

HOLDER = """() => {
    const holder = Object.assign(document.createElement("div"), { id: "kit", className: "um-view um-of-gpt" });
    document.querySelector(".gradio-container").prepend(holder);
    window.kit = Promise.all(
        ["ask", "chart", "controls", "dom", "heatmap", "ramp", "save", "table"].map(
            async (name) => [name, await import(`./unmasked/js/lib/${name}.js`)],
        ),
    ).then(Object.fromEntries);
    window.show = (...nodes) => holder.replaceChildren(...nodes);
}"""
CHART = """async () => {
    const { chart } = await window.kit;
    const series = [
        { name: "LSTM", colour: "var(--um-lstm-fill)", values: [3, 2, 1] },
        { name: "GPT", colour: "var(--um-family-fill)", values: [1, null, 0.5], dashed: true },
    ];
    const about = { model: "a model", text: "some </text><script> of a person" };
    const options = { width: 480, height: 200, xName: "step", yName: "bits", title: "What it costs", about };
    window.show(chart.chartFigure("cost", series, options));
}"""
MAP = """async () => {
    const { heatmap, ramp, save } = await window.kit;
    const draw = () => heatmap.tokenMap(
        {
            labels: ["The", "cat", "sat"], nRows: 2, width: 300, height: 80, alt: "a map",
            pixelAt: (row, column) => ramp.amount(ramp.sequential("gpt-fill"))((row + column) / 3),
        },
        {
            onPoint: ({ row, column }) => (window.pointed = [row, column]),
            onLeave: () => {},
            onChoose: ({ row, column }) => (window.chosen = [row, column]),
        },
    );
    window.show(draw().element, save.saveMenu("map", { picture: () => draw().canvas, about: { title: "A map" } }));
}"""


@pytest.fixture
def kit(playground: Page) -> Page:
    playground.evaluate(HOLDER)
    return playground


def holder(page: Page) -> Locator:
    return page.locator("#kit")


def darken(page: Page) -> None:
    page.evaluate("document.body.classList.add('dark')")


def saved(page: Page, kind: str) -> bytes:
    with page.expect_download() as found:
        holder(page).get_by_role("button", name=kind, exact=True).first.click()
    return Path(found.value.path()).read_bytes()


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_arrow_keys_read_a_chart(kit: Page) -> None:
    kit.evaluate(CHART)
    picture = holder(kit).locator("svg.um-chart")
    picture.focus()
    kit.keyboard.press("ArrowRight")
    told = kit.locator(".um-tooltip")
    expect(told).to_contain_text("step 1")
    expect(told).to_contain_text("LSTM 2")
    expect(told).not_to_contain_text("GPT")
    kit.keyboard.press("End")
    expect(kit.locator("body > [role=status]")).to_have_text("step 2 · LSTM 1 · GPT 0.5")
    kit.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_the_pointer_reads_all_series(kit: Page) -> None:
    kit.evaluate(CHART)
    picture = holder(kit).locator("svg.um-chart")
    box = picture.bounding_box()
    assert box
    picture.hover(position={"x": box["width"] - 20, "y": 60})
    expect(kit.locator(".um-tooltip")).to_contain_text("LSTM 1")
    expect(kit.locator(".um-tooltip")).to_contain_text("GPT 0.5")


def test_a_chart_of_a_dark_page_is_saved_for_paper(kit: Page) -> None:
    darken(kit)
    kit.evaluate(CHART)
    picture = saved(kit, "SVG").decode()
    assert rgb(LIGHT["lstm-fill"]) in picture
    assert rgb(LIGHT["gpt-fill"]) in picture
    assert not [name for name in ("lstm-fill", "gpt-fill", "paper", "raised", "ink") if rgb(DARK[name]) in picture]
    assert f'fill="{LIGHT["raised"]}"' in picture
    for text in ("What it costs", "a model", "some &lt;/text&gt;", "LSTM", "bits", "step", kit.url):
        assert text in picture
    assert kit.evaluate("document.body.classList.contains('dark')")
    assert kit.evaluate("getComputedStyle(document.body).backgroundColor") == rgb(DARK["paper"])
    assert saved(kit, "PNG").startswith(b"\x89PNG")


def test_a_picture_of_another_document_keeps_its_looks(kit: Page) -> None:
    """Such as Plotly's, which comes as text."""
    kit.evaluate("""async () => {
        const { save } = await window.kit;
        const source = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">
            <rect width="90" height="60" style="fill: rgb(1, 2, 3); stroke-dasharray: 5px;"/></svg>`;
        const picture = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
        window.show(save.saveMenu("foreign", { picture, about: { title: "Foreign" } }));
    }""")
    picture = saved(kit, "SVG").decode()
    assert "fill: rgb(1, 2, 3)" in picture
    assert "stroke-dasharray: 5px" in picture
    assert re.search(r'<svg[^>]* width="90" height="60"', picture)


def test_what_style_sheets_lay_out_is_saved_as_a_drawing(kit: Page) -> None:
    darken(kit)
    kit.evaluate("""async () => {
        const { dom, save, table } = await window.kit;
        const mixed = "color-mix(in srgb, var(--um-gpt-fill) 34%, transparent)";
        const bar = dom.el("i", { style: { display: "block", width: "80px", height: "9px", background: mixed } });
        const cells = table.table(["token", "bits"], [["猫 & <b>", "1.5"], [bar, "2"]]);
        const figure = dom.el("div", {}, dom.el("h4", {}, "Costs"), cells);
        window.show(save.savable("costs", { title: "Costs", model: "GPT" }, figure, { table: [["token"], ["猫"]] }));
    }""")
    picture = saved(kit, "SVG").decode()
    assert picture.count(">Costs<") == 2  # of the file, and in the frame: the figure's own would say it again
    for text in (">猫 &amp; &lt;b&gt;<", ">1.5<", ">GPT<"):
        assert text in picture
    assert re.search(rf'<rect[^>]* fill="{re.escape(rgb(LIGHT["gpt-fill"]))}" fill-opacity="0.34"', picture)
    assert not [name for name in ("gpt-fill", "paper", "raised", "ink", "muted") if rgb(DARK[name]) in picture]
    assert "foreignObject" not in picture
    assert not re.search(">(PNG|SVG|CSV)<", picture)


def test_a_map_of_a_dark_page_is_painted_anew_for_paper(kit: Page) -> None:
    darken(kit)
    kit.evaluate(MAP)
    shown = holder(kit).locator("canvas").evaluate("canvas => canvas.toDataURL()")
    picture = saved(kit, "SVG").decode()
    painted = re.search(r'href="(data:image/png[^"]+)"', picture)
    assert painted
    assert painted[1] != shown
    assert holder(kit).locator("canvas").evaluate("canvas => canvas.toDataURL()") == shown


def test_arrow_keys_walk_a_map(kit: Page) -> None:
    kit.evaluate(MAP)
    holder(kit).locator("canvas").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "End"):
        kit.keyboard.press(key)
    assert kit.evaluate("window.pointed") == [1, 2]
    kit.keyboard.press("Enter")
    assert kit.evaluate("window.chosen") == [1, 2]


def test_arrow_keys_move_among_choices(kit: Page) -> None:
    kit.evaluate("""async () => {
        const { controls } = await window.kit;
        const options = ["a", "b", "c"].map((value) => ({ value, label: value.toUpperCase() }));
        const given = { label: "Letter", options, value: "b", onChoose: (value) => (window.chosen = value) };
        window.show(controls.choices(given).element);
    }""")
    buttons = holder(kit).get_by_role("button")
    assert [buttons.nth(i).get_attribute("tabindex") for i in range(3)] == ["-1", "0", "-1"]
    buttons.nth(1).focus()
    kit.keyboard.press("ArrowRight")
    expect(buttons.nth(2)).to_be_focused()
    kit.keyboard.press("Enter")
    assert kit.evaluate("window.chosen") == "c"
    assert [buttons.nth(i).get_attribute("aria-pressed") for i in range(3)] == ["false", "false", "true"]


def test_a_problem_is_said_and_goes_with_the_next_answer(kit: Page) -> None:
    kit.evaluate("""async () => {
        const { ask, dom } = await window.kit;
        const place = dom.el("div", {}, "old");
        window.show(place);
        const server = () => new Promise((resolve, reject) => Object.assign(window, { resolve, reject }));
        window.put = ask.asking(server, (answer) => place.replaceChildren(answer), { place });
        window.put("1");
    }""")
    place, problem = holder(kit).locator("div"), holder(kit).locator(".um-problem")
    expect(place).to_have_attribute("aria-busy", "true")
    expect(place).to_have_text("old")
    kit.evaluate("window.reject(new Error('1311 tokens; this model reads at most 256'))")
    expect(problem).to_have_text("1311 tokens; this model reads at most 256")
    expect(place).to_have_attribute("aria-busy", "false")
    kit.evaluate("() => { window.put('2'); window.resolve('new'); }")
    expect(place).to_have_text("new")
    expect(problem).to_be_hidden()


def test_a_table_is_made_when_it_is_unfolded(kit: Page) -> None:
    kit.evaluate("""async () => {
        const { table } = await window.kit;
        window.made = 0;
        const rows = () => (window.made++, [["token", "bits"], ["<b>", 1.5]]);
        window.show(table.tableOf("bits", rows));
    }""")
    assert kit.evaluate("window.made") == 0
    holder(kit).locator("summary").click()
    expect(holder(kit).locator("td").first).to_have_text("<b>")
    assert kit.evaluate("window.made") == 1
    assert saved(kit, "CSV").decode("utf-8-sig") == "token,bits\r\n<b>,1.5\r\n"


@pytest.mark.parametrize("drawn", [CHART, MAP], ids=["chart", "map"])
def test_what_the_kit_draws_is_accessible(kit: Page, drawn: str) -> None:
    kit.evaluate(drawn)
    found = Axe().run(kit, context="#kit")
    assert [violation["id"] for violation in found.response["violations"]] == []
