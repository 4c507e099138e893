"""A multi-layer LSTM language model as a transformers model.

It saves, loads, generates and appears in `AutoModelForCausalLM` like any other. The recurrent part
is torch's fused `nn.LSTM` (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000), the
output layer shares its weights with the embedding (Press and Wolf, 2017).
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, GenerationMixin, PretrainedConfig

from models.architectures.recurrent import OnwardReader


class LSTMConfig(PretrainedConfig):
    """Sizes of an `LSTMForCausalLM`.

    Args:
        hidden_size: width of the embedding, of each hidden state and of each cell state.
        num_hidden_layers: LSTM layers, one above the other.
        dropout: on the embedding, between layers and before the output, while training.
    """

    model_type = "unmasked-lstm"

    def __init__(
        self,
        vocab_size: int = 4096,
        hidden_size: int = 384,
        num_hidden_layers: int = 2,
        dropout: float = 0.1,
        initializer_range: float = 0.05,
        tie_word_embeddings: bool = True,
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.dropout = dropout
        self.initializer_range = initializer_range
        super().__init__(tie_word_embeddings=tie_word_embeddings, **kwargs)  # type: ignore[call-arg]


class LSTMForCausalLM(OnwardReader, GenerationMixin):
    """Embedding, LSTM layers, tied output layer; its state is `(h, c)`."""

    config_class = LSTMConfig
    base_model_prefix = "lstm"
    _is_stateful = True  # what was read is one state, which cannot be rewound by some tokens

    lstm: nn.LSTM

    def __init__(self, config: LSTMConfig) -> None:
        size, n_layers = config.hidden_size, config.num_hidden_layers
        dropout = config.dropout if n_layers > 1 else 0.0
        super().__init__(
            config, lambda: nn.LSTM(size, size, n_layers, batch_first=True, dropout=dropout), config.dropout
        )

    @classmethod
    def _supports_default_dynamic_cache(cls) -> bool:
        """False: `generate` then makes no key/value cache, and carries `state` from output to input."""
        return False

    @staticmethod
    def rearrange(state: tuple[Tensor, Tensor], rows: Tensor) -> tuple[Tensor, Tensor]:
        """The states of the chosen rows, in that order."""
        h, c = state
        return h.index_select(1, rows), c.index_select(1, rows)

    @classmethod
    def _reorder_cache(cls, state: tuple[Tensor, Tensor], beam_idx: Tensor) -> tuple[Tensor, Tensor]:
        """`rearrange`; transformers' beam search calls it after every step."""
        return cls.rearrange(state, beam_idx)


AutoConfig.register(LSTMConfig.model_type, LSTMConfig, exist_ok=True)
AutoModelForCausalLM.register(LSTMConfig, LSTMForCausalLM, exist_ok=True)
