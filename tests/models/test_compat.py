"""Each fragile name of another library: what it does for us, and so what breaks when it goes."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import torch
from huggingface_hub import HfApi
from torch import nn
from transformers import DynamicCache, GenerationMixin, GPT2Config, GPT2LMHeadModel, PreTrainedModel

from models import compat
from models.architectures.bilstm import BiLSTMForMaskedLM
from models.architectures.lstm import LSTMConfig, LSTMForCausalLM
from models.architectures.recurrent import RecurrentModel
from models.architectures.rnn import RNNForCausalLM
from models.registry import load
from tests.tiny import ARCHITECTURES


def test_everything_here_is_used_and_tested() -> None:
    """A name that nobody needs any more leaves."""
    root = Path(__file__).parents[2]
    rest = "".join(
        path.read_text(encoding="utf-8")
        for path in (root / "models").rglob("*.py")
        if path != root / "models/compat.py"
    )
    here = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in compat.__all__ if name not in rest and name != "HOOKS"] == []
    assert [name for name in compat.__all__ if f"compat.{name}" not in here] == []


# What transformers looks for in a model of ours.


def test_hooks_are_still_looked_for() -> None:
    """Gone, they would be dead text in our classes: weights untied, beams not followed, state thrown away."""
    looked_for = {name for owner in (PreTrainedModel, GenerationMixin) for name in dir(owner)}
    source = inspect.getsource(inspect.getmodule(GenerationMixin))
    for name in compat.HOOKS:
        assert name in looked_for or f".{name}" in source, name


def test_our_architectures_use_no_other_hooks() -> None:
    theirs = {name for owner in (PreTrainedModel, GenerationMixin) for name in dir(owner)}
    ours = (RecurrentModel, LSTMForCausalLM, RNNForCausalLM, BiLSTMForMaskedLM)
    private = {name for made in ours for name in vars(made) if name.startswith("_") and not name.startswith("__")}
    assert private & theirs <= set(compat.HOOKS)


def test_tied_weights_keys_tie_the_weights() -> None:
    """A saved model would hold its largest matrix twice, and learn two."""
    model = LSTMForCausalLM(LSTMConfig(vocab_size=9, hidden_size=4))
    assert model.head.weight is model.emb.weight


def test_init_weights_begins_a_model() -> None:
    """The spread of the configuration would not be heeded, and forget gates would begin half closed."""
    model = LSTMForCausalLM(LSTMConfig(vocab_size=400, hidden_size=32, initializer_range=0.5))
    assert model.emb.weight.std().item() == pytest.approx(0.5, rel=0.1)
    assert bool((model.lstm.bias_ih_l0[32:64] == 1).all())


@pytest.mark.parametrize("beams", [1, 3])
def test_generate_carries_a_state_along(beams: int) -> None:
    """`generate` would make a key/value cache for a model that has none, or read the text anew at each step."""
    model = LSTMForCausalLM(LSTMConfig(vocab_size=50, hidden_size=24, initializer_range=1.0, eos_token_id=0)).eval()
    lengths: list[int] = []
    model.emb.register_forward_pre_hook(lambda _, inputs: lengths.append(inputs[0].shape[1]))
    model.generate(torch.tensor([[3, 4, 5]]), max_new_tokens=4, num_beams=beams, min_new_tokens=4, pad_token_id=0)
    assert lengths == [3, 1, 1, 1]


def test_a_state_is_told_from_a_cache(tiny_models: Path) -> None:
    """Lock-step decoding would hand keys and values to an LSTM."""
    assert {name: compat.carries_state(load(name).model) for name in ("tiny-gpt2", "tiny-lstm")} == {
        "tiny-gpt2": False,
        "tiny-lstm": True,
    }


# What we ask of transformers' models.


@pytest.mark.parametrize(
    "name", [name for name in ARCHITECTURES if name not in ("tiny-bart", "tiny-bert", "tiny-bilstm")]
)
def test_only_the_last_logits_can_be_asked_for(tiny_models: Path, name: str) -> None:
    """Every pass would pay for the output layer at all positions."""
    model = load(name).model
    ids = torch.tensor([[5, 6, 7, 8]])
    assert compat.keeps_logits(model)
    torch.testing.assert_close(model(input_ids=ids, logits_to_keep=1).logits, model(input_ids=ids).logits[:, -1:])
    assert not compat.keeps_logits(load("tiny-bert").model)


def test_masked_models_are_known(tiny_models: Path) -> None:
    """Blanks would be written from left to right, by a model that cannot."""
    fills = {name: compat.fills_blanks(load(name).model) for name in ("tiny-gpt2", "tiny-bert", "tiny-bilstm")}
    assert fills == {"tiny-gpt2": False, "tiny-bert": True, "tiny-bilstm": True}


def test_gpt2_has_parts_that_are_replaced(tiny_models: Path) -> None:
    """An activation would cost eight calls, a product four, while decoding; the norm twin `after` would be gone."""
    model = GPT2LMHeadModel(GPT2Config(n_embd=8, n_layer=1, n_head=2, n_positions=8, vocab_size=9)).eval()
    block = model.transformer.h[0]
    assert type(block) is compat.GPT2Block
    assert {"ln_1", "attn", "ln_2", "mlp"} == {name for name, _ in block.named_children()}
    assert type(block.mlp.c_fc) is compat.Conv1D
    assert type(block.mlp.act) is compat.NewGELUActivation
    x = torch.randn(3, 8)
    torch.testing.assert_close(block.mlp.c_fc(x), x @ block.mlp.c_fc.weight + block.mlp.c_fc.bias)
    torch.testing.assert_close(block.mlp.act(x), nn.functional.gelu(x, approximate="tanh"))


def test_a_cache_is_made_of_layers_that_can_be_replaced(tiny_models: Path) -> None:
    """Decoding would copy all keys and values at every step."""
    config = load("tiny-gpt2").model.config
    cache = DynamicCache(config=config)
    assert [type(layer) for layer in cache.layers] == [compat.DynamicLayer] * 3
    layer = compat.DynamicLayer()
    keys, values = torch.randn(2, 4, 3, 8), torch.randn(2, 4, 3, 8)
    held = layer.update(keys, values)
    assert torch.equal(held[0], keys)
    assert torch.equal(held[1], values)
    for name in ("lazy_initialization", "update", "batch_select_indices", "is_initialized"):
        assert hasattr(layer, name)


def test_outputs_are_read_by_name() -> None:
    """Ours would no longer look like transformers' own to `generate`."""
    assert issubclass(compat.MaskedLMOutput, compat.ModelOutput)
    found = compat.MaskedLMOutput(logits=torch.zeros(1))
    assert "logits" in found
    assert "loss" not in found


