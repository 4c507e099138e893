"""Every norm of `models.norms.slices` on the same real activations of a model, beside torch's own modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from models.errors import InputError
from models.norms.batches import capture_site, check_site, model_sites, padding_of, read_sentences
from models.norms.sites import norm_eps, norm_kind, norm_sites, norm_width
from models.norms.slices import GROUP, NORMS, Norm
from models.records import NormStatistics, NormTrace
from models.registry import load

if TYPE_CHECKING:
    from jaxtyping import Bool, Float

    GainBias = tuple[Float[Tensor, " d_model"], Float[Tensor, " d_model"]] | tuple[None, None]


def apply_norm(
    name: str,
    activations: Float[Tensor, "batch pos d_model"],
    padding: Bool[Tensor, "batch pos"] | None = None,
    eps: float = 1e-5,
    groups: int = 8,
) -> NormStatistics:
    """Apply one norm to activations, leaving padding out of every average.

    Args:
        name: a key of `NORMS`.
        activations: what a norm of a model reads.
        padding: True where a position is padding; None when there is none.
        eps: added to the variance before its root is taken.
        groups: for `group`, how many; neighbouring features share a group. As `torch.nn.GroupNorm`
            on `[batch, d_model, pos]`, a slice holds a group's features at all positions of a sentence.

    Returns:
        `mean` and `var` are what is subtracted and divided by: for `rms` 0 and the mean square.
        `output_mean` and `output_var` are the output's own mean and biased variance, for `rms` too,
        which does not centre. All have the shape that `NORMS` states; a slice of padding alone is 0.

    Raises:
        InputError: `out_of_range` when `groups` does not divide `d_model`.
    """
    norm = NORMS[name]
    cells = activations.unflatten(2, (_group_count(norm, groups, activations.shape[2]), -1))
    left_out = torch.zeros_like(cells[..., :1, :1], dtype=torch.bool) if padding is None else padding[..., None, None]
    mean, centred, var = _moments(cells, left_out, norm.axes, norm.centred)
    output = centred / torch.sqrt(var + eps)
    output_mean, _, output_var = _moments(output, left_out, norm.axes, centred=True)
    averaged = norm.axes if norm.grouped else (*{*norm.axes, GROUP},)
    return NormStatistics(
        mean=mean.squeeze(averaged),
        var=var.squeeze(averaged),
        output=output.flatten(2),
        output_mean=output_mean.squeeze(averaged),
        output_var=output_var.squeeze(averaged),
    )


def _group_count(norm: Norm, groups: int, d_model: int) -> int:
    divisors = [n for n in range(1, d_model + 1) if d_model % n == 0]
    if norm.grouped and groups not in divisors:
        limit = f"a divisor of {d_model}: {', '.join(map(str, divisors))}"
        raise InputError("out_of_range", name="groups", value=groups, limit=limit)
    return groups if norm.grouped else 1


def _moments(
    cells: Float[Tensor, "batch pos group feature"],
    left_out: Bool[Tensor, "batch pos 1 1"],
    axes: tuple[int, ...],
    centred: bool,
) -> tuple[
    Float[Tensor, "#batch #pos #group #feature"],
    Float[Tensor, "batch pos group feature"],
    Float[Tensor, "#batch #pos #group #feature"],
]:
    """Mean, cells less the mean (padding 0), and biased variance, with the averaged axes kept as 1."""
    cells = cells.masked_fill(left_out, 0.0)
    n = (~left_out).expand_as(cells).sum(axes, keepdim=True).clamp(min=1)
    mean = cells.sum(axes, keepdim=True) / n
    if not centred:
        mean = torch.zeros_like(mean)
    moved = (cells - mean).masked_fill(left_out, 0.0)
    return mean, moved, moved.square().sum(axes, keepdim=True) / n


def norm_gain_bias(module: nn.Module, width: int) -> GainBias:
    """What a layer or RMS norm multiplies its result by and adds to it.

    Read off what it makes of a pattern and of its opposite, since a dozen architectures store the
    gain less 1. None for a batch norm, whose result depends on its running statistics too.
    """
    kind = norm_kind(module)
    if kind not in ("layer", "rms"):
        return None, None
    device = next((weight.device for weight in module.parameters()), torch.device("cpu"))
    pattern = torch.ones(1, 1, width, device=device)
    pattern[..., 1::2] = -1
    normalised = apply_norm(kind, pattern, eps=norm_eps(module)).output
    there, back = module(pattern), module(-pattern)
    return ((there - back) / (2 * normalised))[0, 0].float().cpu(), ((there + back) / 2)[0, 0].float().cpu()


def torch_norm(name: str, d_model: int, eps: float = 1e-5, groups: int = 8) -> nn.Module | None:
    """Torch's own module for a norm, without gain and bias; None where it has none.

    Returns:
        A module that takes `[batch, d_model, pos]`, or `[batch, pos, d_model]` for `layer` and `rms`.
    """
    build = NORMS[name].build
    return None if build is None else build(d_model, eps, groups)


def run_torch_norm(
    module: nn.Module, activations: Float[Tensor, "batch pos d_model"]
) -> Float[Tensor, "batch pos d_model"]:
    """A module of `torch_norm` on activations, whichever way round it takes them."""
    if isinstance(module, nn.LayerNorm | nn.RMSNorm):
        return module(activations)  # type: ignore[no-any-return]
    return module(activations.transpose(1, 2)).transpose(1, 2)  # type: ignore[no-any-return]


def trace_norms(texts: Sequence[str], model_id: str, site: str | None = None, groups: int = 8) -> NormTrace:
    """Run a batch of sentences and apply every kind of norm to what enters one norm of the model.

    Args:
        texts: 1 to `MAX_BATCH_SENTENCES` sentences, padded on the right to the longest.
        model_id: a catalog id.
        site: one of `model_sites`; None for the first.
        groups: of the group norm; a divisor of the width.

    Returns:
        The site's own kind, with the site's epsilon, gain and bias, is the model's own output.

    Raises:
        InputError: bad texts, a batch that is too large, `no_norms`, `unknown_site`, `out_of_range`.
    """
    ids, tokens = read_sentences(texts, model_id)
    site = check_site(model_id, site)
    capture, padding = capture_site(model_id, ids, site), padding_of(ids)
    gain, bias = site_gain_bias(model_id, site)
    return NormTrace(
        model_id=model_id,
        sites=model_sites(model_id),
        site=site,
        kind=capture.kind,
        eps=capture.eps,
        gain=gain,
        bias=bias,
        tokens=tokens,
        activations=capture.entered,
        model_output=capture.left,
        padding=padding,
        norms={name: apply_norm(name, capture.entered, padding, capture.eps, groups) for name in NORMS},
    )


def site_gain_bias(model_id: str, site: str) -> GainBias:
    """`norm_gain_bias` of one site of a model; None where there is no norm, as in an LSTM."""
    loaded = load(model_id)
    if site not in norm_sites(loaded.model):
        return None, None
    norm = loaded.model.get_submodule(site)
    return norm_gain_bias(norm, norm_width(norm, loaded.card.d_model))
