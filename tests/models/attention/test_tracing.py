"""Traces: true, computed once, and clear about what cannot be traced."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

import models.attention.tracing
from models import load, trace
from models.attention.tracing import cached_trace
from models.errors import InputError

TEXT = "The cat sat on the mat."
HOSTILE = ["👩‍👩‍👧 family", "مرحبا بالعالم", "a\x00b", "</script><img src=x onerror=alert(1)>", "   ", "é" * 5, "你好"]

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-bert"])
@pytest.mark.parametrize("text", [TEXT, *HOSTILE])
def test_rows_sum_to_one_over_what_is_allowed(name: str, text: str) -> None:
    found = trace(text, name, scores=True)
    attention = found.attention["self"]
    n = len(found.tokens)
    assert attention.pattern.shape == (3, 4, n, n)
    torch.testing.assert_close(attention.pattern.sum(-1), torch.ones(3, 4, n))
    assert found.logits.shape[0] == n
    loaded = load(name)
    assert [token.id for token in found.tokens] == loaded.tokenizer(text)["input_ids"]


def test_native_logits_are_the_models_own() -> None:
    loaded = load("tiny-gpt2")
    with torch.no_grad():
        expected = loaded.model(**loaded.tokenizer(TEXT, return_tensors="pt")).logits[0]
    torch.testing.assert_close(trace(TEXT, "tiny-gpt2").logits, expected, atol=1e-5, rtol=1e-5)


def test_the_same_question_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    forward = models.attention.tracing.run
    monkeypatch.setattr(models.attention.tracing, "run", lambda *args: calls.append(args) or forward(*args))
    text = "The dog sat on the log, quietly."
    with ThreadPoolExecutor(4) as pool:
        traces = list(pool.map(lambda _: trace(text, "tiny-gpt2", "window:3"), range(8)))
    assert len(calls) == 1
    assert all(found is traces[0] for found in traces)
    assert cached_trace(traces[0].key) is traces[0]
    assert trace(text, "tiny-gpt2", "window:4").key != traces[0].key
    assert cached_trace("no such key") is None


def test_a_trace_with_scores_also_serves_who_asks_without() -> None:
    text = "The lamp was near the door."
    kept = trace(text, "tiny-gpt2", scores=True)
    assert trace(text, "tiny-gpt2") is kept


def test_texts_with_the_same_ids_share_the_numbers_and_keep_their_words() -> None:
    one, other = trace("猫 sat", "tiny-bert"), trace("犬 SAT", "tiny-bert")
    assert [token.id for token in one.tokens] == [token.id for token in other.tokens]
    assert [token.text for token in other.tokens][1:3] == ["犬", "SAT"[: len(other.tokens[2].text)]]
    assert other.attention is one.attention


def test_an_encoder_decoder_has_three_kinds_of_attention() -> None:
    found = trace(TEXT, "tiny-bart")
    n, n_written = len(found.tokens), len(found.target_tokens)
    shapes = {stack: tuple(attention.pattern.shape[2:]) for stack, attention in found.attention.items()}
    assert shapes == {"encoder": (n, n), "decoder": (n_written, n_written), "cross": (n_written, n)}
    assert found.logits.shape[0] == n_written


def test_silenced_heads_change_the_prediction_and_nothing_else_is_kept_of_them() -> None:
    native = trace(TEXT, "tiny-gpt2")
    silenced = trace(TEXT, "tiny-gpt2", silenced=frozenset({(0, 1)}))
    assert not torch.equal(native.logits, silenced.logits)
    assert torch.equal(native.attention["self"].pattern[0], silenced.attention["self"].pattern[0])


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("", {}, "empty_text"),
        ("x" * 100_001, {}, "too_many_characters"),
        ("a " * 200, {}, "too_many_tokens"),
        ("half \ud83d a pair", {}, "bad_characters"),
        (TEXT, {"mask": "sideways"}, "unknown_mask"),
        (TEXT, {"mask": "[[0,99]]"}, "cell_outside"),
        (TEXT, {"silenced": frozenset({(9, 0)})}, "out_of_range"),
    ],
)
def test_bad_input_is_named(text: str, options: dict, code: str) -> None:
    with pytest.raises(InputError) as caught:
        trace(text, "tiny-gpt2", **options)
    assert caught.value.code == code


def test_limits_are_said_with_value_and_limit() -> None:
    n = len(load("tiny-gpt2").tokenizer("a " * 200)["input_ids"])
    with pytest.raises(InputError, match=f"{n} tokens.* at most 64"):
        trace("a " * 200, "tiny-gpt2")


def test_an_lstm_has_no_attention_and_an_unknown_model_is_named() -> None:
    with pytest.raises(InputError, match="recurrent"):
        trace(TEXT, "tiny-lstm")
    with pytest.raises(InputError, match="'nobody'"):
        trace(TEXT, "nobody")
