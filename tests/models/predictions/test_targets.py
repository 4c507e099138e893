"""The losses of the objectives on a text are torch's, and the masks those of training."""

from __future__ import annotations

import math

import pytest
import torch
from transformers import BertForPreTraining

from models import load, score
from models.errors import InputError
from models.limits import MAX_MASKING_SEED
from models.predictions.targets import judge_pair, masked_targets, next_token_targets

TEXT = "The animal didn't cross the street because it was too tired."
SMOOTHING = 0.2

pytestmark = pytest.mark.usefixtures("tiny_models")


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-lstm"])
def test_next_token_losses_are_torchs(name: str) -> None:
    found = next_token_targets(TEXT, name, SMOOTHING)
    loaded = load(name)
    ids = torch.tensor([token.id for token in found.tokens])
    with torch.no_grad():
        logits = loaded.model(ids[None]).logits[0, :-1]
    plain = torch.nn.functional.cross_entropy(logits, ids[1:])
    smoothed = torch.nn.functional.cross_entropy(logits, ids[1:], label_smoothing=SMOOTHING)
    assert found.loss_nats == pytest.approx(plain.item(), abs=1e-5)
    assert found.smoothed_loss_nats == pytest.approx(smoothed.item(), abs=1e-5)
    assert found.loss_nats * len(found.terms) == pytest.approx(score(TEXT, name).total_bits * math.log(2))
    for term in found.terms:
        true = next(candidate for candidate in term.top if candidate.id == term.true.id)
        assert term.plain_nats == pytest.approx(-math.log(true.prob))


def test_masked_losses_are_the_models_on_the_corrupted_text() -> None:
    loaded = load("tiny-bert")
    fates = set()
    for seed in range(60):
        found = masked_targets(TEXT, "tiny-bert", seed, SMOOTHING)
        fates |= {term.fate for term in found.terms}
        if not found.terms:
            assert found.loss_nats is None
            continue
        ids = torch.tensor([[token.id for token in found.tokens]])
        labels = torch.full_like(ids, -100)
        for term in found.terms:
            assert (term.read.id == term.true.id) == (term.fate == "kept")
            labels[0, term.position] = term.true.id
            ids[0, term.position] = term.read.id
        with torch.no_grad():
            assert found.loss_nats == pytest.approx(loaded.model(ids, labels=labels).loss.item(), abs=1e-4)
    assert fates == {"mask", "random", "kept"}


def test_a_seed_draws_the_same_masks_again() -> None:
    draws = [[term.position for term in masked_targets(TEXT, "tiny-bert", seed).terms] for seed in (3, 3, 4)]
    assert draws[0] == draws[1] != draws[2]


def test_a_pair_is_judged_as_transformers_judges_it(tiny_models) -> None:
    found = judge_pair("The cat sat.", "The dog sat on the log.", "tiny-bert")
    whole = BertForPreTraining.from_pretrained(tiny_models / "tiny-bert").eval()
    encoding = load("tiny-bert").tokenizer("The cat sat.", "The dog sat on the log.", return_tensors="pt")
    with torch.no_grad():
        log_probs = whole(**encoding).seq_relationship_logits[0].log_softmax(-1)
    assert found.prob_follows == pytest.approx(log_probs[0].exp().item(), abs=1e-5)
    assert found.loss_nats == pytest.approx((-log_probs).tolist(), abs=1e-5)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: next_token_targets(TEXT, "tiny-gpt2", 0.9), "out_of_range"),
        (lambda: next_token_targets("", "tiny-gpt2"), "empty_text"),
        (lambda: masked_targets(TEXT, "tiny-bert", MAX_MASKING_SEED + 1), "out_of_range"),
        (lambda: masked_targets(TEXT, "tiny-gpt2"), "no_mask_token"),
        (lambda: masked_targets("a " * 90, "tiny-bert"), "too_many_tokens"),
        (lambda: judge_pair(TEXT, "  ", "tiny-bert"), "no_second_sentence"),
        (lambda: judge_pair(TEXT, "Why?", "tiny-bilstm"), "no_next_sentence"),
    ],
)
def test_bad_requests_are_named(call, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code
