"""Every text shows as itself, and nothing in it is invisible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.html import n_spaces, readable, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" a", "·a"),
        ("a\n\t\r", "a⏎⇥␍"),
        ("\0", "<U+0000>"),
        ("\u202eabc", "<U+202E>abc"),
        ("\u200b", "<U+200B>"),
        ("\u0301", "◌\u0301"),
        ("e\u0301", "e\u0301"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("\u200d", "<U+200D>"),
        ("🚀\u200d", "🚀<U+200D>"),
        ("字", "字"),
    ],
)
def test_what_has_no_shape_gets_one(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(min_size=1))
def test_nothing_is_invisible(text: str) -> None:
    assert visible(text).strip() != ""
    assert not set(visible(text)) & set("\n\r\t\0\u202e\u200b\ufeff")


@pytest.mark.parametrize(("text", "n"), [(" it", 1), (" ", 1), ("·", 0), ("", 0), ("  x ", 2), ("\n", 0)])
def test_a_space_is_told_from_the_dot_that_shows_it(text: str, n: int) -> None:
    assert n_spaces(text) == n
    assert visible(text)[:n] == "·" * n


@pytest.mark.parametrize(
    ("text", "piece", "label"),
    [(" it", "Ġit", "it"), (" ", "Ġ", "·"), ("", "[CLS]", "[CLS]"), ("  x", "", "·x"), ("<E4>", "ä", "<E4>")],
)
def test_a_label_has_no_space_before_its_word(text: str, piece: str, label: str) -> None:
    assert readable(text, piece) == label
