"""What the recurrent models share: their beginnings, their embedding, and how those that read onwards do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import PretrainedConfig, PreTrainedModel

from models.compat import ModelOutput, read_lstm, read_tanh

State = Any  # a Tensor `[n_layers, batch, d_model]`, or an LSTM's pair of them


@dataclass
class RecurrentOutput(ModelOutput):
    """What a recurrent model that reads onwards returns.

    Attributes:
        loss: mean cross-entropy in nats, when labels were given.
        logits: `[batch, pos, d_vocab]`.
        state: after the last position, each part `[n_layers, batch, d_model]`.
        last_hidden_state: `[batch, pos, d_model]`, the top layer's hidden states.
        hidden_states: what enters the first layer, then every layer's, when they were asked for.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    state: State | None = None
    last_hidden_state: Tensor | None = None
    hidden_states: tuple[Tensor, ...] | None = None


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


class OnwardReader(RecurrentModel):
    """Embedding, layers that carry a state from token to token, tied output layer.

    Args:
        build_layers: makes the layers, which are called as `base_model_prefix` says. They come after the
            embedding and before the output layer: weights are drawn in that order.
        dropout: on the embedding and before the output, while training.
    """

    def __init__(self, config: PretrainedConfig, build_layers: Callable[[], nn.RNNBase], dropout: float = 0.0) -> None:
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.drop = nn.Dropout(dropout)
        setattr(self, self.base_model_prefix, build_layers())
        self.head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]

    @property
    def layers(self) -> nn.RNNBase:
        """The recurrent layers, as one module of torch's."""
        layers: nn.RNNBase = getattr(self, self.base_model_prefix)
        return layers

    def forward(
        self,
        input_ids: Tensor | None = None,
        labels: Tensor | None = None,
        state: State | None = None,
        logits_to_keep: int = 0,
        attention_mask: Tensor | None = None,
        use_cache: bool = True,
        inputs_embeds: Tensor | None = None,
        output_hidden_states: bool = False,
        **_: Any,
    ) -> RecurrentOutput:
        """Read `input_ids` `[batch, pos]`, or their embeddings, from `state` on when it is given.

        Args:
            logits_to_keep: compute logits of the last n positions only (0: of all).
            attention_mask: `[batch, pos]`, all ones: a recurrent state cannot skip padding.
            use_cache: hand out the state, from which the next call can go on.
            output_hidden_states: every layer's, of a text that is read from its beginning and not in training.

        Raises:
            ValueError: `attention_mask` marks padding; or every layer's states are asked for from a state on.
        """
        if attention_mask is not None and not bool(attention_mask.all()):
            raise ValueError("a state reads padding like any token: give it texts of equal length, or one by one")
        inputs: Tensor = self.emb(input_ids) if inputs_embeds is None else inputs_embeds
        hidden_states = None
        if output_hidden_states:
            if state is not None or self.training:
                raise ValueError("every layer's states are there for a whole text alone, and not in training")
            hidden_states = self._layer_by_layer(inputs)
            hidden = hidden_states[-1]
        else:
            hidden, state = self.layers(self.drop(inputs), state)
        logits: Tensor = self.head(self.drop(hidden[:, -logits_to_keep:]))
        loss = None
        if labels is not None:
            loss = nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1).float(), labels[:, 1:].flatten())
        return RecurrentOutput(loss, logits, state if use_cache else None, hidden, hidden_states)

    def _layer_by_layer(self, inputs: Tensor) -> tuple[Tensor, ...]:
        """The fused pass gives the top layer's states alone."""
        found = [inputs]
        for weights in self.layers.all_weights:
            found.append(layer_states(found[-1], weights))
        return tuple(found)


def layer_states(inputs: Tensor, weights: Sequence[Tensor], *, train: bool = False) -> Tensor:
    """One layer's hidden states `[batch, pos, unit]` on its inputs `[batch, pos, width]`, by torch's fused pass.

    Args:
        weights: from the input, from the state, and their biases, as `nn.RNNBase.all_weights` has them:
            of an LSTM, whose four gates lie one upon another, or of a plain network with tanh.
        train: a derivative will be asked for.
    """
    n_rows, n_units = weights[1].shape
    return (read_tanh if n_rows == n_units else read_lstm)(inputs, [*weights], train=train)


GATES = ("input_gate", "forget_gate", "cell_candidate", "output_gate")  # as torch lays them upon another


def layer_steps(weights: Sequence[Tensor], inputs: Tensor, hidden: Tensor) -> dict[str, Tensor]:
    """All that one layer computed, from what it read and what it gave, without walking from cell to cell.

    Args:
        weights: of the layer, as `nn.RNNBase.all_weights` has them.
        inputs: from the beginning of a text, `[batch, pos, width]`.
        hidden: its hidden states on them, `[batch, pos, unit]`.

    Returns:
        `input`, before (`.pre`) and after squashing each of `GATES`, `cell` and `hidden`; of a plain network
        `input`, `pre` and `hidden`.
    """
    weight_input, weight_hidden, bias_input, bias_hidden = weights
    pre = nn.functional.linear(inputs, weight_input, bias_input + bias_hidden)
    # The state before the first token is 0.
    pre[:, 1:].baddbmm_(hidden[:, :-1], weight_hidden.T.expand(len(hidden), -1, -1))
    if len(weight_hidden) == weight_hidden.shape[1]:
        return {"input": inputs, "pre": pre, "hidden": hidden}
    before = dict(zip(GATES, pre.chunk(4, dim=-1), strict=True))
    after = {gate: value.tanh() if gate == "cell_candidate" else value.sigmoid() for gate, value in before.items()}
    cell = _cell_states(after["forget_gate"], after["input_gate"] * after["cell_candidate"])
    steps = {name: value for gate in GATES for name, value in ((f"{gate}.pre", before[gate]), (gate, after[gate]))}
    return {"input": inputs, **steps, "cell": cell, "hidden": hidden}


def _cell_states(forget_gate: Tensor, written: Tensor) -> Tensor:
    """`cell = forget_gate * cell_before + written`, from an empty cell on."""
    cells = torch.empty_like(written)
    cell = torch.zeros_like(written[:, 0])
    for kept, new, into in zip(forget_gate.unbind(1), written.unbind(1), cells.unbind(1), strict=True):
        cell = torch.addcmul(new, kept, cell, out=into)
    return cells


def _open_forget_gates(lstm: nn.LSTM) -> None:
    """So that a cell keeps what it holds until training says otherwise (Jozefowicz et al., 2015)."""
    for name, weight in lstm.named_parameters():
        if name.startswith("bias_ih"):
            nn.init.ones_(weight[lstm.hidden_size : 2 * lstm.hidden_size])
