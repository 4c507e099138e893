"""Every text shows as itself, and nothing in it is invisible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.html import visible


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
