"""Whether a page answers while long texts are written: five columns of 200 steps, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from benchmarks.attention_browser import CHROMIUM_NAMES, PATIENCE_MS
from benchmarks.server import serving
from benchmarks.table import Row

PAUSE_MS = 1000
N_STEPS = 200
LONG = f"/?lab=decoding&decoding.steps={N_STEPS}&decoding.strategies=sample-top_p-0.9" + "+beam-num_beams-10" * 4
# The longest time between two frames, from the first token to the last.
LONGEST_PAUSE = """async () => {
  let longest = 0;
  let last = await new Promise(requestAnimationFrame);
  while (document.querySelector(".um-decoding .um-decoding-writing")) {
    const now = await new Promise(requestAnimationFrame);
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}"""


def rows() -> Iterator[Row]:
    """In milliseconds, against what a person takes for a page that hangs; the model works on the same cores."""
    with serving() as server, sync_playwright() as driver:
        installed = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
        browser = driver.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url + LONG)
        page.locator(".um-decoding-writing").first.wait_for()
        pause = page.evaluate(LONGEST_PAUSE)
        work = f"longest pause while five columns of {N_STEPS} steps are written"
        yield Row(work, pause, "one second", PAUSE_MS, 1.0)
        browser.close()
