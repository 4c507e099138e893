"""A multi-layer LSTM language model as a transformers model.

It saves, loads, generates and appears in `AutoModelForCausalLM` like any other. The recurrent part
is torch's fused `nn.LSTM` (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000), the
output layer shares its weights with the embedding (Press and Wolf, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, GenerationMixin, PretrainedConfig
from transformers.utils.generic import ModelOutput

from models.architectures.recurrent import RecurrentModel


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


@dataclass
class LSTMOutput(ModelOutput):
    """What `LSTMForCausalLM` returns.

    Attributes:
        loss: mean cross-entropy in nats, when labels were given.
        logits: `[batch, pos, d_vocab]`.
        state: `(h, c)`, each `[n_layers, batch, d_model]`, after the last position.
        last_hidden_state: `[batch, pos, d_model]`, the top layer's hidden states.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    state: tuple[Tensor, Tensor] | None = None
    last_hidden_state: Tensor | None = None


class LSTMForCausalLM(RecurrentModel, GenerationMixin):
    """Embedding, LSTM layers, tied output layer."""

    config_class = LSTMConfig
    base_model_prefix = "lstm"
    _is_stateful = True  # what was read is one state, which cannot be rewound by some tokens

    def __init__(self, config: LSTMConfig) -> None:
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.drop = nn.Dropout(config.dropout)
        self.lstm = nn.LSTM(
            config.hidden_size,
            config.hidden_size,
            config.num_hidden_layers,
            batch_first=True,
            dropout=config.dropout if config.num_hidden_layers > 1 else 0.0,
        )
        self.head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(
        self,
        input_ids: Tensor,
        labels: Tensor | None = None,
        state: tuple[Tensor, Tensor] | None = None,
        logits_to_keep: int = 0,
        attention_mask: Tensor | None = None,
        use_cache: bool = True,
        **_: Any,
    ) -> LSTMOutput:
        """Read `input_ids` `[batch, pos]`, from `state` on when it is given.

        Args:
            logits_to_keep: compute logits of the last n positions only (0: of all).
            attention_mask: `[batch, pos]`, all ones: a recurrent state cannot skip padding.
            use_cache: hand out the state, from which the next call can go on.

        Raises:
            ValueError: `attention_mask` marks padding.
        """
        if attention_mask is not None and not bool(attention_mask.all()):
            raise ValueError("an LSTM reads padding like any token: give it texts of equal length, or one by one")
        hidden, state = self.lstm(self.drop(self.emb(input_ids)), state)
        logits = self.head(self.drop(hidden[:, -logits_to_keep:]))
        loss = None
        if labels is not None:
            loss = nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1).float(), labels[:, 1:].flatten())
        return LSTMOutput(loss=loss, logits=logits, state=state if use_cache else None, last_hidden_state=hidden)

    @classmethod
    def _supports_default_dynamic_cache(cls) -> bool:
        """False: `generate` then makes no key/value cache, and carries `state` from output to input."""
        return False

    @staticmethod
    def _reorder_cache(state: tuple[Tensor, Tensor], beam_idx: Tensor) -> tuple[Tensor, Tensor]:
        """The states of the chosen rows, in that order; beam search calls it after every step."""
        h, c = state
        return h.index_select(1, beam_idx), c.index_select(1, beam_idx)


AutoConfig.register(LSTMConfig.model_type, LSTMConfig, exist_ok=True)
AutoModelForCausalLM.register(LSTMConfig, LSTMForCausalLM, exist_ok=True)
