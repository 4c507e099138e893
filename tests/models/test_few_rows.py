"""What is made ready for few rows says what the model says, and shares its weights."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, PreTrainedModel
from transformers.activations import NewGELUActivation

from models.few_rows import PackedLinear, for_few_rows, packed_bytes

pytestmark = pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this torch has no oneDNN")


def wide_gpt2(width: int = 512) -> PreTrainedModel:
    return GPT2LMHeadModel(GPT2Config(vocab_size=1000, n_positions=32, n_embd=width, n_layer=2, n_head=4)).eval()


def wide_llama() -> PreTrainedModel:
    sizes = {"hidden_size": 512, "intermediate_size": 600, "num_hidden_layers": 2, "num_attention_heads": 4}
    return LlamaForCausalLM(LlamaConfig(vocab_size=1000, max_position_embeddings=32, **sizes)).eval()


@pytest.mark.parametrize("build", [wide_gpt2, wide_llama])
@pytest.mark.parametrize("n_rows", [1, 2, 9, 40])
@torch.inference_mode()
def test_logits_are_those_of_the_model(build, n_rows: int) -> None:
    torch.manual_seed(0)
    model = build()
    ready = for_few_rows(model)
    ids = torch.randint(0, 1000, (n_rows, 5))
    assert any(isinstance(layer, PackedLinear) for layer in ready.modules())
    torch.testing.assert_close(ready(input_ids=ids).logits, model(input_ids=ids).logits, atol=1e-5, rtol=1e-5)


def test_the_model_stays_as_it_was_and_is_made_ready_once() -> None:
    model = wide_gpt2()
    kinds = [type(layer) for layer in model.modules()]
    ready = for_few_rows(model)
    assert for_few_rows(model) is ready
    assert [type(layer) for layer in model.modules()] == kinds
    own = {tensor.data_ptr() for tensor in (*model.parameters(), *model.buffers())}
    assert {tensor.data_ptr() for tensor in ready.parameters()} <= own


def test_small_matrices_stay() -> None:
    ready = for_few_rows(wide_gpt2(width=32))
    kinds = {type(layer) for layer in ready.modules()}
    assert torch.nn.GELU in kinds
    assert kinds.isdisjoint({PackedLinear, NewGELUActivation})


def test_nothing_is_held_beyond_the_model() -> None:
    model = wide_gpt2()
    ready = weakref.ref(for_few_rows(model))
    del model
    gc.collect()
    assert ready() is None


def test_what_is_held_twice_is_known_beforehand() -> None:
    model = wide_gpt2()
    beforehand = packed_bytes(model)
    packed = [layer for layer in for_few_rows(model).modules() if isinstance(layer, PackedLinear)]
    assert beforehand == 4 * sum(layer.weight.numel() for layer in packed) > 0
    assert packed_bytes(wide_gpt2(width=32)) == 0
