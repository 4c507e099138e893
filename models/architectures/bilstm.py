"""A bidirectional LSTM that fills in masked tokens, as a transformers model.

One LSTM reads from the left, another from the right (Schuster and Paliwal, 1997; Graves and
Schmidhuber, 2005). Their states meet in one linear map, so that what each direction contributes to
a prediction adds up exactly. It has no second layer on purpose: above the first, every state would
have seen both sides.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForMaskedLM, PretrainedConfig

from models.architectures.recurrent import RecurrentModel, layer_states
from models.compat import MaskedLMOutput


class BiLSTMConfig(PretrainedConfig):
    """Sizes of a `BiLSTMForMaskedLM`.

    Args:
        hidden_size: width of the embedding and of each direction's hidden state.
    """

    model_type = "unmasked-bilstm"

    def __init__(
        self,
        vocab_size: int = 4096,
        hidden_size: int = 192,
        initializer_range: float = 0.2,
        tie_word_embeddings: bool = True,
        **kwargs: Any,
    ) -> None:
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = 1
        self.initializer_range = initializer_range
        super().__init__(tie_word_embeddings=tie_word_embeddings, **kwargs)  # type: ignore[call-arg]


class BiLSTMForMaskedLM(RecurrentModel):
    """Embedding, one LSTM in each direction, a linear map back to the width, tied output layer."""

    config_class = BiLSTMConfig
    base_model_prefix = "lstm"

    def __init__(self, config: BiLSTMConfig) -> None:
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.lstm = nn.LSTM(config.hidden_size, config.hidden_size, batch_first=True, bidirectional=True)
        self.join = nn.Linear(2 * config.hidden_size, config.hidden_size, bias=False)
        self.head = nn.Linear(config.hidden_size, config.vocab_size)
        self.post_init()  # type: ignore[no-untyped-call]

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any) -> MaskedLMOutput:
        """Read `input_ids` `[batch, pos]` from both ends.

        Args:
            attention_mask: `[batch, pos]`, 0 for padding, which stands behind a text: the backward
                LSTM begins before it.

        Returns:
            `logits` `[batch, pos, d_vocab]` and `hidden_states`: what enters the layer, `[batch, pos,
            d_model]`, and what it gives, `[batch, pos, 2 * d_model]`, the forward state, then the backward one.
        """
        inputs = self.emb(input_ids)
        hidden = self.read(inputs, attention_mask)
        return MaskedLMOutput(logits=self.head(self.join(hidden)), hidden_states=(inputs, hidden))

    def read(self, inputs: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Both directions' states `[batch, pos, 2 * d_model]` on embeddings `[batch, pos, d_model]`."""
        if attention_mask is None or bool(attention_mask.all()):
            hidden, _last = self.lstm(inputs)
            return cast(Tensor, hidden)
        # Ten times as quick as packed sequences: each text is turned round in front of its padding.
        turned = _turn_round(attention_mask)[..., None].expand(-1, -1, inputs.shape[-1])
        ahead, back = self.lstm.all_weights
        backward = layer_states(inputs.gather(1, turned), back, train=self.training).gather(1, turned)
        return torch.cat([layer_states(inputs, ahead, train=self.training), backward], dim=-1)


def _turn_round(attention_mask: Tensor) -> Tensor:
    """`[batch, pos]`: where each position's counterpart is when its text is read backwards; padding stays."""
    places = torch.arange(attention_mask.shape[1], device=attention_mask.device)
    last = attention_mask.sum(-1, keepdim=True) - 1
    return torch.where(places <= last, last - places, places)


AutoConfig.register(BiLSTMConfig.model_type, BiLSTMConfig, exist_ok=True)
AutoModelForMaskedLM.register(BiLSTMConfig, BiLSTMForMaskedLM, exist_ok=True)
