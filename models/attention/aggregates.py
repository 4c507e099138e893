"""One map for many heads, and maps of what a head carries: all follow from the patterns of a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from jaxtyping import Float


def average_heads(
    pattern: Float[Tensor, "n_layers n_heads query_pos key_pos"],
) -> Float[Tensor, "n_layers query_pos key_pos"]:
    """The mean over the heads of each layer; rows still sum to 1."""
    return pattern.mean(1)


def strongest_heads(
    pattern: Float[Tensor, "n_layers n_heads query_pos key_pos"],
) -> Float[Tensor, "n_layers query_pos key_pos"]:
    """The largest weight among the heads of each layer; rows need not sum to 1."""
    return pattern.amax(1)


def rollout(pattern: Float[Tensor, "n_layers n_heads pos pos"]) -> Float[Tensor, "n_layers pos pos"]:
    """How much of each input token reaches each position by a layer, if attention alone carried it.

    In every layer a position keeps half of what it has (the residual stream) and takes the other half
    from where its heads look on average; layers are multiplied. A query that may see nothing keeps
    all. An estimate from weights alone: values and the MLPs between the layers are left out.

    Args:
        pattern: of a stack whose queries and keys are the same tokens.

    Returns:
        From the input to the end of each layer; rows sum to 1.

    Source: Abnar and Zuidema, 2020, "Quantifying Attention Flow in Transformers", section 3.
    """
    keeps = torch.eye(pattern.shape[-1], dtype=pattern.dtype)
    steps = pattern.mean(1) + keeps
    steps = steps / steps.sum(-1, keepdim=True)
    reached = [steps[0]]
    for step in steps[1:]:
        reached.append(step @ reached[-1])
    return torch.stack(reached)


def value_weighted(
    pattern: Float[Tensor, "query_pos key_pos"], value: Float[Tensor, "key_pos d_head"]
) -> Float[Tensor, "query_pos key_pos"]:
    """How much each key carries into a query's output: its weight times the length of its value vector.

    A head that has nothing to look for rests on a token with a short value: a large weight that
    carries little.

    Args:
        pattern: of one head.
        value: of the same head.

    Returns:
        Lengths of the summands of the head's output.

    Source: Kobayashi et al., 2020, "Attention is Not Only a Weight", equation 5, before the output matrix.
    """
    lengths: Tensor = torch.linalg.vector_norm(value, dim=-1)
    return pattern * lengths
