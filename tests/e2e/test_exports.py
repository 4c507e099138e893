"""Everything that leaves the page: pictures for a slide or paper, and tables as CSV, of every section."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from app.labs import LABS
from app.state import PlaygroundState
from tests.e2e.test_sections import calm
from viz.palette import DARK, LIGHT

TEXT = "The cat sat on the mat. It was tired 猫🐱 and"
OWN_TEXT = {
    "weights",
    "small-net",
    "norms-training",
    "norms-twins",
    "learning-curves",
    "timing",
}  # of no text of a person's
WITHOUT_FILES = {"bertviz"}  # its frame gives nothing out
NO_MODEL = {"tokens-bpe-step", "tokens-word", "small-net"}
SAVE = (Path(__file__).parent / "exports.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Saved:
    """A file as the page gave it; `facts` are what a browser finds in it."""

    name: str
    facts: dict[str, Any]

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0]


def sections(page: Page, lab: str) -> Iterator[str]:
    """Opens a lab, then each of its sections; "" is what stands above its doors."""
    page.goto(f"/?lab={lab}&text={quote(TEXT)}")
    page.locator(".um-lab .um-view:not(.um-status)").filter(visible=True).first.wait_for()
    page.locator(f"[aria-controls^=um-section-{lab}-]").first.wait_for(state="attached")
    is_of_doors = page.locator(".um-doors").filter(visible=True).count() > 0
    if is_of_doors:
        calm(page)
        yield ""
    for one in page.locator(f"[aria-controls^=um-section-{lab}-]").all():
        name = (one.get_attribute("aria-controls") or "").removeprefix(f"um-section-{lab}-")
        if name in WITHOUT_FILES:
            continue
        page.evaluate("([lab, name]) => unmasked.sections.open(lab, name)", [lab, name])
        page.locator(".um-section :is(.um-actions, .measure)").filter(visible=True).first.wait_for()
        calm(page)
        measure = page.locator(".um-section button.measure").filter(visible=True)
        for button in measure.all():  # what is only measured when somebody asks
            button.click()
        if measure.count():
            expect(page.locator(".experiment .answer .why")).to_have_count(measure.count())
            calm(page)
        yield name


def saved(page: Page, section: str) -> list[Saved]:
    files = page.evaluate(SAVE, section)
    return [Saved(file["name"], file) for file in files]


@pytest.mark.browser_context_args(color_scheme="dark", locale="zh-CN")
@pytest.mark.parametrize("lab", [lab.id for lab in LABS[1:]])  # Start has no pictures
def test_every_picture_and_every_table_can_leave_the_page(page: Page, lab: str) -> None:
    kinds: dict[str, dict[str, Saved]] = {"svg": {}, "png": {}, "csv": {}}
    checks = {"svg": faults_of_picture, "png": faults_of_photo, "csv": faults_of_table}
    wrong: list[str] = []
    for section in sections(page, lab):
        files = saved(page, section)
        endings = {file.name[-3:] for file in files}
        if endings != set(kinds):
            wrong.append(f"{section}: only {endings}")
        for file in files:
            kinds[file.name[-3:]][file.stem] = file
            wrong += [f"{section} {file.name}: {fault}" for fault in checks[file.name[-3:]](file)]
    assert wrong == [], "\n".join(wrong)
    assert kinds["svg"].keys() == kinds["png"].keys()
    NUMBERS.get(lab, lambda tables: None)({stem: rows_of(file) for stem, file in kinds["csv"].items()})


DARK_ONLY = {rgb for name, rgb in DARK.items() if rgb not in LIGHT.values() and rgb.startswith("#")}


def faults_of_picture(file: Saved) -> Iterator[str]:
    said = file.facts
    if not said["title"]:
        yield "no title"
    if not said["text"] and file.stem not in OWN_TEXT:
        yield "no text"
    if not said["model"] and file.stem not in NO_MODEL:
        yield "no model"
    if not re.match(r"http://127\.0\.0\.1:\d+/\?.*lang=|http://127\.0\.0\.1:\d+/", said["link"]):
        yield f"no link: {said['link']}"
    if said["collisions"]:
        yield f"lie on each other: {said['collisions'][:4]}"
    if said["outside"]:
        yield f"out of the picture: {said['outside'][:4]}"
    channels = {tuple(int(rgb[at : at + 2], 16) for at in (1, 3, 5)): rgb for rgb in DARK_ONLY}
    dark = [rgb for (r, g, b), rgb in channels.items() if f"rgb({r}, {g}, {b})" in said["source"]]
    if dark:
        yield f"the dark page's colours: {dark}"


def faults_of_photo(file: Saved) -> Iterator[str]:
    if file.facts["darkest_edge"] < 250:
        yield f"its edge is {file.facts['darkest_edge']} of 255"
    if file.facts["light"] < 0.3:
        yield f"only {file.facts['light']:.0%} of it is light"


def rows_of(file: Saved) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(file.facts["source"].removeprefix("\ufeff")))


def faults_of_table(file: Saved) -> Iterator[str]:
    table = rows_of(file)
    if table.empty:
        yield "no rows"
    if [name for name in table.columns[1:] if name.startswith("Unnamed")]:
        yield f"columns without a name: {list(table.columns)}"
    if not any(pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes) and file.stem != "tokens-word":
        yield f"no numbers: {list(table.columns)}"


def payload(lab: str) -> dict[str, Any]:
    (found,) = [one for one in LABS if one.id == lab]
    return found.example(PlaygroundState(text=TEXT))


def assert_memory(tables: dict[str, pd.DataFrame]) -> None:
    told = payload("memory")
    assert tables["weights"].iloc[:, -1].sum() == told["weights"]["total"]
    gate = told["gates"]["layers"][1]["forget_gate"]
    values = np.frombuffer(base64.b64decode(gate["data"]), "<f4").reshape(gate["shape"])
    units = tables["lstm-layer1-forget_gate"].iloc[:, 1:]
    np.testing.assert_allclose(units.to_numpy(), values[:, units.columns.astype(int)], atol=1e-4)


def assert_reading(tables: dict[str, pd.DataFrame]) -> None:
    for n, column in enumerate(payload("side_by_side")["reading"]["columns"]):
        bits = [np.nan if cell["bits"] is None else cell["bits"] for cell in column["cells"]]
        np.testing.assert_allclose(tables["side-by-side"].iloc[:, n + 1], bits, atol=1e-3)


NUMBERS = {"memory": assert_memory, "side_by_side": assert_reading}
