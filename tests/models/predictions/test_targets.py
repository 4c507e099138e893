"""The losses of the objectives on a text are torch's, and the masks those of training."""

from __future__ import annotations

import math

import pytest
import torch
from transformers import BertForPreTraining

from models import load, score
from models.errors import InputError
from models.limits import MAX_MASKING_SEED
from models.predictions.targets import FATES, chosen_target, judge_pair, masked_targets, next_token_targets

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
        ids = torch.tensor([[token.id for token in found.tokens]])
        labels = torch.full_like(ids, -100)
        for term in found.terms:
            assert (term.read.id == term.true.id) == (term.fate == "kept")
            labels[0, term.position] = term.true.id
            ids[0, term.position] = term.read.id
        with torch.no_grad():
            assert found.loss_nats == pytest.approx(loaded.model(ids, labels=labels).loss.item(), abs=1e-4)
    assert fates == {"mask", "random", "kept"}


def test_a_chosen_token_has_all_three_fates_and_torchs_losses() -> None:
    loaded = load("tiny-bert")
    found = chosen_target(TEXT, "tiny-bert", 3, 1, SMOOTHING)
    assert [term.fate for term in found.terms] == list(FATES)
    mask, other, kept = found.terms
    assert mask.read.id == loaded.tokenizer.mask_token_id
    assert other.read.id not in {*loaded.tokenizer.all_special_ids, other.true.id}
    assert kept.read.id == kept.true.id == found.tokens[3].id
    ids = torch.tensor([token.id for token in found.tokens])
    for term in found.terms:
        read = ids.clone()
        read[3] = term.read.id
        with torch.no_grad():
            logits = loaded.model(read[None]).logits[0, 3]
        assert term.plain_nats == pytest.approx(torch.nn.functional.cross_entropy(logits, ids[3]).item(), abs=1e-5)


def test_every_draw_chooses_something_where_there_is_something() -> None:
    draws = [masked_targets("The cat", "tiny-bert", seed) for seed in range(12)]
    assert all(found.terms for found in draws)
    assert max(found.n_empty for found in draws) > 0
    nothing = masked_targets("[MASK]", "tiny-bert", 0)
    assert (nothing.terms, nothing.loss_nats, nothing.n_empty) == ((), None, 0)


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
        (lambda: chosen_target(TEXT, "tiny-bert", 0), "out_of_range"),
        (lambda: chosen_target(TEXT, "tiny-bert", 99), "out_of_range"),
        (lambda: chosen_target(TEXT, "tiny-gpt2", 1), "no_mask_token"),
        (lambda: masked_targets("a " * 90, "tiny-bert"), "too_many_tokens"),
        (lambda: judge_pair(TEXT, "  ", "tiny-bert"), "no_second_sentence"),
        (lambda: judge_pair(TEXT, "Why?", "tiny-bilstm"), "no_next_sentence"),
    ],
)
def test_bad_requests_are_named(call, code: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.code == code
