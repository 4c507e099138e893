"""The tokens lab shows what the tokenizers and models give."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.bar import EXAMPLES
from app.labs.tokens.bpe import COUNTS, NEW_WORDS, bpe_training, first_corpus
from app.labs.tokens.cost import two_languages
from app.labs.tokens.inputs import batch_inputs
from app.labs.tokens.rows import FIRST, OFFERED, on_text
from app.labs.tokens.vectors import vectors, word_in_contexts
from app.link import default_page_state
from app.state import LANGUAGES, Chosen
from models import tokenize, train_bpe
from models.catalog import card
from models.errors import InputError
from models.text.tokenizer_catalog import comparison_cards, tokenizer_cards
from viz.tokens.rows import kind_of

IDS = ("tiny-gpt2", "tiny-bert", "tiny-lstm")
MODELS = Chosen("", *IDS).models
TEXT = "She didn't cross 字 🦊 the street."

pytestmark = pytest.mark.usefixtures("tiny_models")


def numbers(payload: dict) -> list[int]:
    return np.frombuffer(base64.b64decode(payload["data"]), "<i4").tolist()


def test_every_tokenizer_has_a_row_with_all_its_tokens() -> None:
    rows = {row["id"]: row for row in on_text(Chosen(TEXT, *IDS), "", FIRST["en"])["rows"]}
    assert list(rows) == ["char", "word", "tiny-gpt2", "tiny-bert", "unigram", "bilingual"]
    for tokenizer_id, row in rows.items():
        assert numbers(row["ids"]) == [token.id for token in tokenize(TEXT, tokenizer_id)]


def test_the_page_has_words_for_every_tokenizer_of_ours() -> None:
    assert "other" not in {kind_of(one.kind) for one in tokenizer_cards() if one.bundled}


def test_models_with_the_same_tokenizer_share_a_row() -> None:
    rows = on_text(Chosen(TEXT, *IDS), "", FIRST["en"])["rows"]
    assert [row["title"] for row in rows] == ["", "", "tiny-gpt2 · tiny-lstm", "tiny-bert", "", ""]
    assert [row["family"] for row in rows] == [None, None, "gpt", "bert", None, None]


def test_every_tokenizer_of_no_model_is_offered_and_some_are_shown_at_first() -> None:
    assert set(OFFERED) == {card.id for card in comparison_cards()}
    assert FIRST.keys() == set(LANGUAGES)
    assert all(set(shown) <= set(OFFERED) for shown in FIRST.values())


def test_a_row_is_added_behind_the_others() -> None:
    rows = on_text(Chosen("你好 ChatGPT", *IDS), "", ["qwen", "word", "gpt-4o"])["rows"]
    assert [row["id"] for row in rows] == ["word", "tiny-gpt2", "tiny-bert", "qwen", "gpt-4o"]
    assert numbers(rows[-1]["ids"]) == [177519, 17554, 162016]
    with pytest.raises(InputError) as caught:
        on_text(Chosen("a", *IDS), "", ["gpt-99"])
    assert caught.value.code == "unknown_tokenizer"


@pytest.mark.bundled
def test_the_first_chinese_page_has_no_unknown_and_no_bytes() -> None:
    """What is shown before anything is chosen can be read; so can every example sentence but emoji and markup."""
    state = default_page_state("zh")
    for text in (state.text, *(EXAMPLES["zh"][name] for name in ("wide", "story", "quotes", "owe"))):
        rows = on_text(replace(state.chosen, text=text), "", FIRST["zh"])["rows"]
        assert [row["id"] for row in rows if row["counts"]["n_unknown"] or row["unknown"]] == []
        fragments = {row["id"] for row in rows if not all(is_whole for *_, is_whole in row["pieces"].values())}
        assert fragments <= {"bilingual"} if text != state.text else fragments == set(), text


@pytest.mark.parametrize(("text", "second"), [("", ""), ("a", "b\ud800"), ("a" * 100_001, "")])
def test_bad_text_is_refused(text: str, second: str) -> None:
    with pytest.raises(InputError):
        on_text(Chosen(text, *IDS), second, FIRST["en"])


def test_languages_are_counted_apart() -> None:
    costs = two_languages({"english": "The cat.", "chinese": "猫。", "models": MODELS, "shown": ["word", "gpt-4o"]})
    gpt = next(cost for cost in costs if cost["id"] == "tiny-gpt2")
    assert [counts["n_tokens"] for counts in gpt["counts"]] == [
        len(tokenize(text, "tiny-gpt2")) for text in ("The cat.", "猫。")
    ]
    words = next(cost for cost in costs if cost["id"] == "word")
    assert [counts["n_unknown"] for counts in words["counts"]] == [0, 2]
    assert [cost["id"] for cost in costs] == ["word", "tiny-gpt2", "tiny-bert", "gpt-4o"]
    assert [counts["n_tokens"] for counts in costs[-1]["counts"]] == [3, 2]


def test_a_batch_is_padded_for_bert_and_gpt_gets_its_ids() -> None:
    bert, gpt = batch_inputs({"texts": ["The cat sat", "It was"], "batch": "The dog\n\n", "models": MODELS})
    tensors = bert["tensors"]
    assert list(tensors) == ["input_ids", "token_type_ids", "attention_mask"]
    shape = tensors["input_ids"]["shape"]
    mask = np.reshape(numbers(tensors["attention_mask"]), shape)
    assert shape[0] == 2
    assert mask[0].all()
    assert not mask[1].all()
    assert np.reshape(numbers(tensors["token_type_ids"]), shape)[0].any()
    assert numbers(gpt["tensors"]["input_ids"]) == [t.id for t in tokenize("The cat sat", "tiny-gpt2")]


def test_a_sum_s_remark_is_its_family_s() -> None:
    remarks = [vectors({"texts": ["The cat", ""], "model": model})["remark"] for model in IDS]
    assert remarks == [None, "then_norm", "no_position_lstm"]


def test_training_takes_whole_numbers_of_merges() -> None:
    assert bpe_training({"corpus": "low lower", "n_merges": 3, "marks_end": False})["leaders"]["shape"][0] == 4
    for wrong in (1.5, None, "3", 2_001, -1):
        with pytest.raises(InputError):
            bpe_training({"corpus": "low", "n_merges": wrong, "marks_end": False})


def test_vectors_travel_as_json() -> None:
    for model in IDS:
        found = vectors({"texts": ["The cat", "sat"], "model": model})
        assert json.loads(json.dumps(found, allow_nan=False))["embedding"]["shape"] == [len(found["tokens"]), 32]
        asked = {"sentences": ["The cat sat.", "", "A cat ran."], "word": "cat", "model": model}
        assert word_in_contexts(asked)["cosines"]["shape"] == [2, card(model).n_layers + 2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stored_example_is_small(language: str) -> None:
    stored = Path(__file__).parents[3] / f"assets/examples/{language}/tokens.json"
    assert stored.stat().st_size < 20_000


@pytest.mark.parametrize(
    ("language", "first", "pieces"),
    [("en", ["es", "est", "lo", "low"], "low est"), ("zh", ["熊猫", "小猫"], "小 熊猫")],
)
def test_a_language_first_merges_parts_of_its_own_words(language: str, first: list[str], pieces: str) -> None:
    merges = train_bpe(first_corpus(language), 20).merges
    assert [merge.merged for merge in merges[: len(first)]] == first
    assert NEW_WORDS[language] not in COUNTS[language]
    assert "".join(pieces.split()) == NEW_WORDS[language]
    assert set(pieces.split()) <= {merge.merged for merge in merges} | set("小")
