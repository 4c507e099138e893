"""A batch is read as the model reads its sentences alone, and what cannot be read is named."""

from __future__ import annotations

import pytest
import torch

from models.errors import InputError
from models.limits import MAX_BATCH_SENTENCES
from models.norms.averages import trace_norms
from models.norms.batches import capture_site, model_sites, padding_of, read_sentences
from models.registry import load

SENTENCES = [
    "The animal didn't cross the street.",
    "It was too tired.",
    "The cat sat on the mat and looked at the dog.",
]
TOLERANCE = {"rtol": 1e-4, "atol": 1e-4}


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-bart", "tiny-lstm"])
@pytest.mark.parametrize("n_positions", [0, 40])
def test_padding_does_not_reach_the_tokens(tiny_models, model_id: str, n_positions: int) -> None:
    ids, tokens = read_sentences(SENTENCES, model_id)
    site = model_sites(model_id)[-1]
    together, padding = capture_site(model_id, ids, site, n_positions), padding_of(ids, n_positions)
    assert together.entered.shape[:2] == padding.shape
    assert padding.shape[1] == max(n_positions, *map(len, ids))
    for row, sentence in enumerate(SENTENCES):
        (alone_ids,), (alone_tokens,) = read_sentences([sentence], model_id)
        assert tokens[row] == alone_tokens
        assert (~padding[row]).sum() == len(alone_ids)
        alone = capture_site(model_id, [alone_ids], site).entered[0]
        torch.testing.assert_close(together.entered[row][~padding[row]], alone, **TOLERANCE)


def test_a_model_that_reads_the_padding_is_another(tiny_models) -> None:
    ids, _ = read_sentences(SENTENCES, "tiny-bert")
    site = model_sites("tiny-bert")[-1]
    masked, read = (capture_site("tiny-bert", ids, site, masked=masked).entered for masked in (True, False))
    assert (masked - read)[~padding_of(ids)].abs().max() > 1e-2


def test_the_sites_of_an_lstm_are_its_layers_hidden_states(tiny_models) -> None:
    assert model_sites("tiny-lstm") == ("lstm.hidden.0", "lstm.hidden.1")
    ids, _ = read_sentences(SENTENCES[:1], "tiny-lstm")
    top = capture_site("tiny-lstm", ids, "lstm.hidden.1").entered
    with torch.no_grad():
        expected = load("tiny-lstm").model(torch.tensor(ids)).last_hidden_state
    torch.testing.assert_close(top, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("texts", "model_id", "site", "code"),
    [
        ([], "tiny-gpt2", None, "empty_text"),
        (["one", "", "three"], "tiny-gpt2", None, "empty_sentence"),
        (["one", "  \n"], "tiny-gpt2", None, "empty_sentence"),
        (["one"] * (MAX_BATCH_SENTENCES + 1), "tiny-gpt2", None, "too_many_sentences"),
        (["one\ud800"], "tiny-gpt2", None, "bad_characters"),
        (["a." * 64], "tiny-gpt2", None, "too_many_tokens"),
        (["one"], "tiny-gpt2", "transformer.h.9.ln_1", "unknown_site"),
        (["one"], "tiny-lstm", "transformer.ln_f", "unknown_site"),
        (["one"], "nobody", None, "unknown_model"),
    ],
)
def test_bad_requests_are_named(tiny_models, texts: list[str], model_id: str, site: str | None, code: str) -> None:
    with pytest.raises(InputError) as caught:
        trace_norms(texts, model_id, site)
    assert caught.value.code == code


def test_a_model_without_norms_is_named(tiny_models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.norms.batches.norm_sites", lambda model: ())
    with pytest.raises(InputError) as caught:
        trace_norms(["one"], "tiny-gpt2")
    assert caught.value.code == "no_norms"


def test_a_batch_is_bounded_with_its_padding(tiny_models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.norms.batches.MAX_BATCH_TOKENS", 20)
    with pytest.raises(InputError, match="at most 20") as caught:
        trace_norms(SENTENCES, "tiny-gpt2")
    assert caught.value.code == "batch_too_large"


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-lstm"])
def test_sixteen_sentences_of_very_different_length_are_read(tiny_models, model_id: str) -> None:
    texts = ["a", "the cat sat on the mat " * 2, *["It was tired."] * 14]
    trace = trace_norms(texts, model_id)
    assert trace.activations.shape[0] == len(texts) == MAX_BATCH_SENTENCES
    assert all(statistics.output.isfinite().all() for statistics in trace.norms.values())
