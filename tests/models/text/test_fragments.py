"""A part of a character says which: its bytes are those of the character, wherever the vocabulary cuts it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.text.fragments import bytes_of_hex, shares_of
from models.text.tokenizers import tokens_of
from tests.tiny import byte_bpe, wordpiece

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def tokenizer():
    return byte_bpe()


@settings(max_examples=200)
@given(texts | st.just("a 教练 👩‍🚀 é"))
def test_shares_are_the_bytes_of_the_text(tokenizer, text: str) -> None:
    for token in tokens_of(tokenizer, text, special=False)[1]:
        assert bool(token.shares) == (token.kind == "fragment")
        if token.shares:
            parts = [share.character.encode()[share.first - 1 : share.last] for share in token.shares]
            assert b"".join(parts) == bytes_of_hex(token.text)
            assert all(share.character in text[token.start : token.end] for share in token.shares)
            assert all(share.n_bytes == len(share.character.encode()) for share in token.shares)


@given(texts, st.integers(1, 5))
def test_every_byte_of_a_text_is_a_part_of_one_character(text: str, size: int) -> None:
    raw = text.encode()
    shares = shares_of([raw[at : at + size] for at in range(0, len(raw), size)])
    parts = [share.character.encode()[share.first - 1 : share.last] for found in shares for share in found]
    assert b"".join(parts) == raw


def test_bytes_of_no_character_are_a_part_of_nothing() -> None:
    whole = "教".encode()
    assert shares_of([whole[:1], whole[1:2]]) == [(), ()]
    assert shares_of([b"\xff", whole[:2], whole[2:]])[0] == ()
    assert [len(parts) for parts in shares_of([b"\xff", whole[:2], whole[2:]])] == [0, 1, 1]
    assert shares_of([whole[:2], None, whole[2:]]) == [(), (), ()]


def test_a_vocabulary_without_the_character_knows_nothing_of_it() -> None:
    (token,) = tokens_of(wordpiece(), "教", special=False)[1]
    assert (token.kind, token.text, token.piece, token.shares) == ("unknown", "教", "[UNK]", ())
