"""Five GPTs that differ in their norm alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn.functional import batch_norm, layer_norm, rms_norm
from transformers import AutoModelForCausalLM, GPT2LMHeadModel, PreTrainedModel

from models.architectures.norm_twins import PLACES, NormTwinConfig, NormTwinForCausalLM
from models.norms.sites import norm_kind, norm_sites

WIDTH = 16
IDS = torch.arange(24).view(2, 12) % 50


def twin(place: str) -> PreTrainedModel:
    torch.manual_seed(3)
    config = NormTwinConfig(place, vocab_size=50, n_positions=32, n_embd=WIDTH, n_layer=2, n_head=2)
    return NormTwinForCausalLM(config).eval()


def test_the_first_is_gpt2_itself() -> None:
    ours = twin("before")
    plain = GPT2LMHeadModel(ours.config).eval()
    plain.load_state_dict(ours.state_dict())
    assert torch.equal(ours(IDS).logits, plain(IDS).logits)


@torch.no_grad()
def by_hand(model: PreTrainedModel, place: str) -> torch.Tensor:
    """The logits, from the parts that have nothing to do with norms."""
    body = model.transformer
    norms = {
        "before": lambda x: layer_norm(x, (WIDTH,)),
        "after": lambda x: layer_norm(x, (WIDTH,)),
        "rms": lambda x: rms_norm(x, (WIDTH,)),
        "batch": lambda x: batch_norm(x.flatten(0, 1), None, None, training=True).view_as(x),
        "none": lambda x: x,
    }
    norm = norms[place]
    x = body.wte(IDS) + body.wpe(torch.arange(IDS.shape[1]))
    n = IDS.shape[1]
    causal = torch.full((n, n), -torch.inf).triu(1)[None, None]
    for block in body.h:
        attend = lambda y, block=block: block.attn(y, attention_mask=causal)[0]  # noqa: E731
        if place == "after":
            x = norm(x + attend(x))
            x = norm(x + block.mlp(x))
        else:
            x = x + attend(norm(x))
            x = x + block.mlp(norm(x))
    return model.lm_head(x if place == "after" else norm(x))


@pytest.mark.parametrize("place", PLACES)
def test_each_is_what_its_name_says(place: str) -> None:
    model = twin(place)
    expected = by_hand(model, place)
    for module in model.modules():
        if norm_kind(module) == "batch":
            module.train()  # its own statistics
    torch.testing.assert_close(model(IDS).logits, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("place", PLACES)
def test_all_start_from_the_same_weights(place: str) -> None:
    ours, first = twin(place).state_dict(), twin("before").state_dict()
    for name, tensor in ours.items():
        if "ln_" not in name:
            assert torch.equal(tensor, first[name])


@pytest.mark.parametrize("place", PLACES)
def test_each_saves_and_loads(place: str, tmp_path: Path) -> None:
    model = twin(place)
    model.train()(IDS)  # so that batch norm has statistics of its own
    model.eval().save_pretrained(tmp_path)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    assert torch.equal(loaded(IDS).logits, model(IDS).logits)
    kinds = {norm_kind(dict(loaded.named_modules())[site]) for site in norm_sites(loaded)}
    assert kinds == {"before": {"layer"}, "after": {"layer"}, "rms": {"rms"}, "batch": {"batch"}, "none": set()}[place]


@pytest.mark.parametrize("place", PLACES)
def test_each_writes_with_its_cache_what_it_writes_without(place: str) -> None:
    model = twin(place)
    settings = {"max_new_tokens": 6, "do_sample": False, "pad_token_id": 0}
    written = [model.generate(IDS[:1], use_cache=use_cache, **settings) for use_cache in (True, False)]
    assert torch.equal(*written)


def test_another_norm_is_refused() -> None:
    with pytest.raises(ValueError, match="before, after, rms, batch, none"):
        NormTwinForCausalLM(NormTwinConfig("sideways"))
