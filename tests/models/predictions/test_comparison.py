"""What models expect at every position, and that a change moves nothing that has not read it."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import load, predict, score
from models.errors import InputError
from models.predictions.comparison import compare_edit, divergence_bits, read
from models.training.evaluate import bits_per_byte

TEXT = "The cat sat on the mat. The dog sat on the log."
N_EDITS = 250
NOTHING_BITS = 1e-6  # rounding: texts of other lengths are added up in another order
WORDS = (
    "the",
    "cat",
    "sat",
    "on",
    "a",
    "mat",
    "dog",
    "log",
    "she",
    "你好",
    "🦊",
    "[MASK]",
    "</s>",
    "animal's",
    ",",
    ".",
)
words = st.sampled_from(WORDS)

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-lstm", "tiny-rnn", "tiny-bert", "tiny-bilstm"])
def test_a_reading_is_the_score_with_its_reasons(name: str) -> None:
    found, scored = read(TEXT, name), score(TEXT, name)
    assert found.surprisal_bits == scored.surprisal_bits
    assert [e is None for e in found.expected] == [bits is None for bits in found.surprisal_bits]
    for token, bits, expected in zip(found.tokens, found.surprisal_bits, found.expected, strict=True):
        if expected is not None:
            prob = next((candidate.prob for candidate in expected.top if candidate.id == token.id), None)
            assert prob is None or -math.log2(prob) == pytest.approx(bits, abs=1e-6)
    assert (found.next is None) == found.pseudo
    if not found.pseudo:
        assert [c.id for c in found.next.top] == [c.id for c in predict(TEXT, name, 5)[0].top]


def test_a_typed_mask_is_a_question() -> None:
    found = read("The cat [MASK] on the mat.", "tiny-bert")
    place = next(i for i, token in enumerate(found.tokens) if token.text == "[MASK]")
    assert found.surprisal_bits[place] is None
    (predicted,) = predict("The cat [MASK] on the mat.", "tiny-bert", 5)
    assert [c.id for c in found.expected[place].top] == [c.id for c in predicted.top]
    assert [c.prob for c in found.expected[place].top] == pytest.approx([c.prob for c in predicted.top], abs=1e-5)


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-lstm"])
@settings(max_examples=N_EDITS)
@given(before=st.lists(words, max_size=4), old=words, new=words, after=st.lists(words, max_size=4))
def test_nothing_moves_to_the_left_of_a_change(name: str, before, old: str, new: str, after) -> None:
    assume(old != new)
    text, edited = (" ".join([*before, word, *after]) for word in (old, new))
    effect = compare_edit(text, edited, name)
    end_before = len(" ".join([*before, ""])) if before else 0
    for (place, place_after), bits in zip(effect.pairs, effect.moved_bits, strict=True):
        token = effect.tokens[place]
        assert token.id == effect.edited_tokens[place_after].id
        if bits is not None and token.end is not None and token.end < end_before:
            assert bits < NOTHING_BITS


def test_a_masked_model_moves_on_both_sides() -> None:
    effect = compare_edit(TEXT, TEXT.replace("mat", "log"), "tiny-bert")
    changed = next(place for place, token in enumerate(effect.tokens) if token.text == "mat")
    moved = {place: bits for (place, _), bits in zip(effect.pairs, effect.moved_bits, strict=True) if bits is not None}
    assert min(bits for place, bits in moved.items() if place < changed) > 0
    assert min(bits for place, bits in moved.items() if place > changed) > 0
    assert effect.next_moved_bits is None


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-lstm", "tiny-bert"])
def test_the_same_text_moves_nothing(name: str) -> None:
    effect = compare_edit(TEXT, TEXT, name)
    assert len(effect.pairs) == len(effect.tokens)
    assert set(effect.moved_bits) <= {None, 0.0}


def test_bits_per_byte_are_those_of_the_training_command() -> None:
    loaded = load("tiny-lstm")
    assert score(TEXT, "tiny-lstm").bits_per_byte == pytest.approx(
        bits_per_byte(loaded.model, loaded.tokenizer, [TEXT]), rel=1e-5
    )


def test_divergence_is_what_torch_computes() -> None:
    a, b = torch.randn(2, 4, 30).unbind()
    expected = torch.nn.functional.kl_div(b.log_softmax(-1), a.log_softmax(-1), log_target=True, reduction="none")
    torch.testing.assert_close(divergence_bits(a, b).float(), expected.sum(-1) / math.log(2), rtol=1e-4, atol=1e-6)


def test_an_encoder_decoder_has_no_text_to_score() -> None:
    load("tiny-bart")
    for call in (lambda: read(TEXT, "tiny-bart"), lambda: compare_edit(TEXT, TEXT, "tiny-bart")):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.code == "no_score"
