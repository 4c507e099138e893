"""A model made ready for decoding, which reads few rows of one token: there the calls cost more than the sums."""

from __future__ import annotations

import copy
from threading import Lock
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.compat import Conv1D, NewGELUActivation, can_pack_weights, pack_weights, packed_product

LARGE = 2**18  # weights; on smaller matrices the gain is lost in the call
_ready: WeakKeyDictionary[PreTrainedModel, PreTrainedModel] = WeakKeyDictionary()
_making = Lock()


class PackedLinear(nn.Module):
    """A linear layer whose weights are held a second time, in the order in which oneDNN reads them.

    The product of a matrix and a few vectors costs the ordinary routine twice what one vector costs;
    in this order it costs little more.

    Args:
        layer: what it does the work of.
    """

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = layer.weight, layer.bias
        self._reordered = pack_weights(layer.weight.detach().contiguous())

    def forward(self, x: Tensor) -> Tensor:
        return packed_product(x, self._reordered, self.bias)


def for_few_rows(model: PreTrainedModel) -> PreTrainedModel:
    """The same model, in evaluation mode, as a copy that shares its weights and calls less for each token.

    GPT-2's activation is one call instead of eight, its products one instead of four, and on a CPU
    large matrices are packed, at the price of holding them twice. Made once for each model.
    """
    with _making:
        if model not in _ready:
            _ready[model] = _make_ready(model)
        return _ready[model]


def _make_ready(model: PreTrainedModel) -> PreTrainedModel:
    shared = {id(tensor): tensor for tensors in (model.parameters(), model.buffers()) for tensor in tensors}
    ready: PreTrainedModel = copy.deepcopy(model, shared).eval()
    large = _large_layers(model)
    for name, layer in model.named_modules():
        if isinstance(layer, NewGELUActivation):
            ready.set_submodule(name, nn.GELU(approximate="tanh"))
        elif name in large:
            ready.set_submodule(name, PackedLinear(_as_linear(large[name])))
        elif type(layer) is Conv1D:
            ready.set_submodule(name, _as_linear(layer))
    return ready


def _as_linear(layer: nn.Linear | Conv1D) -> nn.Linear:
    """GPT-2's `Conv1D`, whose weights lie the other way round, on the same weights in one call instead of four."""
    if isinstance(layer, nn.Linear):
        return layer
    linear = nn.Linear(layer.nx, layer.nf, device="meta")
    linear.weight, linear.bias = nn.Parameter(layer.weight.detach().T, requires_grad=False), layer.bias
    return linear.eval()


def packed_bytes(model: PreTrainedModel) -> int:
    """What the copy that `for_few_rows` makes of this model weighs beside it, in bytes."""
    return sum(layer.weight.nbytes for layer in _large_layers(model).values())


def _large_layers(model: PreTrainedModel) -> dict[str, nn.Linear | Conv1D]:
    """The layers that are packed, by name: none where packing is not to be had."""
    if not _can_pack(model):
        return {}
    linear = {name: layer for name, layer in model.named_modules() if type(layer) in (nn.Linear, Conv1D)}
    return {name: layer for name, layer in linear.items() if layer.weight.numel() >= LARGE}


def _can_pack(model: PreTrainedModel) -> bool:
    return model.device.type == "cpu" and model.dtype == torch.float32 and can_pack_weights()
