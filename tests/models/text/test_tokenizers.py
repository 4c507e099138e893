"""Tokens cover the text they come from, and their ids are the library's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, normalizers, processors
from tokenizers.models import BPE
from transformers import PreTrainedTokenizerFast

from models.errors import InputError
from models.limits import MAX_CHARACTERS
from models.text import tokenizers as module
from models.text.tokenizer_catalog import TokenizerCard, comparison_cards, tokenizer_cards, usual_cards
from models.text.tokenizers import (
    describe_tokens,
    load_any_tokenizer,
    piece_bytes,
    token_columns,
    tokenize,
    tokens_from,
    tokens_of,
)
from models.training.vocabulary import train_byte_bpe, train_wordpiece

DROPPING = ("words", "WordPiece")  # kinds of tokenizer that leave white space out
SENTENCES = ["The animal didn't cross the street because it was too tired.", "She said: café, naïve 你好 ..."] * 3
HOSTILE = [
    "👨‍👩‍👧‍👦 family",
    "مرحبا بالعالم \u202eabc",
    "a\x00b",
    "</script><img src=x onerror=alert(1)>",
    "e\u0301\u0323 Z\u0351\u036b\u0343",
    "   ",
    "\n\t \u3000",
    "[MASK] <|endoftext|> [UNK] ##ing Ġ",
    "你好，世界",
    "x" * 3000,
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))


@pytest.fixture(scope="module")
def byte_bpe() -> PreTrainedTokenizerFast:
    return train_byte_bpe(SENTENCES, vocab_size=320)


@pytest.fixture(scope="module")
def wordpiece() -> PreTrainedTokenizerFast:
    return train_wordpiece(SENTENCES, vocab_size=120)


@pytest.fixture(scope="module")
def byte_fallback() -> PreTrainedTokenizerFast:
    """As Llama 2's: `▁` for a space, one put in front, bytes for unknown characters."""
    pieces = ["<s>", *(f"<0x{byte:02X}>" for byte in range(256)), *"▁abcdehlo", "▁a"]
    model = BPE({piece: id_ for id_, piece in enumerate(pieces)}, [("▁", "a")], byte_fallback=True)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", 0)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>")


@given(texts)
@example("[MASK]")
def test_ids_are_the_library_s_and_nothing_is_cut(byte_bpe, wordpiece, byte_fallback, text: str) -> None:
    for tokenizer in (byte_bpe, wordpiece, byte_fallback):
        for special in (True, False):
            ids, tokens = tokens_of(tokenizer, text, special=special)
            assert ids == tokenizer(text, add_special_tokens=special, verbose=False)["input_ids"]
            assert [token.id for token in tokens] == ids
            assert [token.piece for token in tokens] == tokenizer.convert_ids_to_tokens(ids)


@given(texts)
def test_byte_level_pieces_and_offsets_rebuild_the_text(byte_bpe, text: str) -> None:
    tokens = tokens_of(byte_bpe, text, special=False)[1]
    assert b"".join(token_bytes(token) for token in tokens) == text.encode()
    edges = [(0, 0), *((token.start, token.end) for token in tokens), (len(text), len(text))]
    for (start, end), (next_start, next_end) in pairwise(edges):
        shared = end - 1 if end > start else end  # the next token may hold the rest of the same character
        assert shared <= next_start <= end
        assert next_end >= end
    for token in tokens:
        whole = text[token.start : token.end].encode() == token_bytes(token)
        assert token.text == (text[token.start : token.end] if whole else as_hex(token_bytes(token)))


def token_bytes(token) -> bytes:
    return token.piece.encode() if token.special else piece_bytes(token.piece)


def as_hex(raw: bytes) -> str:
    return "".join(f"<{byte:02X}>" for byte in raw)


@given(texts)
def test_wordpiece_leaves_out_only_what_its_normaliser_drops(wordpiece, text: str) -> None:
    tokens = [token for token in tokens_of(wordpiece, text)[1] if token.start is not None]
    at = 0
    for token in tokens:
        assert is_dropped(text[at : token.start]), (text, token)
        assert token.text == text[token.start : token.end]
        assert token.start >= at or token.start == at - 1  # the normaliser may have made two characters of one
        at = max(at, token.end)
    assert is_dropped(text[at:])


