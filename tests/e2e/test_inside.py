from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

TEXT = "Lily had a red kite. She played with her red"


def open_inside(page: Page, query: str = "") -> Page:
    page.goto(f"/?lab=inside{query}")
    page.locator(".um-inside .lanes").wait_for()
    return page


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+(?:\.\d+)?", text)]


def test_from_the_lanes_into_a_number_and_its_sum(page: Page) -> None:
    """A block opens into tensors, a tensor into numbers, a number into terms that add up to it."""
    inside = open_inside(page)
    inside.locator('[data-part="3"]').focus()
    inside.keyboard.press("Enter")
    for name in ("mlp.out", "attn.q", "attn.pattern", "ln1", "resid_mid", "mlp.post"):
        inside.locator(f'button[data-tensor="blocks.3.{name}"]').click()
        expect(inside.locator("#um-inside-tensor h3")).to_have_text(f"blocks.3.{name}")
        expect(inside.locator("#um-inside-tensor .katex").first).to_be_visible()
        canvas = inside.locator("#um-inside-tensor canvas")
        box = canvas.bounding_box()
        assert box is not None
        canvas.click(position={"x": box["width"] * 0.06, "y": box["height"] * 0.75})
        heading = inside.locator("#um-inside-sum h4")
        expect(heading).to_contain_text(f"blocks.3.{name}[")
        said = numbers(inside.locator("#um-inside-sum .adds-up").inner_text())
        assert said[0] == pytest.approx(said[-1], rel=1e-3, abs=1e-4)
    assert "inside.tensor=blocks.3.mlp.post" in inside.url
    inside.get_by_role("button", name="close", exact=True).click()
    expect(inside.locator("#um-inside-part")).to_be_empty()


def test_the_next_token_goes_back_in(page: Page) -> None:
    inside = open_inside(page, f"&text={TEXT}")
    expect(inside.locator(".um-inside .said")).to_contain_text("kite")
    n_tokens = inside.locator(".um-inside .lanes .token").count()
    inside.get_by_role("button", name="Append the likeliest").click()
    expect(inside.locator(".um-inside .lanes .token")).to_have_count(n_tokens + 1)
    expect(inside.get_by_role("textbox").first).to_have_value(f"{TEXT} kite")
    inside.get_by_role("button", name="Play", exact=True).click()
    expect(inside.locator(".um-inside .lanes .token")).to_have_count(n_tokens + 4)
    inside.get_by_role("button", name="Stop", exact=True).click()


def test_other_families_have_their_own_order(page: Page) -> None:
    inside = open_inside(page, "&inside.model=lstm&inside.part=0")
    expect(inside.locator('button[data-tensor="blocks.0.forget_gate"]')).to_be_visible()
    assert inside.locator('button[data-tensor="blocks.0.attn.q"]').count() == 0
    inside.get_by_label("Model").last.click()
    inside.get_by_role("option", name="BERT, as above").click()
    expect(inside.locator('button[data-tensor="blocks.0.ln2"]')).to_be_visible()
    inside.get_by_role("button", name="Hide").click()
    inside.get_by_role("button", name="Fill the [MASK]").click()
    expect(inside.locator(".um-inside .said")).to_contain_text("BERT expects")
    page.wait_for_function("""() => {
        const top = (name) => document.querySelector(`[data-tensor="blocks.0.${name}"]`)?.getBoundingClientRect().top;
        return top("ln1") !== undefined && top("ln1") === top("resid_mid");
    }""")  # the norm stands in the stream


def test_what_a_model_learns_from(page: Page) -> None:
    """Activation functions on the model's own numbers; then the gradient, from the small net to the real model."""
    page.goto("/?lab=inside&inside.section=activations")
    inside = page.locator(".um-inside .functions")
    expect(inside.locator("tr.open")).to_contain_text("this model")
    expect(inside.locator(".said")).to_contain_text("ReLU")
    expect(inside.locator(".formula .katex").first).to_be_visible()
    n_flat = inside.locator(".values .flat").count()
    inside.get_by_role("button", name="ReLU", exact=True).press("Enter")
    expect(inside.locator("tr.open")).to_contain_text("ReLU")
    assert inside.locator(".values .flat").count() > n_flat
    inside.locator(".layers button").first.click()
    expect(inside.locator(".said")).to_contain_text("layer 0")
    assert "inside.layer=0" in page.url


def test_when_it_knew_who_said_so_and_what_if(page: Page) -> None:
    """A guess before the answer; parts that add up on screen; a vector that carries the answer over."""
    page.goto("/?lab=inside&inside.section=lens")
    inside = page.locator("#um-section-inside-lens")
    expect(inside.locator(".said")).to_contain_text("“·kite” after “red”")
    inside.locator('button[data-station="5"]').click()
    expect(inside.locator('button[data-right="true"]')).to_have_text("block 7")
    expect(inside.locator(".looked")).to_contain_text("would have said “·ball”")
    expect(inside.locator(".lens-candidates li")).to_have_count(10)
    expect(inside.locator(".lens-candidates li").first).to_contain_text("kite")
    inside.locator(".lens-body canvas").click(position={"x": 20, "y": 10})
    expect(inside.locator(".lens-candidates h3")).to_contain_text("after embedding")

    page.get_by_role("tab", name="Who said so?").click()
    parts = page.locator("#um-section-inside-contributions")
    expect(parts.locator(".said")).to_contain_text("“·kite” beats “·ball”")
    said = numbers(parts.locator(".adds-up").inner_text())
    assert said[0] == pytest.approx(said[-1], abs=1e-4)
    parts.locator(".parts-grid button").last.click()
    expect(parts.locator("table.neurons tbody tr")).to_have_count(8)
    parts.get_by_label("and not").fill("balloon")
    expect(parts.locator(".said")).to_contain_text("“·balloon”")
    parts.get_by_label("and not").fill("antidisestablishmentarianism")
    expect(parts.get_by_text("one is asked for")).to_be_visible()

    page.get_by_role("tab", name="What if?").click()
    changed = page.locator("#um-section-inside-patch")
    row = changed.locator(".carried-grid tr", has_text="kite → ball")
    expect(row.locator("td").first).to_have_text("100%")
    expect(changed.locator(".silent-grid tr").last.locator("td").last).to_contain_text("ball")
    changed.get_by_label("second sentence").fill("Lily had a red kite and a ball.")
    expect(changed.get_by_text("of equally many")).to_be_visible()
    page.locator(".um-inside-model input").click()
    page.get_by_role("option", name="LSTM, as above").click()
    expect(page.get_by_text("has no attention")).to_be_visible()

    page.get_by_role("tab", name="Backwards").click()
    net = page.locator(".um-inside svg.net")
    expect(net.locator('[data-edge="z"] .backward')).to_have_text("← −0.0173")
    page.get_by_role("button", name="cross-entropy", exact=True).click()
    expect(net.locator('[data-edge="z"] .backward')).to_have_text("← −0.982")
    page.get_by_role("button", name="Take the step").click()
    expect(page.locator(".um-inside [data-name=w2]")).to_have_value("0.464")
    expect(net.locator('[data-edge="a"] .forward')).to_have_text("a = 0.482")
    expect(page.locator(".backward-map .said")).to_contain_text("nats")
    before = page.locator(".backward-map .said").inner_text()
    page.locator(".backward-map canvas").focus()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".backward-map .said")).not_to_have_text(before)
    assert "inside.asked=" in page.url
    first, last = numbers(page.locator(".backward-weight .said").inner_text())[:2]
    assert last < first
    expect(page.locator(".backward-others svg.um-chart")).to_have_count(2)
