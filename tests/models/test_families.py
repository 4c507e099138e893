"""The table of families says what is true of the models themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_MASKED_LM_MAPPING_NAMES,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
)

from models import load
from models.catalog import card
from models.errors import InputError
from models.families import ENCODERS, FAMILIES, family_of
from models.memory.gates import trace_gates
from models.observe import Observer, observing
from models.predictions.expectations import score
from tests.tiny import ARCHITECTURES

TEXT = "The cat sat on the mat."


def test_each_family_is_among_the_tiny_models(tiny_models: Path) -> None:
    assert {card(name).family for name in ARCHITECTURES} == set(FAMILIES)


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_facts_are_what_the_model_does(tiny_models: Path, name: str) -> None:
    loaded, facts = load(name), card(name).facts
    ids = loaded.tokenizer(TEXT, return_tensors="pt")["input_ids"]
    with torch.no_grad(), observing(Observer()) as observer:
        loaded.model(input_ids=ids)
    assert set(observer.traces()) == set(facts.stacks)
    assert (loaded.tokenizer.mask_token_id is not None) == facts.is_masked
    assert loaded.model.can_generate() == (facts.writes or facts.reads == "source")


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_what_a_family_cannot_do_is_refused(tiny_models: Path, name: str) -> None:
    facts = card(name).facts
    if facts.scores:
        assert score(TEXT, name).pseudo == facts.is_masked
    else:
        with pytest.raises(InputError, match="probabilities"):
            score(TEXT, name)
    if facts.has_gates:
        assert trace_gates(TEXT, name).hidden.shape[-1] == card(name).d_model
    else:
        with pytest.raises(InputError, match="no gates"):
            trace_gates(TEXT, name)


def test_encoders_are_those_that_the_library_has_a_masked_model_of() -> None:
    assert set(ENCODERS) == set(MODEL_FOR_MASKED_LM_MAPPING_NAMES) - set(MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES)


@pytest.mark.parametrize(
    ("config", "family"),
    [
        ({"model_type": "unmasked-lstm"}, "lstm"),
        ({"model_type": "marian", "is_encoder_decoder": True}, "seq2seq"),
        ({"model_type": "distilbert", "architectures": ["DistilBertForMaskedLM"]}, "bert"),
        ({"model_type": "llama", "architectures": ["LlamaForCausalLM"]}, "gpt"),
        ({"model_type": "bert", "architectures": ["BertForSequenceClassification"]}, "bert"),
        ({"model_type": "bert", "architectures": ["BertModel"]}, "bert"),
        ({"model_type": "roberta", "architectures": None}, "bert"),
        ({"model_type": "electra", "architectures": ["ElectraForPreTraining"]}, "bert"),
        ({"model_type": "bert", "architectures": ["BertLMHeadModel"], "is_decoder": True}, "gpt"),
        ({"model_type": "gpt2", "architectures": ["GPT2ForSequenceClassification"]}, "gpt"),
        ({}, "gpt"),
    ],
)
def test_a_family_follows_from_the_configuration(config: dict[str, object], family: str) -> None:
    assert family_of(config) == family
