"""A plain recurrent language model, the LSTM's twin without gates, as a transformers model.

Its one equation, `h_t = tanh(W_x x_t + b_x + W_h h_(t-1) + b_h)` (Elman, 1990), carries all that was
read through one matrix and one squashing a step, which is why its derivatives vanish with distance
(Bengio, Simard and Frasconi, 1994).
"""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig
from transformers.modeling_outputs import CausalLMOutput

from models.architectures.recurrent import RecurrentModel


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


class RNNForCausalLM(RecurrentModel):
    """Embedding, tanh layers, tied output layer."""

    config_class = RNNConfig
    base_model_prefix = "rnn"

    def __init__(self, config: RNNConfig) -> None:
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.rnn = nn.RNN(config.hidden_size, config.hidden_size, config.num_hidden_layers, batch_first=True)
        self.head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(self, input_ids: Tensor | None = None, inputs_embeds: Tensor | None = None, **_: Any) -> CausalLMOutput:
        """Read `input_ids` `[batch, pos]`, or their embeddings.

        Returns:
            `logits` `[batch, pos, d_vocab]` and `hidden_states`, the top layer's alone.
        """
        hidden, _last = self.rnn(self.emb(input_ids) if inputs_embeds is None else inputs_embeds)
        return CausalLMOutput(logits=self.head(hidden), hidden_states=(hidden,))


AutoConfig.register(RNNConfig.model_type, RNNConfig, exist_ok=True)
AutoModelForCausalLM.register(RNNConfig, RNNForCausalLM, exist_ok=True)
