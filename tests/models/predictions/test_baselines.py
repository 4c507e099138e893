"""The bundled n-grams are probabilities, and cost what their card says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from models.catalog import BUNDLED
from models.errors import InputError
from models.predictions.baselines import NGRAM_FILE, score_baselines
from models.predictions.ngram import KneserNey

TEXT = "Once upon a time there was a little girl."

pytestmark = pytest.mark.bundled


def test_probabilities_sum_to_one_in_any_context() -> None:
    five_gram = KneserNey.read(BUNDLED / "ngrams" / NGRAM_FILE)
    contexts = np.random.default_rng(0).integers(0, five_gram.vocab_size, (20, 4))
    assert five_gram.distributions(contexts).sum(-1) == pytest.approx(1.0, abs=1e-6)


def test_looking_back_helps_and_costs_add_up() -> None:
    unigram, five_gram = score_baselines(TEXT)
    assert five_gram.total_bits < unigram.total_bits
    for found in (unigram, five_gram):
        assert sum(found.surprisal_bits) == pytest.approx(found.total_bits)
        assert found.bits_per_byte == pytest.approx(found.total_bits / len(TEXT.encode()))
        assert len(found.surprisal_bits) == len(found.tokens)
    figures = json.loads((BUNDLED / "ngrams" / "card.json").read_text())["held_out_bits_per_byte"]["tinystories"]
    assert figures["whole"]["five_gram"] < figures["bundled"]["five_gram"] < figures["bundled"]["unigram"]


def test_no_text_has_no_cost() -> None:
    with pytest.raises(InputError):
        score_baselines("")
