"""GPT-2 with another norm in its place: five twins that differ in nothing else.

`before` is GPT-2 as it is: layer norm on the way into attention and MLP (pre-norm). `after` has it on
their sum with the residual stream (post-norm, Vaswani et al., 2017, section 3.1). `rms` and `batch`
stand where `before` stands, with RMS norm and with batch norm over all tokens of the batch; `none`
has no norm at all. On why the place matters: Xiong et al. (2020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel

from models.compat import GPT2Block


class TokenBatchNorm(nn.BatchNorm1d):
    """Batch norm over batch and positions: one mean and one variance for each feature.

    In training it sees the batch's own statistics, later tokens included; afterwards the running ones.
    """

    by_token = True  # where torch's own has the features before the positions

    def forward(self, input: Tensor) -> Tensor:
        """`[batch, pos, d_model]` in and out."""
        return super().forward(input.flatten(0, 1)).view_as(input)


PLACES = ("before", "after", "rms", "batch", "none")
_NORMS: Mapping[str, Callable[[int], nn.Module]] = {
    "rms": nn.RMSNorm,
    "batch": TokenBatchNorm,
    "none": lambda width: nn.Identity(),
}


class NormTwinConfig(GPT2Config):
    """GPT-2's configuration and `norm`, one of `PLACES`."""

    model_type = "unmasked-norm-twin"

    def __init__(self, norm: str = "before", **kwargs: Any) -> None:
        self.norm = norm
        super().__init__(**kwargs)


class PostNormBlock(GPT2Block):
    """The same parts in the order of the first transformer: add, then norm."""

    def forward(self, hidden_states: Any, *args: Any, **kwargs: Any) -> Any:
        """`[batch, pos, d_model]` in and out."""
        attended, _ = self.attn(hidden_states, *args, **kwargs)
        hidden_states = self.ln_1(hidden_states + attended)
        return self.ln_2(hidden_states + self.mlp(hidden_states))


class NormTwinForCausalLM(GPT2LMHeadModel):
    """GPT-2 whose norms are those that its configuration names."""

    config_class = NormTwinConfig

    def __init__(self, config: NormTwinConfig) -> None:
        if config.norm not in PLACES:
            raise ValueError(f"norm {config.norm!r}: one of {', '.join(PLACES)}")
        super().__init__(config)
        transformer = self.transformer
        if config.norm == "after":
            for block in transformer.h:
                block.__class__ = PostNormBlock
            transformer.set_submodule("ln_f", nn.Identity())  # each block ends with its own
        elif config.norm in _NORMS:
            for name, module in list(transformer.named_modules()):
                if isinstance(module, nn.LayerNorm):
                    transformer.set_submodule(name, _NORMS[config.norm](config.n_embd))


AutoConfig.register(NormTwinConfig.model_type, NormTwinConfig, exist_ok=True)
AutoModelForCausalLM.register(NormTwinConfig, NormTwinForCausalLM, exist_ok=True)
