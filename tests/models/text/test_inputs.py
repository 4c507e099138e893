"""Batches are what the library's tokenizer makes."""

from __future__ import annotations

import pytest

from models.errors import InputError
from models.limits import MAX_INPUT_SENTENCES
from models.registry import load_tokenizer
from models.text.inputs import model_inputs

pytestmark = pytest.mark.usefixtures("tiny_models")
SENTENCES = ["The animal didn't cross.", "It", "She opened the door."]


@pytest.mark.parametrize("model_id", ["tiny-bert", "tiny-gpt2"])
def test_tensors_are_the_library_s(model_id: str) -> None:
    found = model_inputs([(sentence, "") for sentence in SENTENCES], model_id).tensors
    expected = load_tokenizer(model_id)(SENTENCES, padding=True)
    assert {name: values.tolist() for name, values in found.items()} == dict(expected)


def test_a_pair_fills_segment_b() -> None:
    found = model_inputs([(SENTENCES[0], SENTENCES[1]), (SENTENCES[2], "")], "tiny-bert").tensors
    expected = load_tokenizer("tiny-bert")(SENTENCES[0], SENTENCES[1])
    assert found["token_type_ids"][0].tolist() == expected["token_type_ids"]
    assert found["input_ids"][0].tolist() == expected["input_ids"]
    assert not found["token_type_ids"][1].any()


@pytest.mark.parametrize(
    ("sentences", "code"),
    [
        ([("a", "")] * (MAX_INPUT_SENTENCES + 1), "too_many_sentences"),
        ([("", "")], "empty_text"),
        ([("word " * 100, "")], "too_many_tokens"),
        ([("a", "\udfff")], "bad_characters"),
    ],
)
def test_bad_batches_are_named(sentences: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        model_inputs(sentences, "tiny-bert")
    assert refusal.value.code == code
