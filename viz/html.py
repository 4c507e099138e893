"""The only escaper: text that a person typed, made harmless and visible."""

from __future__ import annotations

import html
import unicodedata

_MARKS = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u3000": "␣"}


def escape(text: str) -> str:
    """Text as HTML that shows exactly it."""
    return html.escape(text, quote=True)


def plotly_text(text: str) -> str:
    """Text as a Plotly label, which reads a little HTML of its own."""
    return escape(text).replace("$", "&#36;")  # a label in dollar signs would be taken for TeX


def visible(text: str) -> str:
    """Text in which what has no shape of its own gets one.

    A space becomes `·`, line ends and tabs their arrows, other control, formatting and
    direction characters their code point, such as `<U+202E>`.

    >>> visible(" a\\n\\u202e")
    '·a⏎<U+202E>'
    """
    return "".join(_shape(character) for character in text)


def _shape(character: str) -> str:
    if character == " ":
        return "·"
    if character in _MARKS:
        return _MARKS[character]
    # Zero-width joiners hold emoji and some scripts together; alone they are told by their width.
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") and character != "\u200d":
        return f"<U+{ord(character):04X}>"
    return character
