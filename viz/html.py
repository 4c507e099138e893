"""Text that a person typed, made visible; the page sets it as text, never as markup."""

from __future__ import annotations

import unicodedata

_SHAPELESS = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
_JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
_MARKS = {"\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u3000": "␣"}


def visible(text: str) -> str:
    """Text in which what has no shape of its own gets one.

    A space becomes `·`, line ends and tabs their arrows, other control, formatting and direction
    characters their code point, such as `<U+202E>`. A mark that sits on the letter before it gets a
    dotted circle where there is none; a joiner stays where it joins.

    >>> visible(" a\\n\\u202e")
    '·a⏎<U+202E>'
    """
    if text.isalnum() or (text.isascii() and text.isprintable()):  # most pieces of most vocabularies
        return text.replace(" ", "·")
    ends = (0, len(text) - 1)
    shaped = "".join(_shape(character, at_end=i in ends) for i, character in enumerate(text))
    return f"◌{shaped}" if text and unicodedata.category(text[0]).startswith("M") else shaped


def n_spaces(text: str) -> int:
    """How many characters of the visible form are the spaces before a word: what tells ` ` from a token that is `·`.

    >>> n_spaces(" it"), n_spaces(" "), n_spaces("·")
    (1, 1, 0)
    """
    return len(text) - len(text.lstrip(" "))


def readable(text: str, piece: str = "") -> str:
    """A label: visible, without the one space before a word; `piece` where there is no text at all."""
    return visible(text.removeprefix(" ") or text or piece)


def _shape(character: str, at_end: bool) -> str:
    if character == " ":
        return "·"
    if character in _MARKS:
        return _MARKS[character]
    joins = character in _JOINERS and not at_end
    if unicodedata.category(character) in _SHAPELESS and not joins:
        return f"<U+{ord(character):04X}>"
    return character