def is_dropped(characters: str) -> bool:
    """White space, control and format characters, unassigned ones and accents: BERT's normaliser."""
    return all(c.isspace() or c == "\ufffd" or unicodedata.category(c)[0] in "CM" for c in characters)


def test_added_special_tokens_cover_nothing_and_typed_ones_do(wordpiece, byte_bpe) -> None:
    first, mask, *_, last = tokens_of(wordpiece, "[MASK] it")[1]
    assert (first.piece, first.text, first.start, first.end, first.special) == ("[CLS]", "[CLS]", None, None, True)
    assert (mask.text, mask.start, mask.end, mask.special) == ("[MASK]", 0, 6, True)
    assert (last.piece, last.start, last.special) == ("[SEP]", None, True)
    start, typed = tokens_of(byte_bpe, "<|endoftext|>")[1]
    assert (start.id, start.start, start.special) == (typed.id, None, True)
    assert (typed.start, typed.end, typed.special) == (0, 13, True)


def test_an_unknown_word_is_a_real_token_and_a_typed_unk_is_special(wordpiece) -> None:
    unknown, typed = tokens_of(wordpiece, "☃ [UNK]", special=False)[1]
    assert unknown.id == typed.id
    assert (unknown.text, unknown.special) == ("☃", False)
    assert (typed.text, typed.special) == ("[UNK]", True)


def test_bytes_of_a_split_character_show_as_hex_and_share_its_offsets(byte_bpe) -> None:
    tokens = tokens_of(byte_bpe, "a 👩", special=False)[1]
    fragments = [token for token in tokens if token.start == 2]
    assert "".join(token.text for token in fragments) == "<F0><9F><91><A9>"
    assert {(token.start, token.end) for token in fragments} == {(2, 3)}


def test_byte_fallback_shows_hex_and_an_inserted_space_covers_nothing(byte_fallback) -> None:
    tokens = tokens_of(byte_fallback, "你 a", special=False)[1]
    assert [token.text for token in tokens] == ["", "<E4>", "<BD>", "<A0>", " a"]
    assert [(token.start, token.end) for token in tokens] == [(0, 0), (0, 1), (0, 1), (0, 1), (1, 3)]


def test_a_composed_character_covers_all_that_it_is_composed_of() -> None:
    """Qwen's normaliser makes one character of `e` and an accent, and of three Korean letters."""
    text = "cafe\u0301 \u1112\u1161\u11ab e\u0301"
    tokens = tokens_from((text, text), token_columns(load_any_tokenizer("qwen"), text, text))
    covered = [text[start:end] for start, end in dict.fromkeys((t.start, t.end) for t in tokens)]
    assert "".join(covered) == text


def test_tokens_without_a_text_are_written_out(byte_bpe, wordpiece, byte_fallback) -> None:
    ids = byte_bpe(" the 龍<|endoftext|>", add_special_tokens=False)["input_ids"]
    written = describe_tokens(byte_bpe, ids)
    assert "".join(token.text for token in written) == " the <E9><BE><8D><|endoftext|>"
    assert [token.special for token in written] == [False] * (len(ids) - 1) + [True]
    assert all(token.start is None for token in written)
    assert describe_tokens(wordpiece, wordpiece.convert_tokens_to_ids(["##e", "[SEP]"]))[0].text == "##e"
    assert [t.text for t in describe_tokens(byte_fallback, [0, 1 + 0xE4, 1 + 0x0A, 266])] == ["<s>", "<E4>", "\n", " a"]


def test_piece_bytes_inverts_the_library_s_alphabet(byte_bpe) -> None:
    every_byte = {piece_bytes(piece) for piece in byte_bpe.get_vocab() if len(piece) == 1}
    assert every_byte == {bytes([byte]) for byte in range(256)}
    with pytest.raises(KeyError):
        piece_bytes("你")


