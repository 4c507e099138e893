"""Colours that everybody can read: contrast of WCAG 2.2, measured."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from viz.palette import DARK, FAMILIES, LIGHT, TWINS, css_variables

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
    ratios = {name: contrast(colours[name], colours["paper"]) for name in (*areas, *TWINS, "focus", "minus", "plus")}
    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


def lab(colour: str) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of an sRGB colour, under D65."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_twin_is_no_family_and_no_other_twin(colours: Mapping[str, str]) -> None:
    others = [colours[f"{family}-fill"] for family in FAMILIES]
    for twin in TWINS:
        near = [other for other in others if math.dist(lab(colours[twin]), lab(other)) < 25]
        assert near == [], twin
        others.append(colours[twin])


def test_both_pages_have_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_families_are_okabe_and_itos() -> None:
    assert [LIGHT[f"{family}-fill"] for family in FAMILIES] == ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]


def test_style_sheets_get_every_colour_twice() -> None:
    assert all(css_variables().count(f"--um-{name}: ") == 2 for name in LIGHT)
