"""The vocabularies of well-known models cut texts as the originals' own libraries do."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from models.errors import InputError
from models.text.tokenizer_catalog import BUNDLED, COMPRESSED, comparison_cards, tokenizer_card, usual_cards
from models.text.tokenizers import bytes_piece, load_any_tokenizer, piece_bytes, tokenize
from models.training.vendored import SOURCES, from_ranks, from_tensorflow, parts_of
from tests.models.text.originals import FILE, N_TEXTS, digest

ORIGINALS = json.loads(FILE.read_text(encoding="utf-8"))
RANKS = {bytes([n]): n for n in range(256)} | {
    token: 256 + n for n, token in enumerate([b"ab", b"bc", b"aa", b"abc", b"bcd", b"aaa", b"aaaa", b"unreached"])
}
FILE_OF_RANKS = b"".join(b"%s %d\n" % (b64encode(token), n) for token, n in RANKS.items())


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_ids_are_the_original_s_own_on_a_thousand_texts(name: str) -> None:
    """As tiktoken, Google's tokenization.py and dashscope gave them: `tests/models/text/originals.py`."""
    texts, theirs = ORIGINALS["texts"], ORIGINALS["ids"][name]
    assert len(texts) == len(theirs) == len(set(texts)) == N_TEXTS
    tokenizer = load_any_tokenizer(name)
    ours = [digest(tokenizer(text, verbose=False)["input_ids"]) for text in texts]
    assert [text for text, one, other in zip(texts, ours, theirs, strict=True) if one != other] == []


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("gpt-2", 19),
        ("gpt-4", ["小", "<E7>", "<8C>", "<AB>", "没有", "过", "<E9><A9>", "<AC>", "路", "。"]),
        ("gpt-4o", ["小", "猫", "没有", "过", "马", "路", "。"]),
        ("qwen", ["小", "猫", "没有", "过", "马路", "。"]),
        ("bert-base-chinese", ["[CLS]", *"小猫没有过马路。", "[SEP]"]),
    ],
)
def test_how_a_chinese_sentence_is_cut(name: str, pieces: list[str] | int) -> None:
    texts = [token.text for token in tokenize("小猫没有过马路。", name)]
    assert (len(texts) if isinstance(pieces, int) else texts) == pieces


def test_special_tokens_have_their_own_ids() -> None:
    ids = {name: tokenize("<|endoftext|>", name)[0].id for name in ("gpt-2", "gpt-4", "gpt-4o", "qwen")}
    assert ids == {"gpt-2": 50256, "gpt-4": 100257, "gpt-4o": 199999, "qwen": 151643}
    assert [token.id for token in tokenize("[MASK]", "bert-base-uncased")] == [101, 103, 102]


def test_large_vocabularies_are_loaded_only_by_name() -> None:
    large = {card.id for card in comparison_cards() if card.large}
    assert large == set(SOURCES)
    assert large.isdisjoint(card.id for card in usual_cards())
    with pytest.raises(InputError, match="gpt-4o"):
        tokenize("a", "gpt-99")


def test_each_has_its_licence_beside_it() -> None:
    for name, source in SOURCES.items():
        assert tokenizer_card(name).licence == source.licence
        first = (BUNDLED / name / "LICENSE").read_text(encoding="utf-8").split()[:2]
        assert " ".join(first) == {"MIT": "MIT License", "Apache-2.0": "Apache License"}[source.licence]
        told = json.loads((BUNDLED / name / "card.json").read_text(encoding="utf-8"))
        assert told["n_pieces"] == len(load_any_tokenizer(name))
        assert json.loads(gzip.decompress((BUNDLED / name / COMPRESSED).read_bytes()))["version"] == "1.0"


def cut_by_ranks(piece: bytes) -> list[int]:
    """As tiktoken's own description has it: join the neighbours of lowest rank until no pair is a token."""
    if piece in RANKS:
        return [RANKS[piece]]
    parts = [piece[n : n + 1] for n in range(len(piece))]
    while True:
        ranked = [(RANKS[a + b], n) for n, (a, b) in enumerate(pairwise(parts)) if a + b in RANKS]
        if not ranked:
            return [RANKS[part] for part in parts]
        n = min(ranked)[1]
        parts[n : n + 2] = [parts[n] + parts[n + 1]]


@given(st.text("abcdx ", min_size=1, max_size=12) | st.sampled_from(["unreached", "é", "aaaaaaa"]))
def test_merges_made_of_ranks_join_as_the_ranks_do(text: str) -> None:
    tokenizer = from_ranks(FILE_OF_RANKS, pattern=".+", specials={"<|end|>": len(RANKS)})
    assert tokenizer.encode(text).ids == cut_by_ranks(text.encode())


def test_a_normaliser_and_special_tokens_are_kept() -> None:
    made = from_ranks(FILE_OF_RANKS, pattern=".+", specials={"<|end|>": len(RANKS)}, normalizer=normalizers.NFC())
    assert made.encode("e\u0301<|end|>").ids == [*"é".encode(), len(RANKS)]


def test_a_token_that_no_merges_lead_to_has_none() -> None:
    assert parts_of(b"abcd", RANKS | {b"abcd": 999}) == [b"abc", b"d"]
    assert len(parts_of(b"unreached", RANKS)) > 2


@given(st.binary(max_size=20))
def test_pieces_of_bytes_can_be_undone(raw: bytes) -> None:
    assert piece_bytes(bytes_piece(raw)) == raw


def test_a_list_that_marks_where_words_begin_is_google_s() -> None:
    listed = ["[PAD]", "▁", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "▁play", "ing", "▁["]
    made = from_tensorflow(json.dumps(listed).encode())
    assert made.encode("Playing [").tokens == ["[CLS]", "play", "##ing", "[", "[SEP]"]
    assert made.id_to_token(1) == "[unused0]"
