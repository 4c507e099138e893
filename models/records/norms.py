"""Norms on real activations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.records.text import Family, Token

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    from jaxtyping import Bool, Float
    from torch import Tensor


@dataclass(frozen=True)
class NormStatistics:
    """One norm applied to activations.

    Attributes:
        mean, var: in the shape of the norm's slices (see `models.norms.slices`); biased variance.
            For `rms`, which does not centre, 0 and the mean square.
        output: normalised, before any gain and bias; padding is 0.
        output_mean, output_var: the mean and the variance of `output`, over the same slices.
    """

    mean: Float[Tensor, "*slices"]
    var: Float[Tensor, "*slices"]
    output: Float[Tensor, "batch pos d_model"]
    output_mean: Float[Tensor, "*slices"]
    output_var: Float[Tensor, "*slices"]


@dataclass(frozen=True)
class NormTrace:
    """The input of one norm of a model, and what every kind of norm makes of it.

    Attributes:
        sites: the model's norms in order of use, by module name.
        kind: the site's own kind, `layer` or `rms` or `batch`; `none` at the hidden states of an LSTM.
        eps: what all norms here add to the variance: the site's own.
        gain, bias: what the site multiplies its result by and adds to it; None for a batch norm, which
            in a finished model uses running statistics, and where no norm stands.
        activations: what enters the site.
        model_output: what leaves it (gain and bias included).
        padding: True where a position is padding.
    """

    model_id: str
    sites: tuple[str, ...]
    site: str
    kind: str
    eps: float
    gain: Float[Tensor, " d_model"] | None
    bias: Float[Tensor, " d_model"] | None
    tokens: tuple[tuple[Token, ...], ...]
    activations: Float[Tensor, "batch pos d_model"]
    model_output: Float[Tensor, "batch pos d_model"]
    padding: Bool[Tensor, "batch pos"]
    norms: Mapping[str, NormStatistics]


@dataclass(frozen=True)
class SiteStatistics:
    """Every token's mean and spread at every norm of a model.

    Attributes:
        sites: the norms in order of use, by module name.
        mean: of what enters the norm; 0 for an RMS norm, which subtracts none.
        rstd: `1 / sqrt(var + eps)`, which the norm multiplies by.
    """

    sites: tuple[str, ...]
    mean: Float[Tensor, "site batch pos"]
    rstd: Float[Tensor, "site batch pos"]


@dataclass(frozen=True)
class NormMoves:
    """How far one change moves every norm's output, measured.

    Attributes:
        columns: what the change was measured on: sentences, positions, or kinds of change.
        moved: by norm, the largest distance that any number of the output moved.
        input_moved: the same of what enters the norms.
        answers: by norm, whether it moved in the column that the question is about.
    """

    columns: tuple[str, ...]
    moved: Mapping[str, Float[Tensor, " column"]]
    input_moved: Float[Tensor, " column"]
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
        mean_gap: after each step, root mean square over the features of how far the running mean is from
            the batch's own, in deviations of the batch.
        deviation_gap: the same of the running deviation, in shares of the batch's own.
        output_gap: after each step, root mean square distance of the outputs on the whole batch.
        moved: by norm, the largest distance between torch's module in training and in evaluation after all steps.
    """

    mean_gap: Float[Tensor, " step"]
    deviation_gap: Float[Tensor, " step"]
    output_gap: Float[Tensor, " step"]
    moved: Mapping[str, float]


@dataclass(frozen=True)
class ResidualStream:
    """What enters and leaves every norm of a model on one text, token by token.

    Attributes:
        mean, var, length: before and after the norm: over the features of a token its mean, biased
            variance and Euclidean length.
        outliers: features that hold more than their share of the squared length, largest first.
        shares: likewise, the part of all tokens' squared length that each of them holds.
    """

    model_id: str
    family: Family
    sites: tuple[str, ...]
    tokens: tuple[Token, ...]
    mean: Float[Tensor, "site 2 pos"]
    var: Float[Tensor, "site 2 pos"]
    length: Float[Tensor, "site 2 pos"]
    outliers: tuple[int, ...]
    shares: Float[Tensor, "site 2 outlier"]
