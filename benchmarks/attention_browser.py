"""How fast a person sees what the attention lab was asked for, in a real browser: 12x12 heads of 256 tokens."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright
from transformers import GPT2Config, GPT2LMHeadModel

from benchmarks.server import serving
from benchmarks.table import Row
from models.registry import load_tokenizer

N_TOKENS = 256
N_SIDE = 12  # layers, and heads of each
BUDGET_MS = 500
FRAME_MS = 50
PATIENCE_MS = 60_000
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# From a click on a head until its own float32 values are on screen: then nothing is marked as rounded.
CLICK_TO_PIXELS = """async () => {
  const panel = document.querySelector(".um-attention-panel");
  const radios = panel.querySelectorAll("[role=radio]");
  const times = [];
  for (let turn = 0; turn < 9; turn++) {
    const begin = performance.now();
    radios[turn * 13 + 5].click();
    do await new Promise(requestAnimationFrame);
    while (panel.querySelector(".um-attention-readout").textContent.includes("≈"));
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[4];
}"""
# The longest frame while an arrow key walks through the heads and the pointer over the cells.
LONGEST_FRAME = """async () => {
  const panel = document.querySelector(".um-attention-panel");
  let longest = 0;
  let last = await new Promise(requestAnimationFrame);
  const frame = async (act) => {
    act();
    const now = await new Promise(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  };
  panel.querySelector("[role=radio]").focus();
  const key = () => new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true });
  const press = () => document.activeElement.dispatchEvent(key());
  for (let step = 0; step < 11; step++) await frame(press);
  const map = panel.querySelector(".um-attention-map");
  const box = map.querySelector("canvas").getBoundingClientRect();
  for (let step = 0; step < 30; step++) {
    const place = { clientX: box.left + 5 + step * 9, clientY: box.top + 5 + step * 7, bubbles: true };
    await frame(() => map.dispatchEvent(new PointerEvent("pointermove", place)));
  }
  return longest;
}"""


def rows() -> Iterator[Row]:
    """Both in milliseconds against what a person does not notice."""
    with tempfile.TemporaryDirectory() as folder:
        save_model(Path(folder) / "twelve")
        with serving(environment={"UNMASKED_MODELS": folder}) as server, sync_playwright() as driver:
            installed = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
            browser = driver.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            open_long_text(page, server.url)
            size = f"{N_SIDE}x{N_SIDE} heads, {N_TOKENS} tokens"
            click, frame = page.evaluate(CLICK_TO_PIXELS), page.evaluate(LONGEST_FRAME)
            yield Row(f"click on a head to its exact pixels, {size}", click, "half a second", BUDGET_MS, 1.0)
            yield Row(f"longest frame while walking, {size}", frame, "50 ms", FRAME_MS, 1.0)
            browser.close()


def save_model(folder: Path) -> None:
    """A model with many heads and few numbers: what is drawn does not depend on how wide it is."""
    tokenizer = load_tokenizer("gpt")
    config = GPT2Config(vocab_size=len(tokenizer), n_positions=N_TOKENS, n_embd=96, n_layer=N_SIDE, n_head=N_SIDE)
    GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def open_long_text(page: Page, url: str) -> None:
    """The lab with `N_TOKENS` tokens in its left panel."""
    text = " the" * (N_TOKENS - 1)
    query = {"lab": "attention", "text": text, "attention.left": "=twelve", "attention.right": "lstm"}
    page.goto(f"{url}/?{urlencode(query)}")
    shape = f"{N_SIDE}, {N_SIDE}, {N_TOKENS}, {N_TOKENS}"
    page.locator(".um-attention-tensor", has_text=shape).wait_for(timeout=PATIENCE_MS)
