"""Every norm equals torch's own module, and the site's own norm equals the model's output."""

from __future__ import annotations

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from models.errors import InputError
from models.norms.averages import apply_norm, norm_gain_bias, run_torch_norm, torch_norm, trace_norms
from models.norms.experiments import change_neighbour, keep_running_statistics, shrink_batch
from models.norms.sites import norm_sites
from models.norms.slices import BATCH, FEATURE, GROUP, NORMS, Norm, norms_table
from models.registry import load

SENTENCES = [
    "The animal didn't cross the street.",
    "It was too tired.",
    "The cat sat on the mat and looked at the dog.",
]
TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}


@st.composite
def batches(draw: st.DrawFn) -> tuple[Tensor, Tensor, int]:
    """Activations, padding with at least two tokens a sentence, and a number of groups.

    In double precision: two nearly equal values leave no digits of their difference in single.
    """
    n_sentences, n_positions = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    groups, group_width = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    lengths = draw(st.lists(st.integers(2, n_positions), min_size=n_sentences, max_size=n_sentences))
    torch.manual_seed(draw(st.integers(0, 10_000)))
    scale, shift = draw(st.sampled_from([0.1, 1.0, 8.0])), draw(st.sampled_from([-3.0, 0.0, 3.0]))
    activations = shift + scale * torch.randn(n_sentences, n_positions, groups * group_width, dtype=torch.double)
    return activations, torch.arange(n_positions) >= torch.tensor(lengths)[:, None], groups


def own_norm(name: str, d_model: int, groups: int, eps: float) -> nn.Module:
    """The module of torch that takes `[n, d_model]` (batch, layer, rms) or `[n, d_model, pos]`."""
    return {
        "batch": lambda: nn.BatchNorm1d(d_model, eps, affine=False, track_running_stats=False),
        "layer": lambda: nn.LayerNorm(d_model, eps, elementwise_affine=False),
        "sentence": lambda: nn.GroupNorm(1, d_model, eps, affine=False),
        "group": lambda: nn.GroupNorm(groups, d_model, eps, affine=False),
        "instance": lambda: nn.InstanceNorm1d(d_model, eps),
        "rms": lambda: nn.RMSNorm(d_model, eps, elementwise_affine=False),
    }[name]()


def test_a_new_norm_is_a_row(monkeypatch: pytest.MonkeyPatch, tiny_models) -> None:
    """One mean and one variance for each position, over the sentences that are there."""
    monkeypatch.setitem(NORMS, "position", Norm((BATCH, GROUP, FEATURE), build=None))
    described = {"axes": ["batch", "feature"], "per": ["pos"], "grouped": False, "centred": True}
    assert norms_table()["position"] == described
    trace = trace_norms(SENTENCES, "tiny-gpt2")
    found, real = trace.norms["position"], ~trace.padding
    means = [trace.activations[real[:, pos], pos].mean() for pos in range(real.shape[1])]
    torch.testing.assert_close(found.mean, torch.stack(means), **TOLERANCE)
    texts, site = [*SENTENCES], trace.site
    assert set(shrink_batch(texts, "tiny-gpt2", site)["one_token"]) == set(NORMS)
    assert keep_running_statistics(texts, "tiny-gpt2", site, n_steps=2).moved["position"] == 0
    assert change_neighbour(texts, "tiny-gpt2", site, 1, "Another.").answers["position"]


def test_the_table_tells_the_shape_of_every_norm_s_statistics() -> None:
    sizes = {"batch": 3, "pos": 4, "group": 2, "feature": 6}
    assert json.loads(json.dumps(norms_table())) == norms_table()
    for name, row in norms_table().items():
        found = apply_norm(name, torch.randn(3, 4, 6), groups=2)
        assert list(found.mean.shape) == [sizes[axis] for axis in row["per"]], name


@pytest.mark.parametrize("name", NORMS)
@given(batch=batches(), eps=st.sampled_from([1e-5, 1e-12, 1e-2]))
def test_without_padding_it_is_torch_s_module(name: str, batch: tuple[Tensor, Tensor, int], eps: float) -> None:
    activations, _, groups = batch
    module = own_norm(name, activations.shape[2], groups, eps)
    output = apply_norm(name, activations, None, eps, groups).output
    torch.testing.assert_close(output, apply_module(module, activations), **TOLERANCE)


@pytest.mark.parametrize("name", NORMS)
def test_in_single_precision_it_is_torch_s_module_on_a_usual_batch(name: str) -> None:
    activations = 0.5 + 3 * torch.randn(4, 16, 64)
    expected = apply_module(own_norm(name, 64, 8, 1e-5), activations)
    torch.testing.assert_close(apply_norm(name, activations, groups=8).output, expected, **TOLERANCE)


def apply_module(module: nn.Module, activations: Tensor) -> Tensor:
    by_channel = isinstance(module, nn.BatchNorm1d | nn.GroupNorm | nn.InstanceNorm1d)
    return module(activations.transpose(1, 2)).transpose(1, 2) if by_channel else module(activations)


@pytest.mark.parametrize("name", NORMS)
@given(batch=batches())
def test_with_padding_it_is_torch_s_module_on_the_tokens_alone(name: str, batch: tuple[Tensor, Tensor, int]) -> None:
    activations, padding, groups = batch
    module = own_norm(name, activations.shape[2], groups, 1e-5)
    output = apply_norm(name, activations.masked_fill(padding[..., None], 1e6), padding, 1e-5, groups).output
    assert (output[padding] == 0).all()
    if name in ("sentence", "group", "instance"):
        for row, sentence, left_out in zip(output, activations, padding, strict=True):
            expected = module(sentence[~left_out].T[None])[0].T
            torch.testing.assert_close(row[~left_out], expected, **TOLERANCE)
    else:
        torch.testing.assert_close(output[~padding], module(activations[~padding]), **TOLERANCE)


