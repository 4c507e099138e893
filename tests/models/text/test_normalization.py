"""What a tokenizer makes of a text is named by the steps that lead there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from models.text.normalization import NAMES, OTHER, STEPS, normalized, steps_between
from models.text.tokenizers import load_any_tokenizer, token_columns
from tests.tiny import byte_bpe

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "made", "steps"),
    [
        ("a", "a", ()),
        ("a\u0301", "á", ("composed",)),
        ("á", "a\u0301", ("decomposed",)),
        ("fé", "fe", ("marks",)),
        ("が", "か", ("marks",)),
        ("Café", "cafe", ("lower", "marks")),
        ("ﬁ", "fi", ("compatible",)),
        ("a\u200bb", "ab", ("controls",)),
        ("a", "b", (OTHER,)),
    ],
)
def test_the_fewest_steps_are_told(text: str, made: str, steps: tuple[str, ...]) -> None:
    assert steps_between(text, made) == steps


@given(texts)
def test_the_steps_that_are_told_lead_there(text: str) -> None:
    made = unicodedata.normalize("NFC", text.lower())
    found = text.strip()
    for name in steps_between(text, made):
        found = STEPS[name](found)
    assert found.strip() == made.strip()


def made_by(tokenizer_id: str, text: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], str]:
    tokenizer = load_any_tokenizer(tokenizer_id)
    columns = token_columns(tokenizer, text)
    found = normalized(tokenizer, (text, ""), columns)
    assert found
    changes = {
        columns.pieces[id_].piece: tuple(name for bit, name in enumerate(NAMES) if change >> bit & 1)
        for id_, change in zip(columns.ids.tolist(), found.changes.tolist(), strict=True)
    }
    return changes, found.steps, found.made


@pytest.mark.bundled
def test_bert_lowers_and_drops_marks() -> None:
    changes, steps, made = made_by("bert", "the Café a\u0301")
    assert (changes["ca"], changes["##fe"], changes["the"]) == (("lower",), ("marks",), ())
    assert (steps, made) == (("lower", "marks"), "the cafe a")
    assert made_by("bert-base-uncased", "が")[0]["か"] == ("marks",)


@pytest.mark.bundled
def test_a_mark_that_no_token_covers_was_dropped() -> None:
    """The accent alone is dropped: `a` stands for `a`, and nothing for the accent behind the space."""
    assert made_by("bert", "a \u0301")[1] == ("marks",)


@pytest.mark.bundled
def test_a_tokenizer_without_a_normaliser_changes_nothing() -> None:
    tokenizer = load_any_tokenizer("gpt")
    assert normalized(tokenizer, ("Café a\u0301", ""), token_columns(tokenizer, "Café a\u0301")) is None


def test_parts_of_a_composed_character_are_told_together() -> None:
    tokenizer = byte_bpe()
    tokenizer.backend_tokenizer.normalizer = normalizers.NFC()
    text = "q\u0323\u0307 a\u0301"
    columns = token_columns(tokenizer, text)
    found = normalized(tokenizer, (text, ""), columns)
    assert found
    assert found.steps == ("composed",)
