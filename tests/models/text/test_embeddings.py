"""Vectors are the model's own: what is added up is what its first layer gets."""

from __future__ import annotations

import pytest
import torch

from models.errors import InputError
from models.registry import load
from models.text.embeddings import MAX_PLACES, MAX_SHOWN, N_NEIGHBOURS, input_vectors, word_vectors

pytestmark = pytest.mark.usefixtures("tiny_models")
TEXT, SECOND = "The animal didn't cross the street.", "It was tired."


def sum_of(found) -> torch.Tensor:
    n = len(found.tokens)
    total = found.embedding.clone()
    if found.position_table is not None:
        total += found.position_table[found.first_position : found.first_position + n]
    if found.segments is not None:
        total += found.segment_table[list(found.segments)]
    return total


def entering(model_id: str, text: str, second: str | None) -> torch.Tensor:
    loaded = load(model_id)
    inputs = loaded.tokenizer(text, second, return_tensors="pt")
    with torch.inference_mode():
        return loaded.model(**inputs, output_hidden_states=True).hidden_states[0][0]


def test_gpt2_s_sum_enters_its_first_layer() -> None:
    torch.testing.assert_close(sum_of(input_vectors(TEXT, "tiny-gpt2", SECOND)), entering("tiny-gpt2", TEXT, SECOND))


def test_bert_s_sum_enters_its_first_layer_after_the_norm() -> None:
    found = input_vectors(TEXT, "tiny-bert", SECOND)
    norm = load("tiny-bert").model.bert.embeddings.LayerNorm
    torch.testing.assert_close(norm(sum_of(found)), entering("tiny-bert", TEXT, SECOND))
    assert set(found.segments) == {0, 1}


def test_rotary_and_recurrent_models_add_no_position() -> None:
    for model_id in ("tiny-llama", "tiny-lstm"):
        found = input_vectors(TEXT, model_id)
        assert found.position_table is None
        assert found.segments is None
    torch.testing.assert_close(input_vectors(TEXT, "tiny-llama").embedding, entering("tiny-llama", TEXT, None))


def test_neighbours_have_the_highest_cosines_and_leave_the_token_out() -> None:
    found = input_vectors(TEXT, "tiny-gpt2")
    matrix = load("tiny-gpt2").model.get_input_embeddings().weight
    for id_, neighbours in found.neighbours.items():
        cosines = torch.nn.functional.cosine_similarity(matrix[id_][None], matrix, dim=1)
        cosines[id_] = -1
        best = cosines.topk(N_NEIGHBOURS)
        assert [neighbour.token.id for neighbour in neighbours] == best.indices.tolist()
        assert [neighbour.cosine for neighbour in neighbours] == pytest.approx(best.values.tolist(), abs=1e-5)


def test_only_the_first_tokens_are_shown() -> None:
    found = input_vectors("The cat sat. " * 40, "tiny-gpt2")
    assert len(found.tokens) == len(found.embedding) == MAX_SHOWN
    assert found.n_tokens > MAX_SHOWN


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-lstm"])
def test_a_word_s_static_vector_is_one_and_its_contextual_vectors_part(model_id: str) -> None:
    found = word_vectors(["The old cat sat.", "Nobody saw that cat on the street."], "cat", model_id)
    assert len(found.places) == 2
    one, other = found.vectors
    assert [t.id for t in found.places[0].tokens] == [t.id for t in found.places[1].tokens]
    torch.testing.assert_close(one[0], other[0], rtol=0, atol=0)
    for layer in range(2, len(one)):
        assert torch.nn.functional.cosine_similarity(one[layer], other[layer], dim=0) < 0.9999


def test_stages_are_the_model_s_hidden_states() -> None:
    sentence = "The cat sat on the mat."
    found = word_vectors([sentence, "A cat."], "cat", "tiny-gpt2")
    loaded = load("tiny-gpt2")
    with torch.inference_mode():
        states = loaded.model(**loaded.tokenizer(sentence, return_tensors="pt"), output_hidden_states=True)
    expected = torch.stack([state[0, list(found.places[0].positions)].mean(0) for state in states.hidden_states])
    torch.testing.assert_close(found.vectors[0, 1:], expected)


def test_a_word_is_found_by_itself_first_and_regardless_of_capitals() -> None:
    found = word_vectors(["Cat! A catalogue of a cat."], "cat", "tiny-gpt2")
    assert [(place.start, place.end) for place in found.places] == [(0, 3), (22, 25)]
    inside = word_vectors(["小狐狸和小狐狸"], "狐", "tiny-gpt2")
    assert [(place.start, place.end) for place in inside.places] == [(1, 2), (5, 6)]
    assert len(word_vectors(["cat " * 14], "cat", "tiny-gpt2").places) == MAX_PLACES


@pytest.mark.parametrize(
    ("sentences", "word", "code"),
    [
        (["A cat."], "cat", "too_few_places"),
        (["A cat."], "dog", "too_few_places"),
        ([], "dog", "too_few_places"),
        (["A cat."], "", "empty_text"),
        (["cat \ud800"], "cat", "bad_characters"),
        (["cat " * 200], "cat", "too_many_tokens"),
    ],
)
def test_what_cannot_be_compared_is_said(sentences: list[str], word: str, code: str) -> None:
    with pytest.raises(InputError) as refusal:
        word_vectors(sentences, word, "tiny-gpt2")
    assert refusal.value.code == code
