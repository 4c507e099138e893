"""Each recipe as it is, with a model that trains in no time."""

from __future__ import annotations

from dataclasses import replace

from transformers import (
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

from models.lstm import LSTMConfig, LSTMForCausalLM
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


BUILDS = {"gpt": build_gpt, "bert": build_bert, "lstm": build_lstm}


def small_recipe(name: str, steps: int) -> Recipe:
    return replace(RECIPES[name], build=BUILDS[name], steps=steps, batch_tokens=512, warmup_steps=2)
