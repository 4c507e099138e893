"""A text's script is told from its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.scripts import has_read, main_script, simplified


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The animal didn't cross the street.", "latin"),
        ("ＦＵＬＬ width", "latin"),
        ("café naïve", "latin"),
        ("小猫没有过马路，因为它太累了。", "han"),
        ("小貓沒有過馬路，因為牠太累了。", "han"),
        ("我今天很[MASK]兴。", "han"),
        ("我喜欢 machine learning 和 deep learning。", "han"),
        ("I like the word 猫 very much", "latin"),
        ("𠀀〇々", "han"),
        ("今日はいい天気です", "kana"),
        ("ｶﾀｶﾅ", "kana"),
        ("안녕하세요", "hangul"),
        ("Привет, мир", "other"),
        ("שלום", "other"),
        ("", None),
        ("12,345 + 6 = ?", None),
        ("🦊👩‍🚀🇨🇳", None),
        ("\ue000\ue001", None),
        ("\ud800", None),
    ],
)
def test_the_main_script_is_that_of_most_words(text: str, script: str | None) -> None:
    assert main_script(text) == script


@given(st.text())
def test_every_text_has_a_script_or_no_letters(text: str) -> None:
    assert main_script(text) in ("latin", "han", "kana", "hangul", "other", None)


@given(st.text(alphabet="abcdefg ", min_size=1).filter(str.strip))
def test_what_is_no_letter_does_not_count(text: str) -> None:
    assert main_script(f"1{text} 🦊…") == main_script(text) == "latin"


@pytest.mark.parametrize(
    ("languages", "script", "read"),
    [
        (("en",), "latin", True),
        (("en",), "han", False),
        (("zh",), "han", True),
        (("zh",), "latin", False),
        (("en", "zh"), "han", True),
        (("zh",), "kana", False),
        ((), "han", True),
        (("tlh",), "latin", True),
    ],
)
def test_a_model_has_read_the_scripts_of_its_languages(languages: tuple[str, ...], script: str, read: bool) -> None:
    assert has_read(languages, script) is read


def test_traditional_characters_become_simplified_ones_by_words() -> None:
    assert simplified("頭髮和發現都在後面，皇后也在。") == "头发和发现都在后面，皇后也在。"
    for text in ("小猫没有过马路。", "The cat.", "今日はいい天気です"):
        assert simplified(text) == text
