"""How fast a person sees the flow and the tensors of it, in a real browser: 64 tokens through the bundled GPT."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.attention_browser import CHROMIUM_NAMES, PATIENCE_MS
from benchmarks.server import serving
from benchmarks.table import Row

N_TOKENS = 64
FLOW_MS = 600
TENSOR_MS = 120
# From a click on the lab's tab until the lane of every token is on screen.
CLICK_TO_FLOW = """async (n) => {
  const tab = [...document.querySelectorAll("[role=tab]")].find((one) => one.textContent.trim() === "Inside");
  const begin = performance.now();
  tab.click();
  do await new Promise(requestAnimationFrame);
  while (document.querySelectorAll(".um-inside .lanes .token").length !== n);
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""
# From a click on a tensor until its own numbers are on screen, for nine of a block's.
CLICK_TO_TENSOR = """async () => {
  const names = [...document.querySelectorAll("button.tensor")].map((card) => card.dataset.tensor);
  const times = [];
  for (const name of names.slice(1, 10)) {
    const begin = performance.now();
    document.querySelector(`button.tensor[data-tensor="${name}"]`).click();
    do await new Promise(requestAnimationFrame);
    while (document.querySelector("#um-inside-tensor canvas") === null
      || document.querySelector("#um-inside-tensor h3").textContent !== name);
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[4];
}"""


def rows() -> Iterator[Row]:
    """Both in milliseconds against what a person waits for without noticing."""
    with serving() as server, sync_playwright() as driver:
        installed = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
        browser = driver.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        open_page(page, server.url, "inside", "a")  # loads the model
        page.locator(".um-inside .lanes").wait_for()
        open_page(page, server.url, "tokens", "the")
        flow = page.evaluate(CLICK_TO_FLOW, N_TOKENS)
        yield Row(f"click on Inside to the flow's pixels, {N_TOKENS} tokens", flow, "0.6 s", FLOW_MS, 1.0)
        page.locator('[data-part="3"]').click()
        page.locator("button.tensor").first.wait_for()
        tensor = page.evaluate(CLICK_TO_TENSOR)
        yield Row(f"click on a tensor to its exact pixels, {N_TOKENS} tokens", tensor, "120 ms", TENSOR_MS, 1.0)
        browser.close()


def open_page(page: Page, url: str, lab: str, word: str) -> None:
    """A lab with a text of `N_TOKENS` tokens, the start token with them."""
    page.goto(f"{url}/?{urlencode({'lab': lab, 'text': f' {word}' * (N_TOKENS - 1)})}")
    page.locator(".um-count-gpt", has_text=str(N_TOKENS)).first.wait_for()
