"""Tiny random checkpoints of many architectures, saved the usual way, for tests that need no meaning.

They have three layers, four heads, 32 dimensions and a context of 64 tokens. The weights are drawn
ten times wider than usual, so that attention is far from even and every difference shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from models.architectures.bilstm import BiLSTMConfig, BiLSTMForMaskedLM
from models.architectures.lstm import LSTMConfig, LSTMForCausalLM
from models.architectures.rnn import RNNConfig, RNNForCausalLM
from models.training.vocabulary import train_byte_bpe, train_wordpiece

SENTENCES = (
    "The animal didn't cross the street because it was too tired.",
    "Once upon a time there was a little girl who lived near the forest.",
    "The cat sat on the mat. The dog sat on the log.",
    "She opened the door and looked at the old man with the lamp.",
    "It was a dark and quiet night, and nobody was on the street.",
)
CONTEXT_LENGTH = 64
WEIGHT_SPREAD = 0.2

_FLAT = {
    "hidden_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": CONTEXT_LENGTH,
    "initializer_range": WEIGHT_SPREAD,
}
Sizes = Mapping[str, int]


def save_tiny(name: str, folder: Path, seed: int = 0) -> Path:
    """Save the checkpoint `name`, one of `ARCHITECTURES`, and its tokenizer in `folder / name`.

    Returns:
        The new folder, which `from_pretrained` and `UNMASKED_MODELS` read.
    """
    build, tokenizer_of = ARCHITECTURES[name]
    tokenizer = tokenizer_of()
    ends = {
        "vocab_size": len(tokenizer),
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    torch.manual_seed(seed)
    model = build(ends)
    _spread_norms(model)
    model.save_pretrained(folder / name)
    tokenizer.save_pretrained(folder / name)
    return folder / name


@torch.no_grad()
def _spread_norms(model: PreTrainedModel) -> None:
    """Gains and biases away from 1 and 0, which would hide it when they are left out."""
    for module in model.modules():
        if type(module).__name__.endswith("Norm"):
            for parameter in module.parameters():
                parameter.uniform_(0.5, 1.5)


def byte_bpe() -> PreTrainedTokenizerFast:
    """Like the bundled GPT's: bytes and a few merges, `<|endoftext|>` first."""
    tokenizer = train_byte_bpe(SENTENCES, vocab_size=400)
    tokenizer.model_max_length = CONTEXT_LENGTH
    return tokenizer


def wordpiece() -> PreTrainedTokenizerFast:
    """Like the bundled BERT's, with few pieces."""
    tokenizer = train_wordpiece(SENTENCES, vocab_size=200)
    tokenizer.model_max_length = CONTEXT_LENGTH
    return tokenizer


def padded_byte_bpe() -> PreTrainedTokenizerFast:
    """With a padding token of its own, which an encoder-decoder needs."""
    tokenizer = byte_bpe()
    tokenizer.add_special_tokens({"pad_token": "<pad>"})
    return tokenizer


def _gpt2(ends: Sizes) -> PreTrainedModel:
    config = GPT2Config(
        n_positions=CONTEXT_LENGTH, n_embd=32, n_layer=3, n_head=4, initializer_range=WEIGHT_SPREAD, **ends
    )
    return GPT2LMHeadModel(config)


def _bert(ends: Sizes) -> PreTrainedModel:
    return BertForPreTraining(BertConfig(**_FLAT, **ends))


def _llama(ends: Sizes) -> PreTrainedModel:
    return LlamaForCausalLM(LlamaConfig(**_FLAT, num_key_value_heads=2, **ends))


def _qwen2(ends: Sizes) -> PreTrainedModel:
    return Qwen2ForCausalLM(Qwen2Config(**_FLAT, num_key_value_heads=2, **ends))


def _gpt_neox(ends: Sizes) -> PreTrainedModel:
    return GPTNeoXForCausalLM(GPTNeoXConfig(**_FLAT, **ends))


def _bart(ends: Sizes) -> PreTrainedModel:
    stack = {"layers": 3, "attention_heads": 4, "ffn_dim": 64}
    stacks = {f"{side}_{key}": value for side in ("encoder", "decoder") for key, value in stack.items()}
    config = BartConfig(
        d_model=32,
        max_position_embeddings=CONTEXT_LENGTH,
        init_std=WEIGHT_SPREAD,
        decoder_start_token_id=ends["eos_token_id"],
        forced_eos_token_id=None,
        **stacks,
        **ends,
    )
    return BartForConditionalGeneration(config)


def _lstm(ends: Sizes) -> PreTrainedModel:
    sizes = {key: ends[key] for key in ("vocab_size", "bos_token_id", "eos_token_id")}
    return LSTMForCausalLM(LSTMConfig(hidden_size=32, num_hidden_layers=2, **sizes))


def _rnn(ends: Sizes) -> PreTrainedModel:
    sizes = {key: ends[key] for key in ("vocab_size", "bos_token_id", "eos_token_id")}
    return RNNForCausalLM(RNNConfig(hidden_size=32, num_hidden_layers=2, **sizes))


def _bilstm(ends: Sizes) -> PreTrainedModel:
    sizes = {key: ends[key] for key in ("vocab_size", "pad_token_id")}
    return BiLSTMForMaskedLM(BiLSTMConfig(hidden_size=32, **sizes))


ARCHITECTURES: Mapping[str, tuple[Callable[[Sizes], PreTrainedModel], Callable[[], PreTrainedTokenizerFast]]] = {
    "tiny-gpt2": (_gpt2, byte_bpe),
    "tiny-bert": (_bert, wordpiece),
    "tiny-llama": (_llama, byte_bpe),
    "tiny-qwen2": (_qwen2, byte_bpe),
    "tiny-gpt-neox": (_gpt_neox, byte_bpe),
    "tiny-bart": (_bart, padded_byte_bpe),
    "tiny-lstm": (_lstm, byte_bpe),
    "tiny-rnn": (_rnn, byte_bpe),
    "tiny-bilstm": (_bilstm, wordpiece),
}
