"""Every private or fragile name of other libraries that `models` uses, in one file.

They may change with any release. What each is for stands beside it, and `tests/models/test_compat.py`
says of each what breaks when it goes.
"""

from __future__ import annotations

import inspect
from typing import Any

import torch
from huggingface_hub.errors import HTTPError as HubClientError  # type: ignore[attr-defined]  # whichever client it has
from torch import Tensor
from transformers import MODEL_FOR_MASKED_LM_MAPPING, PreTrainedModel, PreTrainedTokenizerFast
from transformers.activations import NewGELUActivation
from transformers.cache_utils import DynamicLayer
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask
from transformers.modeling_outputs import MaskedLMOutput
from transformers.models.gpt2.modeling_gpt2 import GPT2Block
from transformers.pytorch_utils import Conv1D
from transformers.utils.generic import ModelOutput

__all__ = [
    "HOOKS",
    "Conv1D",
    "DynamicLayer",
    "GPT2Block",
    "HubClientError",
    "MaskedLMOutput",
    "ModelOutput",
    "NewGELUActivation",
    "can_pack_weights",
    "carries_state",
    "decoder_state",
    "fills_blanks",
    "keeps_logits",
    "norm_with_moments",
    "pack_weights",
    "packed_product",
    "read_lstm",
    "read_tanh",
    "repeat_kv",
    "sdpa_attention_forward",
    "sdpa_mask",
]

# What our own architectures define for transformers to find.
HOOKS = ("_init_weights", "_is_stateful", "_reorder_cache", "_supports_default_dynamic_cache", "_tied_weights_keys")


def keeps_logits(model: PreTrainedModel) -> bool:
    """Whether a model takes `logits_to_keep`, which spares it the output layer at all other positions."""
    return "logits_to_keep" in inspect.signature(model.forward).parameters


def carries_state(model: PreTrainedModel) -> bool:
    """Whether what a model has read is one state of ours, and not what transformers keeps by layer.

    transformers says that its state-space models are stateful too, whose memory is another.
    """
    return bool(model._is_stateful) and hasattr(model, "rearrange")


def fills_blanks(model: PreTrainedModel) -> bool:
    """Whether a model is one of transformers' masked models, which write by filling blanks."""
    masked: Any = MODEL_FOR_MASKED_LM_MAPPING
    return type(model) in masked.values()


def decoder_state(tokenizer: PreTrainedTokenizerFast) -> bytes:
    """The JSON of a tokenizer's decoder, which tells how its pieces are spelled; empty where it has none."""
    decoder = tokenizer.backend_tokenizer.decoder
    state: bytes = b"" if decoder is None else decoder.__getstate__()
    return state


def can_pack_weights() -> bool:
    """Whether torch has oneDNN's operators for matrices in the order in which it reads them."""
    names = ("_reorder_linear_weight", "_linear_pointwise")
    return torch.backends.mkldnn.is_available() and all(hasattr(torch.ops.mkldnn, name) for name in names)


def pack_weights(weight: Tensor) -> Tensor:
    """A matrix `[out, in]` in the order in which oneDNN reads it; opaque."""
    packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight)
    return packed


def packed_product(x: Tensor, packed: Tensor, bias: Tensor | None) -> Tensor:
    """What a linear layer gives, with its weights from `pack_weights`."""
    product: Tensor = torch.ops.mkldnn._linear_pointwise(x, packed, bias, "none", [], "")
    return product


def norm_with_moments(
    x: Tensor, shape: tuple[int, ...], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """The kernel that `nn.LayerNorm` ends in: its output, and mean and reciprocal deviation, which it has anyway."""
    output, mean, rstd = torch.native_layer_norm(x, shape, weight, bias, eps)
    return output, mean, rstd


def read_lstm(inputs: Tensor, weights: list[Tensor], *, train: bool) -> Tensor:
    """One LSTM layer in one direction, by the function that `nn.LSTM` ends in: hidden states `[batch, pos, unit]`."""
    nothing = inputs.new_zeros(1, len(inputs), weights[1].shape[1])
    hidden, _, _ = torch.lstm(inputs, (nothing, nothing), weights, True, 1, 0.0, train, False, True)
    return hidden


def read_tanh(inputs: Tensor, weights: list[Tensor], *, train: bool) -> Tensor:
    """The same of a plain recurrent layer with tanh, by the function that `nn.RNN` ends in."""
    nothing = inputs.new_zeros(1, len(inputs), weights[1].shape[1])
    hidden, _ = torch.rnn_tanh(inputs, nothing, weights, True, 1, 0.0, train, False, True)
    return hidden
