"""In which script a text is written, and whether a model has read that: light, by the letters alone.

A letter's script is the first word of its Unicode name, which is how the standard names them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Literal

Script = Literal["latin", "han", "kana", "hangul", "other"]
# Languages that models of ours say they have read, and what those are written in.
SCRIPTS_OF: dict[str, Script] = {"en": "latin", "zh": "han"}
_NAMES: dict[str, Script] = {
    "LATIN": "latin",
    "CJK": "han",
    "IDEOGRAPHIC": "han",
    "BOPOMOFO": "han",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "KATAKANA-HIRAGANA": "kana",
    "HANGUL": "hangul",
}
_WHOLE_WORDS: frozenset[Script] = frozenset({"han", "kana", "hangul"})  # a character weighs about a word
_KANA_IN_JAPANESE = 0.1  # of a Japanese text's characters at least; of a Chinese one's next to none


def main_script(text: str) -> Script | None:
    """The script of most of a text's words; None where it has no letters, such as numbers and emoji.

    A Chinese character counts as much as a word in Latin letters, so that a name or a `[MASK]` inside a
    Chinese sentence does not make it English. Chinese characters among kana are Japanese.

    >>> main_script("他欠我一百万 dollars"), main_script("今日はいい天気"), main_script("12 🦊")
    ('han', 'kana', None)
    """
    words: Counter[Script] = Counter()
    before: Script | None = None
    for character in text:
        script = _script(character)
        if script and (script != before or script in _WHOLE_WORDS):
            words[script] += 1
        if script or not character.isalnum():  # digits do not end a word
            before = script
    if words["kana"] >= _KANA_IN_JAPANESE * (words["kana"] + words["han"]) > 0:
        return "kana"
    return words.most_common(1)[0][0] if words else None


@lru_cache(maxsize=10_000)
def _script(character: str) -> Script | None:
    """The script of a letter; None of what is no letter, such as digits, marks and signs."""
    if unicodedata.category(character) not in ("Lu", "Ll", "Lt", "Lo", "Lm", "Nl"):
        return None
    first, *rest = unicodedata.name(character, "").replace("FULLWIDTH ", "").replace("HALFWIDTH ", "").split(" ")
    return _NAMES.get(first, "other") if rest else None


def has_read(languages: Iterable[str], script: Script) -> bool:
    """Whether a model that has read these languages has read the script; where nobody says, it may have."""
    known = {SCRIPTS_OF[language] for language in languages if language in SCRIPTS_OF}
    return not known or script in known


def simplified(text: str) -> str:
    """A Chinese text in simplified characters, by OpenCC's dictionaries of words and characters."""
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    import opencc  # a dictionary that few texts need

    return opencc.OpenCC("t2s")
