"""What is cut to fit fits, and is the longest beginning that does."""

from __future__ import annotations

import pytest

from models.registry import load_tokenizer
from models.text.cutting import cut_to_fit

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert"])
@pytest.mark.parametrize(
    "text", ["the cat sat on the mat. " * 40, "从前有一只小狐狸，" * 40, "👩‍👩‍👧" * 90, "x" * 500, " " * 500]
)
def test_a_long_text_is_cut_to_its_longest_beginning(model: str, text: str) -> None:
    tokenizer = load_tokenizer(model)
    found = cut_to_fit(text, model, 63)
    assert text.startswith(found)
    assert len(tokenizer(found).input_ids) <= 63
    a_word_more = text[: len(found) + 12]
    assert len(tokenizer(a_word_more).input_ids) > 63 or a_word_more == text


def test_words_stay_whole() -> None:
    sentence = "the cat sat on the mat. "
    found = cut_to_fit(sentence * 40, "tiny-gpt2", 20)
    assert found == found.rstrip()
    assert (sentence * 40)[len(found)] == " "


def test_what_fits_stays_as_it_is() -> None:
    assert cut_to_fit("the cat ", "tiny-gpt2", 63) == "the cat "
