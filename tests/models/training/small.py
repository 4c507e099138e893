"""Each recipe as it is, with a model that trains in no time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from transformers import (
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

from models.architectures.bilstm import BiLSTMConfig, BiLSTMForMaskedLM
from models.architectures.lstm import LSTMConfig, LSTMForCausalLM
from models.architectures.norm_twins import PLACES, NormTwinConfig, NormTwinForCausalLM
from models.architectures.rnn import RNNConfig, RNNForCausalLM
from models.training.recipes import RECIPES, Recipe

VOCAB_SIZE = 600  # more than the tokenizers of the small corpus have


def build_gpt(_: PreTrainedTokenizerFast) -> PreTrainedModel:
    config = GPT2Config(vocab_size=VOCAB_SIZE, n_positions=256, n_embd=16, n_layer=1, n_head=2)
    return GPT2LMHeadModel(config)


def build_bert(_: PreTrainedTokenizerFast) -> PreTrainedModel:
    config = BertConfig(
        vocab_size=VOCAB_SIZE,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=256,
    )
    return BertForPreTraining(config)


def build_lstm(_: PreTrainedTokenizerFast) -> PreTrainedModel:
    return LSTMForCausalLM(LSTMConfig(vocab_size=VOCAB_SIZE, hidden_size=16, num_hidden_layers=2))


def build_rnn(_: PreTrainedTokenizerFast) -> PreTrainedModel:
    return RNNForCausalLM(RNNConfig(vocab_size=VOCAB_SIZE, hidden_size=16))


def build_bilstm(_: PreTrainedTokenizerFast) -> PreTrainedModel:
    return BiLSTMForMaskedLM(BiLSTMConfig(vocab_size=VOCAB_SIZE, hidden_size=16))


def norm_twin(place: str) -> Callable[[PreTrainedTokenizerFast], PreTrainedModel]:
    sizes = {"vocab_size": VOCAB_SIZE, "n_positions": 256, "n_embd": 16, "n_layer": 1, "n_head": 2}
    return lambda _: NormTwinForCausalLM(NormTwinConfig(place, **sizes))


BUILDS = {
    "gpt": build_gpt,
    "gpt-unmasked": build_gpt,
    "bert": build_bert,
    "lstm": build_lstm,
    "rnn": build_rnn,
    "bilstm": build_bilstm,
    **{f"norm-{place}": norm_twin(place) for place in PLACES},
}


def small_recipe(name: str, steps: int) -> Recipe:
    small = {"build": BUILDS[name.removesuffix("-zh")], "batch_tokens": 512, "warmup_steps": 2, "report_every": 2}
    return replace(RECIPES[name], steps=steps, **small)
