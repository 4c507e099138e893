"""A plain recurrent language model, the LSTM's twin without gates, as a transformers model.

Its one equation, `h_t = tanh(W_x x_t + b_x + W_h h_(t-1) + b_h)` (Elman, 1990), carries all that was
read through one matrix and one squashing a step, which is why its derivatives vanish with distance
(Bengio, Simard and Frasconi, 1994).
"""

from __future__ import annotations

from typing import Any

from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig

from models.architectures.recurrent import OnwardReader


class RNNConfig(PretrainedConfig):
    """Sizes of an `RNNForCausalLM`.

    Args:
        hidden_size: width of the embedding and of each hidden state.
        num_hidden_layers: recurrent layers, one above the other.
    """

    model_type = "unmasked-rnn"

    def __init__(
        self,
        vocab_size: int = 4096,
        hidden_size: int = 256,
        num_hidden_layers: int = 2,
        initializer_range: float = 0.2,
        tie_word_embeddings: bool = True,
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.initializer_range = initializer_range
        super().__init__(tie_word_embeddings=tie_word_embeddings, **kwargs)  # type: ignore[call-arg]


class RNNForCausalLM(OnwardReader):
    """Embedding, tanh layers, tied output layer; its state is one tensor."""

    config_class = RNNConfig
    base_model_prefix = "rnn"

    rnn: nn.RNN

    def __init__(self, config: RNNConfig) -> None:
        size, n_layers = config.hidden_size, config.num_hidden_layers
        super().__init__(config, lambda: nn.RNN(size, size, n_layers, batch_first=True))


AutoConfig.register(RNNConfig.model_type, RNNConfig, exist_ok=True)
AutoModelForCausalLM.register(RNNConfig, RNNForCausalLM, exist_ok=True)
