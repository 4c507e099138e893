"""Where the norms of a model are, and what passes through them.

Each norm module of a model is switched, once, to a class of its own kind that does the same and
tells a listener what entered and what left. The listener lives in a context variable: two threads
that run the same model do not meet, and a pass that nobody listens to pays nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.compat import norm_with_moments
from models.records import SiteStatistics

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    Activations = Float[Tensor, "batch pos d_model"]
    Moments = tuple[Float[Tensor, "*places 1"], Float[Tensor, "*places 1"]]  # mean and reciprocal deviation
    Listener = Callable[[nn.Module, Activations, Activations, Moments | None], object]

Kind = Literal["layer", "rms", "batch", "none"]

_listener: ContextVar[Listener | None] = ContextVar("norm_listener", default=None)
_sites: WeakKeyDictionary[nn.Module, tuple[str, ...]] = WeakKeyDictionary()
N_READ = 8  # tokens: models that shorten a text inside cannot read fewer
_kinds: WeakKeyDictionary[nn.Module, Kind] = WeakKeyDictionary()
_switching = Lock()


def norm_kind(module: nn.Module) -> Kind | None:
    """Which norm a module is; None for all other modules.

    A class of its own by the name of layer norm is asked (OLMo's has no weights, Cohere's no bias): what
    T5 calls one is an RMS norm.
    """
    if isinstance(module, nn.LayerNorm):
        return "layer"
    if isinstance(module, nn.BatchNorm1d):
        return "batch"
    name = type(module).__name__
    if name.endswith("RMSNorm"):
        return "rms"
    return _kind_by_trial(module) if name.endswith(("LayerNorm", "LayerNorm1P")) else None


def norm_width(module: nn.Module, usual: int) -> int:
    """How many features a norm takes: as many as it says or has weights for, else the usual number."""
    if isinstance(shape := getattr(module, "normalized_shape", None), tuple):
        return int(shape[-1])
    return next((int(weight.shape[-1]) for weight in module.parameters()), usual)


def _kind_by_trial(module: nn.Module) -> Kind | None:
    """A layer norm does not notice what is added to all features."""
    if module not in _kinds:
        width = norm_width(module, 8)
        device = next((weight.device for weight in module.parameters()), torch.device("cpu"))
        x = torch.linspace(-1, 1, width, device=device).expand(1, 1, width)
        try:
            with torch.no_grad(), _listening(None):
                there, moved = module(x), module(x + 1)
        except TypeError:  # SqueezeBERT's takes two tensors: a norm stands inside it
            return None
        if not isinstance(there, Tensor):  # I-BERT's gives a scale beside, and is none of these
            return None
        _kinds[module] = "layer" if torch.allclose(there, moved, atol=1e-4) else "rms"
    return _kinds[module]


def norm_eps(module: nn.Module) -> float:
    """The small number that a norm adds to the variance, under whichever name its class has for it."""
    eps = getattr(module, "variance_epsilon", None)
    eps = getattr(module, "eps", None) if eps is None else eps
    return torch.finfo(torch.float32).eps if eps is None else float(eps)


def norm_sites(model: PreTrainedModel) -> tuple[str, ...]:
    """The norms over `[batch, pos, width]` that a text meets, by module name, in order of use.

    Modules are not always defined in the order in which they run, so the order is taken from a pass
    over a few tokens, once per model. A norm that runs several times counts where it runs first; norms
    over single heads are left out. Of an encoder-decoder, the encoder's.
    """
    with _switching:
        if model not in _sites:
            for name, module in model.named_modules():
                if norm_kind(module):
                    _switch(module, name)
            used: dict[str, None] = {}
            tokens = torch.zeros(1, N_READ, dtype=torch.long, device=model.device)
            with _listening(lambda module, *_: used.setdefault(module.site)):
                _read(model, tokens, torch.ones_like(tokens))
            _sites[model] = tuple(used)
        return _sites[model]


@dataclass(frozen=True)
class NormCapture:
    """What entered and what left one norm, and the norm's kind and epsilon.

    The kind is `none` where no norm stands: what enters leaves.
    """

    kind: Kind
    eps: float
    entered: Float[Tensor, "batch pos d_model"]
    left: Float[Tensor, "batch pos d_model"]


@contextmanager
def capturing_norms(model: PreTrainedModel, sites: Sequence[str]) -> Iterator[Mapping[str, NormCapture]]:
    """What enters and leaves the given norms while the model reads inside, in order of use, on the CPU.

    Args:
        sites: names out of `norm_sites`; of a norm that runs several times the first run is kept.
    """
    wanted = set(sites) & set(norm_sites(model))
    captures: dict[str, NormCapture] = {}

    def keep(module: Any, entered: Tensor, left: Tensor, _: Moments | None) -> None:
        kind = norm_kind(module)
        if kind and module.site in wanted and module.site not in captures:
            entered, left = (_by_position(tensor, module) for tensor in (entered, left))
            captures[module.site] = NormCapture(kind, norm_eps(module), entered, left)

    with _listening(keep):
        yield captures


def all_site_statistics(
    model: PreTrainedModel, ids: Int[Tensor, "batch pos"], attention_mask: Int[Tensor, "batch pos"] | None = None
) -> SiteStatistics:
    """Mean and reciprocal deviation of every token at every layer and RMS norm, at the price of one pass.

    A layer norm's kernel has both at hand, so they cost nothing.

    Args:
        ids: of the tokens.
        attention_mask: 0 where a position is padding; None when nothing is. Padding has statistics as well.
    """
    norm_sites(model)
    found: dict[str, Moments] = {}

    def measure(module: Any, entered: Tensor, _: Tensor, moments: Moments | None) -> None:
        if moments is None and norm_kind(module) == "rms":
            rstd = torch.rsqrt(entered.square().mean(-1, keepdim=True) + norm_eps(module))
            moments = torch.zeros_like(rstd), rstd
        if moments is not None:
            found.setdefault(module.site, moments)

    with _listening(measure):
        _read(model, ids, attention_mask)
    means, rstds = zip(*found.values(), strict=True)
    return SiteStatistics(tuple(found), torch.stack(means)[..., 0], torch.stack(rstds)[..., 0])


@contextmanager
def _listening(listener: Listener | None) -> Iterator[None]:
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def _tell(module: nn.Module, entered: Tensor, left: Tensor, moments: Moments | None) -> None:
    listener = _listener.get()
    if listener is not None and entered.dim() == 3:
        listener(module, entered, left, moments)


class _ToldLayerNorm(nn.LayerNorm):
    """Calls the kernel that `nn.LayerNorm` ends in, which returns mean and reciprocal deviation too."""

    def forward(self, input: Tensor) -> Tensor:  # the name is torch's
        left, mean, rstd = norm_with_moments(input, self.normalized_shape, self.weight, self.bias, self.eps)
        _tell(self, input, left, (mean, rstd))
        return left


class _ToldNorm(nn.Module):
    """Mixed into any other norm's class."""

    def forward(self, entered: Tensor, *rest: Any, **options: Any) -> Tensor:
        left: Tensor = super().forward(entered, *rest, **options)
        _tell(self, entered, left, None)
        return left


def _switch(module: nn.Module, name: str) -> None:
    """Give a norm the class that tells; its weights and its place in the model stay."""
    kind = type(module)
    module.__class__ = _ToldLayerNorm if kind is nn.LayerNorm else type(kind.__name__, (_ToldNorm, kind), {})
    object.__setattr__(module, "site", name)


@torch.inference_mode()
def _read(
    model: PreTrainedModel, ids: Int[Tensor, "batch pos"], attention_mask: Int[Tensor, "batch pos"] | None
) -> None:
    body = model.get_encoder() if model.config.is_encoder_decoder else model
    body(input_ids=ids, attention_mask=attention_mask)


def _by_position(tensor: Float[Tensor, "batch _ _"], module: nn.Module) -> Activations:
    """Torch's own batch norm alone has `[batch, d_model, pos]`."""
    by_channel = norm_kind(module) == "batch" and not getattr(module, "by_token", False)
    return (tensor.transpose(1, 2) if by_channel else tensor).float().cpu()
