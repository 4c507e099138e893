"""What the recurrent models share: how their weights begin, and where their embedding is."""

from __future__ import annotations

from typing import cast

import torch
from torch import nn
from transformers import PreTrainedModel


class RecurrentModel(PreTrainedModel):
    """An embedding `emb`, recurrent layers, and an output layer `head` that shares the embedding's weights
    (Press and Wolf, 2017)."""

    _tied_weights_keys = {"head.weight": "emb.weight"}
    emb: nn.Embedding
    head: nn.Linear

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=self.config.initializer_range)
        elif isinstance(module, nn.RNNBase):
            module.reset_parameters()
            if isinstance(module, nn.LSTM):
                _open_forget_gates(module)
        elif isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def get_input_embeddings(self) -> nn.Module:
        return self.emb

    def set_input_embeddings(self, value: nn.Module) -> None:
        self.emb = cast(nn.Embedding, value)

    def get_output_embeddings(self) -> nn.Module:
        return self.head


def _open_forget_gates(lstm: nn.LSTM) -> None:
    """So that a cell keeps what it holds until training says otherwise (Jozefowicz et al., 2015)."""
    for name, weight in lstm.named_parameters():
        if name.startswith("bias_ih"):
            nn.init.ones_(weight[lstm.hidden_size : 2 * lstm.hidden_size])
