"""The residual stream through the depth of a model: what enters and what leaves every norm.

In a model that norms on the way into each part (GPT, pre-norm) the stream itself is what enters; what
leaves goes into attention or MLP and the stream goes on without it. In one that norms the sum (BERT,
post-norm) what leaves is the stream. On features that stick out: Dettmers et al. (2022), section 4.
"""

from __future__ import annotations

import torch

from models.catalog import card
from models.errors import InputError
from models.norms.batches import read_sentences
from models.norms.sites import norm_sites
from models.passes import Wanted, run
from models.records import ResidualStream
from models.registry import load

N_OUTLIERS = 3


def trace_stream(text: str, model_id: str) -> ResidualStream:
    """Mean, variance and length of every token before and after every norm, in one pass.

    Args:
        text: at most the model's context length in tokens.
        model_id: of a model with norms.

    Returns:
        `var` is biased and over a token's features, so `length**2 == d_model * (var + mean**2)`; a share
        is the mean over the tokens of the part of their squared length, and all features' sum is 1.

    Raises:
        InputError: bad text; `no_norms`.
    """
    (ids,), (tokens,) = read_sentences([text], model_id)
    chosen = card(model_id)
    sites = norm_sites(load(model_id).model)
    if not sites:
        raise InputError("no_norms", model=chosen.title)
    captures = run(model_id, [ids], Wanted(norms=sites)).norms
    # Norms of another width are left out.
    kept = {site: found for site, found in captures.items() if found.entered.shape[2] == chosen.d_model}
    states = torch.stack([torch.stack((found.entered[0], found.left[0])) for found in kept.values()])
    parts = states.square() / states.square().sum(-1, keepdim=True).clamp(min=torch.finfo(torch.float32).tiny)
    shares = parts.mean(2)
    outliers = shares[:, 0].mean(0).topk(min(N_OUTLIERS, states.shape[-1])).indices
    return ResidualStream(
        model_id=model_id,
        family=chosen.family,
        sites=tuple(kept),
        tokens=tokens,
        mean=states.mean(-1),
        var=states.var(-1, correction=0),
        length=states.norm(dim=-1),
        outliers=tuple(outliers.tolist()),
        shares=shares[..., outliers],
    )
