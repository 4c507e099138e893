"""What the other labs say of the sentences that they open with is so, with the bundled models."""

from __future__ import annotations

import pytest
import torch

from app.labs.norms.batch import DEFAULT_SENTENCES
from app.labs.tokens.cost import PAIRS
from models import tokenize, word_vectors
from models.norms.averages import trace_norms

pytestmark = pytest.mark.bundled
RIVER, MONEY = "They sat on the bank of the river and fished.", "He took all his money to the bank."
OTHER_RIVER = "She swam to the bank of the river."


@pytest.mark.parametrize("model", ["gpt", "bert", "lstm"])
def test_the_layers_tell_a_rivers_bank_from_one_with_money(model: str) -> None:
    """The matrix has one row for both, and where the layers end a bank is nearer to another river's."""
    first, money, river = word_vectors([RIVER, MONEY, OTHER_RIVER], "bank", model).vectors
    assert torch.equal(first[0], money[0])
    to_money, to_river = (torch.cosine_similarity(first[-1], other[-1], dim=0) for other in (money, river))
    assert to_money < to_river
    assert to_money < 0.85


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_an_english_vocabulary_takes_chinese_apart_or_calls_it_unknown(english: str, chinese: str) -> None:
    assert sum(not token.special for token in tokenize(chinese, "gpt")) == len(chinese.encode())  # three a character
    unknown = [token for token in tokenize(chinese, "bert") if token.piece == "[UNK]"]
    assert len(unknown) == len(chinese)
    for sentence in (english, chinese):
        assert 2 * len(tokenize(sentence, "bilingual")) < len(sentence.encode())


def test_layer_norm_leaves_a_stripe_and_batch_norm_takes_it_out() -> None:
    """The stripe: a feature that stands out in every token of the sentences that the page opens with."""
    found = trace_norms(DEFAULT_SENTENCES["en"].split("\n"), "gpt")
    real = ~found.padding
    entered, layer, batch = (
        values[real].mean(0)
        for values in (found.activations, *(found.norms[name].output for name in ("layer", "batch")))
    )
    stripe = (entered - entered.mean()).abs().argmax()
    assert layer[stripe].abs() == pytest.approx(layer.abs().max().item())
    assert batch[stripe].abs() < 1e-3 < layer[stripe].abs()