def test_a_catalog_tokenizer_is_found_by_id(monkeypatch, wordpiece) -> None:
    monkeypatch.setattr(module, "load_tokenizer", {"google-bert/bert-base-uncased": wordpiece}.get)
    tokens = tokenize("It was tired.", "google-bert/bert-base-uncased", special=False)
    assert tokens == tokens_of(wordpiece, "It was tired.", special=False)[1]


@pytest.mark.parametrize(
    ("text", "tokenizer_id", "code"),
    [
        ("hello", "no-such-thing", "unknown_tokenizer"),
        ("", "openai-community/gpt2", "empty_text"),
        ("a" * (MAX_CHARACTERS + 1), "openai-community/gpt2", "too_many_characters"),
        ("\ud83d", "openai-community/gpt2", "bad_characters"),
    ],
)
def test_bad_requests_are_named(monkeypatch, byte_bpe, text: str, tokenizer_id: str, code: str) -> None:
    monkeypatch.setattr(module, "load_tokenizer", lambda _: byte_bpe)
    with pytest.raises(InputError) as caught:
        tokenize(text, tokenizer_id)
    assert caught.value.code == code


def test_an_id_without_a_piece_shows_as_its_number(byte_bpe) -> None:
    """Pythia's output, for one, is padded beyond its tokenizer's pieces."""
    assert [token.text for token in describe_tokens(byte_bpe, [len(byte_bpe)])] == [f"<{len(byte_bpe)}>"]


@pytest.mark.bundled
@settings(max_examples=1_000)
@given(texts)
@example("a\u2028b\x85c")
def test_every_bundled_tokenizer_covers_the_text_but_for_what_it_drops(text: str) -> None:
    check_coverage(usual_cards(), text)


@given(texts)
@example("e\u0301\u0323 Z\u0351\u036b\u0343")
@example("\u1112\u1161\u11ab\u3000e\u0301")
def test_so_does_every_large_vocabulary(text: str) -> None:
    check_coverage([card for card in comparison_cards() if card.large], text)


def check_coverage(cards: Iterable[TokenizerCard], text: str) -> None:
    """Ids are the library's; only words and WordPiece drop anything: white space, controls, accents."""
    for card in cards:
        tokenizer = load_any_tokenizer(card.id)
        columns = token_columns(tokenizer, text)
        tokens = tokens_from((text, ""), columns)
        assert columns.ids.tolist() == tokenizer(text, verbose=False)["input_ids"]
        at = 0
        for token in (token for token in tokens if token.start is not None):
            assert is_dropped(text[at : token.start]) if card.kind in DROPPING else at >= token.start, (
                card.id,
                text,
            )
            at = max(at, token.end)
        assert is_dropped(text[at:]) if card.kind in DROPPING else at == len(text), (card.id, text)


@pytest.mark.bundled
@pytest.mark.parametrize("text", ["a" * MAX_CHARACTERS, "\0" * 999, "é" * 9_999, "👨‍👩‍👧‍👦" * 999])
def test_long_and_strange_texts_have_tokens(text: str) -> None:
    for card in tokenizer_cards():
        if card.bundled:
            columns = token_columns(load_any_tokenizer(card.id), text)
            assert (columns.ends >= columns.starts).all()
            assert columns.ends.max() <= len(text)


@pytest.mark.bundled
def test_a_character_in_bytes_beside_a_vocabulary_of_characters_is_fragments() -> None:
    """The Chinese GPT spells what it lacks as `<0xE9>`, with no mark for spaces."""
    start, you, *parts, space, word = tokenize("你龘 他", "gpt-zh")
    assert (you.text, you.kind, space.text, word.text) == ("你", "plain", " ", "他")
    assert [token.text for token in parts] == ["<E9>", "<BE>", "<98>"]
    assert [[(share.character, share.first) for share in token.shares] for token in parts] == [
        [("龘", 1)],
        [("龘", 2)],
        [("龘", 3)],
    ]
    assert start.special
