"""From `python app.py` to the first page, beside the smallest Gradio app there is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.server import APP, serving
from benchmarks.table import Row

REPEATS = 5
TARGET = 1.15
BARE_APP = """
import gradio as gr

with gr.Blocks() as demo:
    gr.Button("Go")
demo.launch()
"""


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE_APP, encoding="utf-8")
        first_page_ms(APP), first_page_ms(bare)  # warm-up: compiled bytecode, file cache
        timings: dict[Path, list[float]] = {APP: [], bare: []}
        for turn in range(REPEATS):
            for script in (APP, bare) if turn % 2 == 0 else (bare, APP):
                timings[script].append(first_page_ms(script))
    yield Row("start to first page", median(timings[APP]), "bare Gradio app, one button", median(timings[bare]), TARGET)


def first_page_ms(script: Path) -> float:
    """Start `script`, wait for its first HTTP 200, stop it."""
    with serving(script) as server:
        return server.first_page_ms
