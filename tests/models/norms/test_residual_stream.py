from __future__ import annotations

import pytest
import torch

from models.errors import InputError
from models.norms.averages import trace_norms
from models.norms.residual_stream import trace_stream
from models.norms.sites import norm_sites
from models.registry import load

TEXT = "The animal didn't cross the street."


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-llama"])
def test_every_norm_is_met_with_its_own_numbers(tiny_models, model_id: str) -> None:
    stream = trace_stream(TEXT, model_id)
    assert stream.sites == norm_sites(load(model_id).model)
    d_model = load(model_id).card.d_model
    torch.testing.assert_close(stream.length.square(), d_model * (stream.var + stream.mean.square()))
    for row, site in enumerate(stream.sites):
        trace = trace_norms([TEXT], model_id, site)
        torch.testing.assert_close(stream.length[row, 0], trace.activations[0].norm(dim=-1))
        torch.testing.assert_close(stream.mean[row, 1], trace.model_output[0].mean(-1))
        torch.testing.assert_close(stream.var[row, 0], trace.activations[0].var(-1, correction=0))


def test_outliers_are_the_features_with_the_largest_share(tiny_models) -> None:
    stream = trace_stream(TEXT, "tiny-gpt2")
    squares = torch.stack([trace_norms([TEXT], "tiny-gpt2", site).activations[0] for site in stream.sites]).square()
    shares = (squares / squares.sum(-1, keepdim=True)).mean(1)
    assert shares.sum(-1).allclose(torch.ones(len(stream.sites)))
    assert list(stream.outliers) == shares.mean(0).topk(3).indices.tolist()
    torch.testing.assert_close(stream.shares[:, 0], shares[:, list(stream.outliers)])


def test_a_post_norm_model_starts_every_block_from_the_same_size(tiny_models) -> None:
    """What leaves a norm has, before its gain and bias, the length sqrt(d_model); gains here are 0.5 to 1.5."""
    stream = trace_stream(TEXT, "tiny-bert")
    assert stream.length[:, 1].max() < 3 * 32**0.5


def test_a_model_without_norms_is_named(tiny_models) -> None:
    with pytest.raises(InputError) as caught:
        trace_stream(TEXT, "tiny-lstm")
    assert caught.value.code == "no_norms"
