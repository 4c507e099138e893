from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from models.architectures.lstm import LSTMConfig, LSTMForCausalLM

WAYS = {
    "greedy": {"do_sample": False},
    "beam": {"num_beams": 4, "length_penalty": 0.6, "do_sample": False},
    "several beams": {"num_beams": 3, "num_return_sequences": 3, "do_sample": False},
    "sample": {"do_sample": True, "top_k": 0, "top_p": 0.95},
}


@pytest.fixture
def model() -> LSTMForCausalLM:
    config = LSTMConfig(vocab_size=50, hidden_size=24, num_hidden_layers=2, initializer_range=1.0, eos_token_id=0)
    return LSTMForCausalLM(config).eval()


def prompts(n_rows: int = 3) -> torch.Tensor:
    return torch.randint(1, 50, (n_rows, 6))


@pytest.mark.parametrize("way", WAYS)
def test_generates_the_same_with_the_state_carried_and_read_anew(model: LSTMForCausalLM, way: str) -> None:
    ids = prompts()
    texts = []
    for use_cache in (True, False):
        torch.manual_seed(1)
        texts.append(model.generate(ids, max_new_tokens=20, pad_token_id=0, use_cache=use_cache, **WAYS[way]))
    assert torch.equal(*texts)


def test_carrying_the_state_reads_one_token_a_step(model: LSTMForCausalLM) -> None:
    lengths = []
    model.emb.register_forward_pre_hook(lambda _, inputs: lengths.append(inputs[0].shape[1]))
    model.generation_config.eos_token_id = None
    model.generate(prompts(), max_new_tokens=5, num_beams=2, pad_token_id=0)
    assert lengths == [6, 1, 1, 1, 1]


def test_reading_goes_on_from_the_state(model: LSTMForCausalLM) -> None:
    ids = prompts()
    whole = model(ids)
    first = model(ids[:, :4])
    rest = model(ids[:, 4:], state=first.state)
    torch.testing.assert_close(torch.cat([first.logits, rest.logits], dim=1), whole.logits)
    torch.testing.assert_close(rest.state, whole.state)
    torch.testing.assert_close(model(ids, logits_to_keep=1).logits, whole.logits[:, -1:])
    assert model(ids, use_cache=False).state is None


def test_every_layer_s_states_are_those_of_the_fused_pass(model: LSTMForCausalLM) -> None:
    ids = prompts()
    whole, layers = model(ids), model(ids, output_hidden_states=True)
    assert len(layers.hidden_states) == 3
    assert torch.equal(layers.hidden_states[0], model.emb(ids))
    torch.testing.assert_close(layers.hidden_states[2], whole.last_hidden_state)
    torch.testing.assert_close(layers.logits, whole.logits)
    one_layer = LSTMForCausalLM(LSTMConfig(vocab_size=50, hidden_size=24, num_hidden_layers=1)).eval()
    one_layer.load_state_dict(model.state_dict(), strict=False)
    torch.testing.assert_close(layers.hidden_states[1], one_layer(ids).last_hidden_state)
    with pytest.raises(ValueError, match="whole text"):
        model(ids, state=whole.state, output_hidden_states=True)


def test_embeddings_are_read_as_their_ids_are(model: LSTMForCausalLM) -> None:
    ids = prompts()
    assert torch.equal(model(inputs_embeds=model.emb(ids)).logits, model(ids).logits)


def test_rows_do_not_see_each_other(model: LSTMForCausalLM) -> None:
    ids = prompts()
    torch.testing.assert_close(model(ids).logits, torch.cat([model(row[None]).logits for row in ids]))


def test_the_loss_is_the_cross_entropy_of_the_next_token(model: LSTMForCausalLM) -> None:
    ids = prompts()
    log_probs = model(ids).logits[:, :-1].log_softmax(-1)
    expected = -log_probs.gather(-1, ids[:, 1:, None]).mean()
    torch.testing.assert_close(model(ids, labels=ids).loss, expected)


def test_padding_is_refused(model: LSTMForCausalLM) -> None:
    ids = prompts()
    mask = torch.ones_like(ids)
    torch.testing.assert_close(model(ids, attention_mask=mask).logits, model(ids).logits)
    mask[0, 0] = 0
    with pytest.raises(ValueError, match="padding"):
        model(ids, attention_mask=mask)


def test_loads_as_it_was_saved(model: LSTMForCausalLM, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    assert (tmp_path / "model.safetensors").is_file()
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert isinstance(loaded, LSTMForCausalLM)
    assert not loaded.training
    assert loaded.config.to_diff_dict() == model.config.to_diff_dict()
    ids = prompts()
    assert torch.equal(loaded(ids).logits, model(ids).logits)


def test_output_and_embedding_share_their_weights(model: LSTMForCausalLM, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    for tied in (model, LSTMForCausalLM.from_pretrained(tmp_path)):
        assert tied.head.weight is tied.emb.weight
        assert tied.get_output_embeddings().weight is tied.get_input_embeddings().weight
    untied = LSTMForCausalLM(LSTMConfig(vocab_size=50, hidden_size=24, tie_word_embeddings=False))
    assert untied.head.weight is not untied.emb.weight


def test_forget_gates_start_open(model: LSTMForCausalLM) -> None:
    """Jozefowicz et al. (2015): a bias of 1; torch orders the gates input, forget, cell, output."""
    for layer in range(2):
        assert getattr(model.lstm, f"bias_ih_l{layer}")[24:48].eq(1).all()
