"""Words line up under every tokenizer, and nothing is counted twice."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.predictions.comparison import compare_edit, read
from models.predictions.targets import masked_targets, next_token_targets
from models.records import Token
from models.text.tokenizers import tokens_of
from tests.tiny import byte_bpe, wordpiece
from viz.side_by_side.objectives import encode_targets
from viz.side_by_side.reading import encode_edit, encode_readings, line_up, places_of

TEXT = "The animal didn't cross the street. 你好 👩‍🚀 </script>"
NAMES = ("tiny-gpt2", "tiny-bert", "tiny-lstm")
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def tokenizers() -> list:
    return [byte_bpe(), wordpiece()]


@settings(max_examples=150)
@given(texts | st.just(TEXT))
def test_no_token_lies_across_two_words(tokenizers, text: str) -> None:
    rows = [tokens_of(tokenizer, text)[1] for tokenizer in tokenizers]
    words = line_up(text, rows)
    assert all(start < end for start, end in words)
    assert all(left[1] <= right[0] for left, right in pairwise(words))
    for tokens in rows:
        placed = [position for positions in places_of(tokens, words) for position in positions]
        assert placed == [position for position, token in enumerate(tokens) if token.start is not None]
        for token in tokens:
            if token.start is not None and token.start < token.end:
                assert sum(start <= token.start and token.end <= end for start, end in words) == 1


def test_words_are_words() -> None:
    text = "The animal didn't cross."
    assert [text[start:end] for start, end in line_up(text, [])] == ["The", " animal", " didn't", " cross", "."]
    assert line_up("你好", []) == [(0, 1), (1, 2)]
    across = Token(0, "", "", 1, 6, False)
    assert line_up("to be or", [[across]]) == [(0, 8)]


def test_surprisal_of_the_words_is_that_of_the_text(tiny_models) -> None:
    readings = [read(TEXT, name) for name in NAMES]
    words = line_up(TEXT, [reading.tokens for reading in readings])
    sent = json.loads(
        json.dumps(encode_readings(TEXT, words, readings, {name: (name, "before") for name in NAMES}), allow_nan=False)
    )
    for column, reading in zip(sent["columns"], readings, strict=True):
        total = sum(bits for bits in reading.surprisal_bits if bits is not None)
        assert sum(cell["bits"] or 0 for cell in column["cells"]) == pytest.approx(total)
        assert column["bits_per_byte"] == pytest.approx(total / reading.n_bytes)
        assert (reading.n_bytes == len(TEXT.encode())) == (column["n_unknown"] == 0)
        assert len(column["cells"]) == len(sent["words"])


def test_what_a_vocabulary_cannot_spell_has_no_surprisal(tiny_models) -> None:
    readings = [read("The cat. 教练", name) for name in NAMES]
    words = line_up("The cat. 教练", [reading.tokens for reading in readings])
    known = {name: (name, "before") for name in NAMES}
    gpt, bert, _ = encode_readings("The cat. 教练", words, readings, known)["columns"]
    assert [cell["bits"] for cell in bert["cells"] if cell["unknown"]] == [None, None]
    assert [cell["tokens"] for cell in bert["cells"] if cell["unknown"]] == [["教 [UNK]"], ["练 [UNK]"]]
    assert (bert["n_unknown"], gpt["n_unknown"]) == (2, 0)
    assert readings[1].n_bytes == len(b"The cat. ")
    assert all(cell["bits"] is not None for cell in gpt["cells"])


def test_the_true_token_is_told_by_its_id(tiny_models) -> None:
    reading = read(TEXT, "tiny-gpt2", k=400)
    words = line_up(TEXT, [reading.tokens])
    (column,) = encode_readings(TEXT, words, [reading], {"tiny-gpt2": ("GPT", "before")})["columns"]
    for cell, positions in zip(column["cells"], places_of(reading.tokens, words), strict=True):
        token, expected = reading.tokens[positions[0]], reading.expected[positions[0]]
        assert expected is not None
        assert cell["truth"] is not None
        assert expected.top[cell["truth"]].id == token.id


def test_a_change_is_told_by_word(tiny_models) -> None:
    edited = TEXT.replace("street", "road")
    effects = [compare_edit(TEXT, edited, name) for name in NAMES]
    words = line_up(TEXT, [effect.tokens for effect in effects])
    changed = next(i for i, (start, end) in enumerate(words) if "street" in TEXT[start:end])
    gpt, bert, lstm = (column["cells"] for column in encode_edit(effects, words)["columns"])
    for cells in (gpt, lstm):
        assert max(bits for bits in cells[:changed] if bits is not None) < 1e-6
        assert max(bits for bits in cells[changed + 1 :] if bits is not None) > 1e-5
    assert max(bits for bits in bert[:changed] if bits is not None) > 1e-5


def test_targets_keep_the_sum_of_the_target_distribution(tiny_models) -> None:
    for targets in (next_token_targets(TEXT, "tiny-gpt2", 0.2), masked_targets(TEXT, "tiny-bert", 0, 0.2)):
        sent = json.loads(json.dumps(encode_targets(targets, "Tiny", "gpt", 0.2), allow_nan=False))
        assert sent["target"]["true"] + (sent["d_vocab"] - 1) * sent["target"]["other"] == pytest.approx(1)
        assert [term["position"] for term in sent["terms"]] == [term.position for term in targets.terms]
        assert all(sum(one["true"] for one in term["top"]) == 1 for term in sent["terms"])
