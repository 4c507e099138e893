"""Colours that everybody can read: contrast of WCAG 2.2, measured."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from viz.palette import DARK, FAMILIES, LIGHT, css_variables

WORDS = ("ink", "muted", *FAMILIES)
GROUNDS = ("paper", "raised", "sunken")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(colours: Mapping[str, str]) -> None:
    ratios = {(word, ground): contrast(colours[word], colours[ground]) for word in WORDS for ground in GROUNDS}
    ratios["notice", "notice-fill"] = contrast(colours["notice"], colours["notice-fill"])
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_areas_and_focus_stand_out(colours: Mapping[str, str]) -> None:
    areas = [f"{family}-fill" for family in ("gpt", "bert", "lstm")]
    ratios = {name: contrast(colours[name], colours["paper"]) for name in (*areas, "focus", "minus", "plus")}
    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


def test_both_pages_have_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_families_are_okabe_and_itos() -> None:
    assert [LIGHT[f"{family}-fill"] for family in FAMILIES] == ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]


def test_style_sheets_get_every_colour_twice() -> None:
    assert all(css_variables().count(f"--um-{name}: ") == 2 for name in LIGHT)
