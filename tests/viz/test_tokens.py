"""Tokens line up: every chip in one block, and no character in two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.records import Token
from viz.tokens import MAX_SHOWN, count_tokens, encode_tokens


def token(text: str, start: int | None = None, end: int | None = None, *, special: bool = False) -> Token:
    return Token(7, text, text, start, end, special)


def cut(text: str, edges: Sequence[int]) -> list[Token]:
    """A start token, then the text cut at some places."""
    places = sorted({0, len(text), *(edge % (len(text) + 1) for edge in edges)})
    return [token("[CLS]", special=True)] + [token(text[start:end], start, end) for start, end in pairwise(places)]


def encode(text: str, *rows: Sequence[Token]) -> dict:
    return encode_tokens(text, [("gpt", "GPT", "BPE", tokens) for tokens in rows])


@given(st.text(max_size=30), st.lists(st.integers(0, 40)), st.lists(st.integers(0, 40)))
def test_every_chip_is_in_one_block_and_blocks_share_no_character(text: str, one: list[int], two: list[int]) -> None:
    payload = encode(text, cut(text, one), cut(text, two))
    covered: set[int] = set()
    for r, row in enumerate(payload["rows"]):
        assert [i for block in payload["blocks"] for i in block[r]] == list(range(len(row["chips"])))
    for block in payload["blocks"]:
        chips = [payload["rows"][r]["chips"][i] for r, indices in enumerate(block) for i in indices]
        characters = {
            place for chip in chips if chip["start"] is not None for place in range(chip["start"], chip["end"])
        }
        assert not covered & characters
        covered |= characters
    assert covered == set(range(len(text)))


def test_blocks_are_as_small_as_they_can_be() -> None:
    text = "didn't go"
    gpt = [token("didn", 0, 4), token("'t", 4, 6), token(" go", 6, 9)]
    bert = [token("didn", 0, 4), token("'", 4, 5), token("t", 5, 6), token("go", 7, 9)]
    assert encode(text, gpt, bert)["blocks"] == [[[0], [0]], [[1], [1, 2]], [[2], [3]]]


def test_tokens_without_text_stand_where_they_came() -> None:
    ends = [token("[CLS]", special=True), token("a", 0, 1), token("[SEP]", special=True)]
    assert encode("a", ends, [token("a", 0, 1)])["blocks"] == [[[0], []], [[1], [0]], [[2], []]]


def test_fragments_of_a_character_share_a_block_and_show_their_bytes() -> None:
    payload = encode("é", [Token(1, "Ã", "<C3>", 0, 1, False), Token(2, "©", "<A9>", 0, 1, False)])
    assert payload["blocks"] == [[[0, 1]]]
    assert [(chip["text"], chip["kind"]) for chip in payload["rows"][0]["chips"]] == [
        ("<C3>", "fragment"),
        ("<A9>", "fragment"),
    ]


def test_text_that_looks_like_a_byte_is_text() -> None:
    (row,) = encode("<C3>", [token("<C3>", 0, 4)])["rows"]
    assert row["chips"][0]["kind"] == "plain"


def test_counts() -> None:
    tokens = [token("[CLS]", special=True), token("é", 0, 1), Token(1, "[UNK]", "🦊", 1, 2, False)]
    assert count_tokens("é🦊", tokens) == {
        "n_tokens": 3,
        "n_special": 1,
        "n_unknown": 1,
        "characters_per_token": 1.0,
        "bytes_per_token": 3.0,
    }


@pytest.mark.parametrize(("piece", "covered", "unknown"), [("[UNK]", "☃", True), ("[UNK]", "[UNK]", False)])
def test_an_unknown_that_was_typed_is_known(piece: str, covered: str, unknown: bool) -> None:
    tokens = [Token(1, piece, covered, 0, len(covered), False)]
    assert encode(covered, tokens)["rows"][0]["chips"][0]["unknown"] is unknown


def test_a_long_text_is_counted_whole_and_shown_in_part() -> None:
    text = "ab" * MAX_SHOWN
    tokens = [token("ab", i, i + 2) for i in range(0, len(text), 2)]
    payload = encode(text, tokens)
    (row,) = payload["rows"]
    assert len(row["chips"]) == MAX_SHOWN // 2
    assert row["counts"]["n_tokens"] == len(tokens)
    assert (payload["n_shown"], payload["n_characters"]) == (MAX_SHOWN, 2 * MAX_SHOWN)


def test_no_control_character_reaches_the_page() -> None:
    (row,) = encode("\0\u202e", [token("\0\u202e", 0, 2)])["rows"]
    assert row["chips"][0]["text"] == "<U+0000><U+202E>"
