"""What passes through the norms of a model is kept, whoever else runs it, and the model stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from threading import Thread
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, Qwen3Config, Qwen3ForCausalLM
from transformers.models.cohere.modeling_cohere import CohereLayerNorm
from transformers.models.olmo.modeling_olmo import OlmoLayerNorm
from transformers.models.switch_transformers.modeling_switch_transformers import SwitchTransformersLayerNorm

from models.norms.averages import apply_norm
from models.norms.sites import NormCapture, all_site_statistics, capturing_norms, norm_eps, norm_kind, norm_sites
from models.registry import load

TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}


@torch.inference_mode()
def capture_norms(
    model: nn.Module, ids: Tensor, attention_mask: Tensor, sites: Sequence[str]
) -> Mapping[str, NormCapture]:
    with capturing_norms(model, sites) as captures:
        model(input_ids=ids, attention_mask=attention_mask)
    return captures


def test_sites_are_in_order_of_use(tiny_models) -> None:
    gpt2, bart = norm_sites(load("tiny-gpt2").model), norm_sites(load("tiny-bart").model)
    layers = [f"transformer.h.{layer}.{name}" for layer in range(3) for name in ("ln_1", "ln_2")]
    assert gpt2 == (*layers, "transformer.ln_f")
    assert bart[0] == "model.encoder.layernorm_embedding"  # defined after the layers, used before them


def test_a_norm_by_the_name_of_layer_norm_is_asked_what_it_is() -> None:
    """OLMo's has no weights, Cohere's no bias, and that of the Switch Transformer is an RMS norm."""
    kinds = [(CohereLayerNorm(6), "layer"), (OlmoLayerNorm(6), "layer"), (SwitchTransformersLayerNorm(6), "rms")]
    x = torch.randn(2, 3, 6) + 2
    for norm, kind in kinds:
        assert norm_kind(norm) == kind
        torch.testing.assert_close(norm(x), apply_norm(kind, x, eps=norm_eps(norm)).output, atol=1e-4, rtol=1e-4)
    assert norm_kind(nn.Linear(6, 6)) is None


def test_batch_norm_sites_are_read_by_position() -> None:
    class Channels(nn.Module):
        config = SimpleNamespace(is_encoder_decoder=False)
        device = torch.device("cpu")

        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(10, 6)
            self.norm = nn.BatchNorm1d(6)

        def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
            return self.norm(self.embed(input_ids).transpose(1, 2))

    model, ids = Channels().eval(), torch.randint(10, (2, 4))
    assert norm_sites(model) == ("norm",)
    capture = capture_norms(model, ids, torch.ones_like(ids), ("norm",))["norm"]
    assert capture.kind == "batch"
    torch.testing.assert_close(capture.entered, model.embed(ids))
    torch.testing.assert_close(capture.left, model(ids, None).transpose(1, 2))


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-bert", "tiny-llama"])
def test_statistics_of_all_sites_equal_those_of_each(tiny_models, model_id: str) -> None:
    model = load(model_id).model
    ids = torch.randint(5, 100, (2, 9))
    statistics = all_site_statistics(model, ids)
    captures = capture_norms(model, ids, torch.ones_like(ids), norm_sites(model))
    assert statistics.sites == norm_sites(model) == tuple(captures)
    for row, capture in enumerate(captures.values()):
        expected = apply_norm(capture.kind, capture.entered)
        torch.testing.assert_close(statistics.mean[row], expected.mean, **TOLERANCE)
        torch.testing.assert_close(statistics.rstd[row], (expected.var + capture.eps).rsqrt(), **TOLERANCE)


def test_epsilon_is_the_module_s_own() -> None:
    assert norm_eps(nn.LayerNorm(4, eps=1e-3)) == 1e-3
    assert norm_eps(nn.RMSNorm(4)) == torch.finfo(torch.float32).eps
    assert norm_eps(SimpleNamespace(variance_epsilon=1e-6)) == 1e-6


def test_threads_on_one_model_do_not_meet(tiny_models) -> None:
    model = load("tiny-gpt2").model
    sites = norm_sites(model)
    batches = [torch.randint(100, (1, 5 + n)) for n in range(4)]
    alone = [capture_norms(model, ids, torch.ones_like(ids), sites) for ids in batches]
    found: dict[int, list[bool]] = {n: [] for n in range(4)}

    def read(n: int) -> None:
        for _ in range(25):
            captured = capture_norms(model, batches[n], torch.ones_like(batches[n]), sites)
            found[n].append(all(torch.equal(captured[s].entered, alone[n][s].entered) for s in sites))

    threads = [Thread(target=read, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [True] * 25 for n in range(4)}


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-bert", "tiny-llama"])
def test_a_watched_model_is_the_same_model(tiny_models, name: str) -> None:
    auto_class = AutoModelForMaskedLM if name == "tiny-bert" else AutoModelForCausalLM
    model, ids = auto_class.from_pretrained(tiny_models / name).eval(), torch.randint(100, (2, 9))
    before, weights = model(ids).logits, model.state_dict()
    norm_sites(model)
    assert torch.equal(model(ids).logits, before)
    assert torch.equal(copy.deepcopy(model)(ids).logits, before)
    assert model.state_dict().keys() == weights.keys()


def test_norms_over_single_heads_are_left_out() -> None:
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = Qwen3ForCausalLM(Qwen3Config(vocab_size=20, num_key_value_heads=2, head_dim=8, **sizes)).eval()
    names = ("input_layernorm", "post_attention_layernorm")
    assert norm_sites(model) == (*(f"model.layers.0.{name}" for name in names), "model.norm")
