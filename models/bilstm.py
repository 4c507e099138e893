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
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from transformers import AutoConfig, AutoModelForMaskedLM, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import MaskedLMOutput


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


class BiLSTMForMaskedLM(PreTrainedModel):
    """Embedding, one LSTM in each direction, a linear map back to the width, tied output layer."""

    config_class = BiLSTMConfig
    base_model_prefix = "lstm"
    _tied_weights_keys = {"head.weight": "emb.weight"}

    def __init__(self, config: BiLSTMConfig) -> None:
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.lstm = nn.LSTM(config.hidden_size, config.hidden_size, batch_first=True, bidirectional=True)
        self.join = nn.Linear(2 * config.hidden_size, config.hidden_size, bias=False)
        self.head = nn.Linear(config.hidden_size, config.vocab_size)
        self.post_init()  # type: ignore[no-untyped-call]

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=self.config.initializer_range)
        elif isinstance(module, nn.LSTM):
            module.reset_parameters()
            for name, weight in module.named_parameters():
                if name.startswith("bias_ih"):  # open forget gates at the start (Jozefowicz et al., 2015)
                    nn.init.ones_(weight[module.hidden_size : 2 * module.hidden_size])
        elif isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def get_input_embeddings(self) -> nn.Module:
        return self.emb

    def set_input_embeddings(self, value: nn.Module) -> None:
        self.emb = cast(nn.Embedding, value)

    def get_output_embeddings(self) -> nn.Module:
        return self.head

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any) -> MaskedLMOutput:
        """Read `input_ids` `[batch, pos]` from both ends.

        Args:
            attention_mask: `[batch, pos]`, 0 for padding, which stands behind a text: the backward
                LSTM begins before it.

        Returns:
            `logits` `[batch, pos, d_vocab]` and `hidden_states`, one `[batch, pos, 2 * d_model]`:
            the forward state, then the backward one.
        """
        hidden = self.read(self.emb(input_ids), attention_mask)
        return MaskedLMOutput(logits=self.head(self.join(hidden)), hidden_states=(hidden,))

    def read(self, inputs: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Both directions' states `[batch, pos, 2 * d_model]` on embeddings `[batch, pos, d_model]`."""
        if attention_mask is None or bool(attention_mask.all()):
            hidden, _last = self.lstm(inputs)
            return cast(Tensor, hidden)
        lengths = attention_mask.sum(-1).cpu()
        packed, _last = self.lstm(pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False))
        hidden, _lengths = pad_packed_sequence(packed, batch_first=True, total_length=inputs.shape[1])
        return hidden


AutoConfig.register(BiLSTMConfig.model_type, BiLSTMConfig, exist_ok=True)
AutoModelForMaskedLM.register(BiLSTMConfig, BiLSTMForMaskedLM, exist_ok=True)