@given(batch=batches())
def test_statistics_have_the_shape_of_the_slices_and_their_values(batch: tuple[Tensor, Tensor, int]) -> None:
    activations, padding, groups = batch
    n_sentences, n_positions, d_model = activations.shape
    found = {name: apply_norm(name, activations, padding, 1e-5, groups) for name in NORMS}
    shapes = {
        "batch": (d_model,),
        "layer": (n_sentences, n_positions),
        "sentence": (n_sentences,),
        "group": (n_sentences, groups),
        "instance": (n_sentences, d_model),
        "rms": (n_sentences, n_positions),
    }
    for name, shape in shapes.items():
        statistics = found[name]
        assert statistics.mean.shape == statistics.var.shape == shape
        assert statistics.output_mean.shape == statistics.output_var.shape == shape
    tokens = activations[~padding]
    torch.testing.assert_close(found["batch"].mean, tokens.mean(0), **TOLERANCE)
    torch.testing.assert_close(found["batch"].var, tokens.var(0, correction=0), **TOLERANCE)
    torch.testing.assert_close(found["layer"].var[~padding], tokens.var(-1, correction=0), **TOLERANCE)
    assert (found["rms"].mean == 0).all()
    torch.testing.assert_close(found["rms"].var[~padding], tokens.square().mean(-1), **TOLERANCE)
    torch.testing.assert_close(found["rms"].output_mean[~padding], found["rms"].output[~padding].mean(-1), **TOLERANCE)
    for name in ("batch", "layer", "sentence", "group", "instance"):
        assert found[name].output_mean.abs().max() < 1e-5
        expected = found[name].var / (found[name].var + 1e-5)
        torch.testing.assert_close(found[name].output_var, expected, **TOLERANCE)


def test_one_group_is_kept_as_an_axis() -> None:
    assert apply_norm("group", torch.randn(3, 4, 6), groups=1).mean.shape == (3, 1)


def test_groups_that_do_not_divide_name_those_that_do() -> None:
    with pytest.raises(InputError, match="a divisor of 12: 1, 2, 3, 4, 6, 12") as caught:
        apply_norm("group", torch.randn(1, 2, 12), groups=5)
    assert caught.value.code == "out_of_range"


SITES = [("tiny-gpt2", 7), ("tiny-bert", 8), ("tiny-llama", 7), ("tiny-gpt-neox", 7), ("tiny-bart", 7)]


@pytest.mark.parametrize(("model_id", "n_sites"), SITES)
def test_the_site_s_own_norm_is_the_model_s_output(tiny_models, model_id: str, n_sites: int) -> None:
    model = load(model_id).model
    assert len(norm_sites(model)) == n_sites
    for site in norm_sites(model):
        module = model.get_submodule(site)
        trace = trace_norms(SENTENCES, model_id, site)
        bias = getattr(module, "bias", None)
        ours = trace.norms[trace.kind].output * module.weight + (0 if bias is None else bias)
        tokens = ~trace.padding
        torch.testing.assert_close(ours[tokens], trace.model_output[tokens], **TOLERANCE)
        assert trace.kind == ("rms" if model_id == "tiny-llama" else "layer")


@given(batch=batches())
def test_over_the_whole_sentence_it_is_a_layer_norm_of_both_axes(batch: tuple[Tensor, Tensor, int]) -> None:
    activations, _, _ = batch
    expected = nn.functional.layer_norm(activations, activations.shape[1:])
    torch.testing.assert_close(apply_norm("sentence", activations).output, expected, **TOLERANCE)


@pytest.mark.parametrize("name", NORMS)
@given(batch=batches())
def test_torch_s_own_modules_are_called_as_they_want(name: str, batch: tuple[Tensor, Tensor, int]) -> None:
    activations, _, groups = batch
    module = torch_norm(name, activations.shape[2], 1e-5, groups).double().train()
    expected = apply_norm(name, activations, None, 1e-5, groups).output
    torch.testing.assert_close(run_torch_norm(module, activations), expected, **TOLERANCE)


@pytest.mark.parametrize("kind", [nn.LayerNorm, nn.RMSNorm])
@given(seed=st.integers(0, 10_000), width=st.integers(2, 9))
def test_gain_and_bias_are_those_of_the_module(kind: type[nn.Module], seed: int, width: int) -> None:
    torch.manual_seed(seed)
    module = kind(width, eps=1e-5)
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -2, 2)
    gain, bias = norm_gain_bias(module, width)
    torch.testing.assert_close(gain, module.weight.detach(), **TOLERANCE)
    torch.testing.assert_close(bias, getattr(module, "bias", torch.zeros(width)), **TOLERANCE)


def test_a_batch_norm_has_no_gain_and_bias_of_its_own() -> None:
    assert norm_gain_bias(nn.BatchNorm1d(4), 4) == (None, None)


def test_a_batch_of_one_token_has_finite_statistics(tiny_models) -> None:
    trace = trace_norms(["a"], "tiny-llama")
    assert all(statistics.output.isfinite().all() for statistics in trace.norms.values())


def test_an_lstm_s_hidden_states_have_no_norm_of_their_own(tiny_models) -> None:
    trace = trace_norms(SENTENCES, "tiny-lstm")
    assert (trace.kind, trace.gain, trace.bias) == ("none", None, None)
    assert torch.equal(trace.activations, trace.model_output)


@pytest.mark.parametrize("groups", [7, 0, -2])
def test_groups_that_do_not_divide_the_width_are_named(tiny_models, groups: int) -> None:
    with pytest.raises(InputError, match="a divisor of 32") as caught:
        trace_norms(["one"], "tiny-gpt2", groups=groups)
    assert caught.value.code == "out_of_range"
