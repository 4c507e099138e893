"""The columns that the rows are drawn from say what the tokens are."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import PreTrainedTokenizerFast

from models.records import Piece
from models.text.tokenizers import token_columns, tokens_from
from tests.tiny import byte_bpe, wordpiece
from viz.tokens.rows import SECOND, SPECIAL, UNKNOWN, Row, count_tokens, covered_characters, encode_piece, encode_tokens

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def tokenizers() -> dict[str, PreTrainedTokenizerFast]:
    return {"bpe": byte_bpe(), "wordpiece": wordpiece()}


def encode(texts: tuple[str, str], tokenizer: PreTrainedTokenizerFast) -> dict:
    columns = token_columns(tokenizer, texts[0], texts[1] or None)
    payload = encode_tokens(texts, [Row("id", "Title", "gpt", "kind", len(tokenizer), columns)])
    return json.loads(json.dumps(payload, allow_nan=False))["rows"][0]


def numbers(payload: dict) -> list[int]:
    dtype = {"int32": "<i4", "uint8": "u1"}[payload["dtype"]]
    return np.frombuffer(base64.b64decode(payload["data"]), dtype).tolist()


@given(texts, texts | st.just(""))
def test_columns_are_the_tokens(tokenizers, first: str, second: str) -> None:
    for tokenizer in tokenizers.values():
        row = encode((first, second), tokenizer)
        tokens = tokens_from((first, second), token_columns(tokenizer, first, second or None))
        assert numbers(row["ids"]) == [token.id for token in tokens]
        assert numbers(row["starts"]) == [-1 if token.start is None else token.start for token in tokens]
        assert numbers(row["ends"]) == [-1 if token.end is None else token.end for token in tokens]
        assert [bool(flags & SPECIAL) for flags in numbers(row["flags"])] == [token.special for token in tokens]
        assert set(row["pieces"]) == {str(token.id) for token in tokens}
        assert row["counts"]["n_tokens"] == len(tokens)


def test_the_second_sentence_s_tokens_are_marked_and_count_from_its_own_start(tokenizers) -> None:
    row = encode(("The cat", "the dog"), tokenizers["wordpiece"])
    second = [bool(flags & SECOND) for flags in numbers(row["flags"])]
    starts = numbers(row["starts"])
    assert starts[second.index(True)] == 0
    assert not any(second[: second.index(True)])
    assert starts[-1] == -1
    assert not second[-1]


def test_an_unknown_that_was_typed_is_special(tokenizers) -> None:
    flags = numbers(encode(("☃ [UNK]", ""), tokenizers["wordpiece"])["flags"])[1:-1]
    assert flags == [UNKNOWN, SPECIAL]


def test_counts_leave_added_tokens_out_and_see_what_is_dropped(tokenizers) -> None:
    columns = token_columns(tokenizers["wordpiece"], "the ☃", None)
    assert count_tokens(("the ☃", ""), columns) == {
        "n_tokens": 4,
        "n_added": 2,
        "n_unknown": 1,
        "n_dropped": 1,
        "characters_per_token": 2.5,
        "bytes_per_token": 3.5,
    }
    assert covered_characters("the ☃", columns, 0).tolist() == [True, True, True, False, True]


@given(texts)
def test_byte_level_drops_nothing(tokenizers, text: str) -> None:
    columns = token_columns(tokenizers["bpe"], text, None)
    assert count_tokens((text, ""), columns)["n_dropped"] == 0
    assert count_tokens((text, ""), columns)["n_unknown"] == 0


@pytest.mark.parametrize(
    ("piece", "encoded"),
    [
        (Piece("##ing", "##ing", "##", True), ("##ing", "##", "ing", True)),
        (Piece("▁", " ", "▁", True), ("▁", "▁", "", True)),
        (Piece("\u202e", "\u202e", "", True), ("<U+202E>", "", "<U+202E>", True)),
        (Piece("Ã", "<C3>", "", False), ("<C3>", "", "<C3>", False)),
        (Piece("<C3>", "<C3>", "", True), ("<C3>", "", "<C3>", True)),
        (Piece(" ", " ", "", True), ("·", "·", "", True)),
        (Piece("·", "·", "", True), ("·", "", "·", True)),
        (Piece("ĠĠ", "  ", "Ġ", True), ("ĠĠ", "Ġ", "·", True)),
        (Piece("Ġ·", " ·", "Ġ", True), ("Ġ·", "Ġ", "·", True)),
    ],
)
def test_pieces_keep_their_mark_apart_and_show_what_has_no_shape(piece: Piece, encoded: tuple) -> None:
    assert encode_piece(piece) == encoded


def test_a_text_without_real_tokens_has_no_rate(tokenizers) -> None:
    counts = count_tokens(("\x00", ""), token_columns(tokenizers["wordpiece"], "\x00", None))
    assert (counts["characters_per_token"], counts["n_dropped"]) == (0, 1)