# Attention.


def test_fused_attention_takes_what_transformers_hands_over() -> None:
    """Unobserved attention: plain decoding would have none."""
    query, key = torch.randn(1, 4, 5, 8), torch.randn(1, 2, 5, 8)
    module = nn.Module()
    module.num_key_value_groups = 2
    module.is_causal = False
    output, _ = compat.sdpa_attention_forward(module, query, key, key, None, dropout=0.0, scaling=0.5)
    shared = compat.repeat_kv(key, 2)
    assert torch.equal(shared, key.repeat_interleave(2, dim=1))
    expected = nn.functional.scaled_dot_product_attention(query, shared, shared, scale=0.5)
    torch.testing.assert_close(output.transpose(1, 2), expected)


def test_masks_are_made_as_booleans(tiny_models: Path) -> None:
    """The observed attention reads what may be seen off this mask."""
    assert "allow_is_causal_skip" in inspect.signature(compat.sdpa_mask).parameters


# Torch.


@pytest.mark.skipif(not compat.can_pack_weights(), reason="torch without oneDNN's operators: nothing is packed then")
@pytest.mark.parametrize("n_rows", [1, 5])
def test_packed_weights_multiply_as_they_are(n_rows: int) -> None:
    """Several strategies at once would cost twice as much a step."""
    layer, x = nn.Linear(24, 40), torch.randn(n_rows, 1, 24)
    with torch.no_grad():
        packed = compat.pack_weights(layer.weight.detach().contiguous())
        torch.testing.assert_close(compat.packed_product(x, packed, layer.bias), layer(x))


def test_a_layer_norm_s_kernel_knows_its_moments() -> None:
    """Mean and deviation of every norm would cost a pass of their own."""
    norm, x = nn.LayerNorm(12), torch.randn(2, 3, 12) * 4 + 1
    output, mean, rstd = compat.norm_with_moments(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)
    assert torch.equal(output, norm(x))
    torch.testing.assert_close(mean, x.mean(-1, keepdim=True))
    torch.testing.assert_close(rstd, (x.var(-1, correction=0, keepdim=True) + norm.eps).rsqrt())


@pytest.mark.parametrize(("read", "kind"), [(compat.read_lstm, nn.LSTM), (compat.read_tanh, nn.RNN)])
def test_one_layer_can_be_read_alone(read: object, kind: type[nn.RNNBase]) -> None:
    """Every layer's hidden states, and with them the gates, would need a loop over cells."""
    layers, x = kind(6, 6, 2, batch_first=True), torch.randn(3, 5, 6)
    first = read(x, list(layers.all_weights[0]), train=False)  # type: ignore[operator]
    second = read(first, list(layers.all_weights[1]), train=False)  # type: ignore[operator]
    torch.testing.assert_close(second, layers(x)[0])


# Tokenizers.


def test_a_decoder_tells_how_its_pieces_are_spelled(tiny_models: Path) -> None:
    """Every character outside ASCII would be shown as the bytes' stand-ins: `cafÃ©`."""
    assert b'"ByteLevel"' in compat.decoder_state(load("tiny-gpt2").tokenizer)
    assert b'"WordPiece"' in compat.decoder_state(load("tiny-bert").tokenizer)


def test_the_hub_s_errors_are_caught_whatever_its_client_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers would be our fault, and the model stay chosen."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with pytest.raises(compat.HubClientError):
        HfApi(endpoint="http://127.0.0.1:9").model_info("a/b", timeout=1)
