"""Predictions and scores against cross-entropy computed from transformers' own logits."""

from __future__ import annotations

import math

import pytest
import torch

from models import load, predict, score
from models.errors import InputError

TEXT = "The cat sat on the mat."
MASKED = "The cat [MASK] on the [MASK]."

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-lstm"])
@pytest.mark.parametrize("text", [TEXT, "你好 👩‍👩‍👧", " ", "a\x00b", "</script>"])
def test_surprisal_is_the_models_cross_entropy(name: str, text: str) -> None:
    loaded = load(name)
    ids = loaded.tokenizer(text, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        logits = loaded.model(input_ids=ids).logits[0, :-1]
    bits = torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="none") / math.log(2)
    result = score(text, name)
    assert result.surprisal_bits[0] is None
    assert result.tokens[0].special
    torch.testing.assert_close(torch.tensor(result.surprisal_bits[1:]), bits, atol=1e-4, rtol=0)
    assert result.total_bits == pytest.approx(bits.sum().item(), abs=1e-3)
    assert result.bits_per_byte == pytest.approx(result.total_bits / len(text.encode()))
    assert result.perplexity == pytest.approx(2 ** bits.mean().item(), rel=1e-4)
    assert not result.pseudo


def test_pseudo_surprisal_masks_one_token_at_a_time() -> None:
    loaded = load("tiny-bert")
    ids = loaded.tokenizer(TEXT, return_tensors="pt")["input_ids"]
    result = score(TEXT, "tiny-bert")
    assert result.pseudo
    assert [bits is None for bits in result.surprisal_bits] == [token.special for token in result.tokens]
    for position in (1, 4):
        masked = ids.clone()
        masked[0, position] = loaded.tokenizer.mask_token_id
        with torch.no_grad():
            log_probs = loaded.model(input_ids=masked).logits[0, position].log_softmax(-1)
        expected = -log_probs[ids[0, position]].item() / math.log(2)
        assert result.surprisal_bits[position] == pytest.approx(expected, abs=1e-4)


def test_unk_is_never_given_the_probability_of_what_it_stands_for() -> None:
    text = "The cat 教 sat."
    result = score(text, "tiny-bert")
    (place,) = [place for place, token in enumerate(result.tokens) if token.kind == "unknown"]
    assert result.tokens[place].text == "教"
    assert result.surprisal_bits[place] is None
    known = [bits for bits in result.surprisal_bits if bits is not None]
    assert len(known) == len([token for token in result.tokens if not token.special]) - 1
    assert result.total_bits == pytest.approx(sum(known))
    assert result.bits_per_byte == pytest.approx(sum(known) / len(b"The cat  sat."))
    assert score("教练", "tiny-bert").total_bits == 0


@pytest.mark.parametrize(("name", "text"), [("tiny-gpt2", TEXT), ("tiny-lstm", TEXT), ("tiny-bert", MASKED)])
def test_predictions_are_the_full_softmax(name: str, text: str) -> None:
    loaded = load(name)
    ids = loaded.tokenizer(text, return_tensors="pt")["input_ids"]
    with torch.no_grad():
        probs = loaded.model(input_ids=ids).logits[0].double().softmax(-1)
    predictions = predict(text, name, k=5)
    for prediction in predictions:
        row = probs[prediction.position if name == "tiny-bert" else -1]
        assert [c.id for c in prediction.top] == row.topk(5).indices.tolist()
        assert [c.prob for c in prediction.top] == pytest.approx(row.topk(5).values.tolist(), abs=1e-6)
        assert sum(c.prob for c in prediction.top) + prediction.rest_prob == pytest.approx(1.0)
        assert prediction.entropy_bits == pytest.approx(-(row * row.log2()).sum().item(), abs=1e-4)
    expected = [i for i, id_ in enumerate(ids[0].tolist()) if id_ == loaded.tokenizer.mask_token_id]
    assert [p.position for p in predictions] == (expected or [ids.shape[1]])


def test_a_replaced_mask_changes_the_prediction() -> None:
    assert predict(TEXT, "tiny-gpt2", 3, "native") != predict(TEXT, "tiny-gpt2", 3, "full")
    assert predict(TEXT, "tiny-gpt2", 3, "native") == predict(TEXT, "tiny-gpt2", 3, "causal")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: predict(TEXT, "tiny-bert"), "no_mask_token"),
        (lambda: predict(TEXT, "tiny-gpt2", k=0), "out_of_range"),
        (lambda: predict(TEXT, "tiny-gpt2", k=101), "out_of_range"),
        (lambda: predict(TEXT, "tiny-lstm", mask="full"), "no_attention"),
        (lambda: predict("", "tiny-lstm"), "empty_text"),
        (lambda: predict("a " * 2_500, "tiny-lstm"), "too_many_tokens"),
        (lambda: score("", "tiny-gpt2"), "empty_text"),
        (lambda: score("a " * 200, "tiny-bert"), "too_many_tokens"),
        (lambda: score(TEXT, "tiny-bart"), "no_score"),
    ],
)
def test_bad_input_is_named(call, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code


def test_an_lstm_reads_far_more_than_a_context() -> None:
    result = score("The cat sat. " * 90, "tiny-lstm")
    assert len(result.tokens) > 256
    assert math.isfinite(result.total_bits)


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert"])
def test_a_score_follows_the_mask_and_the_silenced_heads(name: str) -> None:
    native = score(TEXT, name)
    assert score(TEXT, name, "[]").surprisal_bits == pytest.approx(native.surprisal_bits, abs=1e-4)
    for changed in (score(TEXT, name, "window:1"), score(TEXT, name, silenced=frozenset({(0, 1)}))):
        assert [bits is None for bits in changed.surprisal_bits] == [bits is None for bits in native.surprisal_bits]
        assert abs(changed.total_bits - native.total_bits) > 0.01


def test_full_sight_shows_a_causal_model_what_it_predicts() -> None:
    """Later tokens change the prediction for earlier ones under `full`, and never under the model's own mask."""
    longer = f"{TEXT} The dog sat on the log."
    n = len(score(TEXT, "tiny-gpt2").tokens) - 1  # the last token of the shorter text may grow
    assert score(longer, "tiny-gpt2").surprisal_bits[1:n] == pytest.approx(
        score(TEXT, "tiny-gpt2").surprisal_bits[1:n], abs=1e-4
    )
    assert score(longer, "tiny-gpt2", "full").surprisal_bits[1:n] != pytest.approx(
        score(TEXT, "tiny-gpt2", "full").surprisal_bits[1:n], abs=1e-2
    )


def test_silenced_heads_change_a_prediction() -> None:
    (native,), (changed,) = predict(TEXT, "tiny-gpt2"), predict(TEXT, "tiny-gpt2", silenced=frozenset({(2, 0)}))
    assert native.entropy_bits != pytest.approx(changed.entropy_bits, abs=1e-3)
    with pytest.raises(InputError) as refusal:
        score(TEXT, "tiny-bert", silenced=frozenset({(9, 9)}))
    assert refusal.value.code == "out_of_range"
