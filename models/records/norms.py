"""Norms on real activations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.text import Family, Token

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    from torch import Tensor


@dataclass(frozen=True)
class NormStatistics:
    """One norm applied to activations `[batch, pos, d_model]`.

    Attributes:
        mean, var: in the shape of the norm's slices (see `models.norms.slices`); biased variance.
            For `rms`, which does not centre, 0 and the mean square.
        output: `[batch, pos, d_model]`, normalised, before any gain and bias; padding is 0.
        output_mean, output_var: the mean and the variance of `output`, over the same slices.
    """

    mean: Tensor
    var: Tensor
    output: Tensor
    output_mean: Tensor
    output_var: Tensor


@dataclass(frozen=True)
class NormTrace:
    """The input of one norm of a model, and what every kind of norm makes of it.

    Attributes:
        sites: the model's norms in order of use, by module name.
        kind: the site's own kind, `layer` or `rms` or `batch`; `none` at the hidden states of an LSTM.
        eps: what all norms here add to the variance: the site's own.
        gain, bias: `[d_model]`, what the site multiplies its result by and adds to it; None for a
            batch norm, which in a finished model uses running statistics, and where no norm stands.
        activations: `[batch, pos, d_model]`, what enters the site.
        model_output: the same shape, what leaves it (gain and bias included).
        padding: `[batch, pos]`, True where a position is padding.
    """

    model_id: str
    sites: tuple[str, ...]
    site: str
    kind: str
    eps: float
    gain: Tensor | None
    bias: Tensor | None
    tokens: tuple[tuple[Token, ...], ...]
    activations: Tensor
    model_output: Tensor
    padding: Tensor
    norms: Mapping[str, NormStatistics]


@dataclass(frozen=True)
class SiteStatistics:
    """Every token's mean and spread at every norm of a model.

    Attributes:
        sites: the norms in order of use, by module name.
        mean: `[site, batch, pos]`, of what enters the norm; 0 for an RMS norm, which subtracts none.
        rstd: the same shape, `1 / sqrt(var + eps)`, which the norm multiplies by.
    """

    sites: tuple[str, ...]
    mean: Tensor
    rstd: Tensor


@dataclass(frozen=True)
class NormMoves:
    """How far one change moves every norm's output, measured.

    Attributes:
        columns: what the change was measured on: sentences, positions, or kinds of change.
        moved: by norm, `[column]`: the largest distance that any number of the output moved.
        input_moved: `[column]`, the same of what enters the norms.
        answers: by norm, whether it moved in the column that the question is about.
    """

    columns: tuple[str, ...]
    moved: Mapping[str, Tensor]
    input_moved: Tensor
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class SmallBatch:
    """What is left of a norm when there is little to average over.

    Attributes:
        n_values: how many numbers share one mean and variance.
        least_variance: of all slices.
        output_size: the root mean square of the output; 0 when nothing is left.
        error: what torch's own module says in training; None when it runs, or where padding keeps it from being asked.
    """

    n_values: int
    least_variance: float
    output_size: float
    error: str | None


@dataclass(frozen=True)
class RunningStatistics:
    """Batch norm's running statistics while it reads batch after batch, beside the whole batch's own.

    Attributes:
        mean_gap: `[step]`, root mean square over the features of how far the running mean is from the
            batch's own, in deviations of the batch.
        deviation_gap: `[step]`, the same of the running deviation, in shares of the batch's own.
        output_gap: `[step]`, root mean square distance of the outputs on the whole batch.
        moved: by norm, the largest distance between torch's module in training and in evaluation after all steps.
    """

    mean_gap: Tensor
    deviation_gap: Tensor
    output_gap: Tensor
    moved: Mapping[str, float]


@dataclass(frozen=True)
class ResidualStream:
    """What enters and leaves every norm of a model on one text, token by token.

    Attributes:
        mean, var, length: `[site, 2, pos]`, before and after the norm: over the features of a token its mean,
            biased variance and Euclidean length.
        outliers: features that hold more than their share of the squared length, largest first.
        shares: `[site, 2, outlier]`, the part of all tokens' squared length that each of them holds.
    """

    model_id: str
    family: Family
    sites: tuple[str, ...]
    tokens: tuple[Token, ...]
    mean: Tensor
    var: Tensor
    length: Tensor
    outliers: tuple[int, ...]
    shares: Tensor
