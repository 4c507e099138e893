"""Characters, each with how it is seen: put together, they show a text as Python shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from viz.html import visible
from viz.tokens.spellings import encode_spellings

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(texts)
def test_forms_put_together_are_the_visible_text(text: str) -> None:
    spellings = encode_spellings(text)
    last = len(text) - 1
    places = [0 if i == 0 else 2 if i == last else 1 for i in range(len(text))]
    assert "".join(spellings[text[i]]["forms"][place] for i, place in enumerate(places)) == visible(text)


@given(texts)
def test_bytes_and_code_points_are_the_characters(text: str) -> None:
    for character, spelling in encode_spellings(text).items():
        assert bytes.fromhex(spelling["bytes"].replace("<", "").replace(">", "")).decode() == character
        assert chr(int(spelling["code"].removeprefix("U+"), 16)) == character
