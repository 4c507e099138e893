"""How every character of a text is written where it can be seen, said once for all tokens that cover it."""

from __future__ import annotations

from functools import lru_cache

from viz.html import visible
from viz.tokens.payloads import SpellingPayload


def encode_spellings(text: str) -> dict[str, SpellingPayload]:
    """The characters that occur, each with its visible forms, its code point and its bytes."""
    return {character: _spelling(character) for character in dict.fromkeys(text)}


@lru_cache(maxsize=2**14)
def _spelling(character: str) -> SpellingPayload:
    begins, inside, ends = (visible(text) for text in (f"{character}a", f"a{character}a", f"a{character}"))
    return {
        "forms": (begins[:-1], inside[1:-1], ends[1:]),
        "code": f"U+{ord(character):04X}",
        "bytes": "".join(f"<{byte:02X}>" for byte in character.encode()),
    }
