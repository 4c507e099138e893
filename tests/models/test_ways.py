"""How a model's attention can be watched: found by trying, and never wrong in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, Gemma2Config, Gemma2ForCausalLM, PreTrainedModel

from models import load, predict, trace
from models.attention.vectors import layer_vectors
from models.decoding.loop import memory_of
from models.errors import InputError
from models.predictions.expectations import text_logits
from models.support.checkpoints import ARCHITECTURES, save
from models.ways import make_observable, way_of

TEXT = "The cat sat on the mat."


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others")
    for name in ("gpt_neo", "gpt_oss", "mamba", "recurrent_gemma", "openai-gpt", "xlnet"):
        save(ARCHITECTURES[f"tried-{name}-causal"], folder)
    return folder


@pytest.fixture(autouse=True)
def listed(others: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNMASKED_MODELS", str(others))


def _code(question: object, *asked: object, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        question(*asked, **options)  # type: ignore[operator]
    return caught.value.code


def test_a_model_outside_the_interface_is_shown_and_not_changed(others: Path) -> None:
    """GPT-Neo: the maps that it tells, with its local layers; masks and silencing are refused, not ignored."""
    model_id = "tried-gpt_neo-causal"
    found = trace(TEXT, model_id)
    eager = AutoModelForCausalLM.from_pretrained(others / model_id, attn_implementation="eager").eval()
    with torch.no_grad():
        output = eager(torch.tensor([[token.id for token in found.tokens]]), output_attentions=True)
    assert torch.equal(found.attention["self"].pattern, torch.cat(output.attentions))
    assert torch.equal(found.logits, output.logits[0])
    assert not bool(found.attention["self"].allowed[1].tril(-4).any())  # a window of 4
    assert _code(trace, TEXT, model_id, "window:2") == "read_only"
    assert _code(predict, TEXT, model_id, silenced=frozenset({(0, 0)})) == "read_only"
    assert _code(layer_vectors, found, "self", 0) == "read_only"
    assert _code(trace, TEXT, model_id, silenced=frozenset({(9, 0)})) == "out_of_range"


@pytest.mark.parametrize(
    ("name", "code"), [("gpt_oss", "attention_sink"), ("mamba", "without_attention"), ("xlnet", "sees_ahead")]
)
def test_where_there_is_no_true_map_it_is_said_why(name: str, code: str) -> None:
    assert _code(trace, TEXT, f"tried-{name}-causal") == code


def test_without_maps_the_rest_works(others: Path) -> None:
    """gpt-oss: fused attention would leave its sink out; what it expects is what transformers' own model says."""
    logits, tokens = text_logits(TEXT, "tried-gpt_oss-causal")
    eager = AutoModelForCausalLM.from_pretrained(others / "tried-gpt_oss-causal", attn_implementation="eager").eval()
    with torch.no_grad():
        expected = eager(torch.tensor([[token.id for token in tokens]])).logits[0]
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=1e-5)


def test_what_fused_attention_cannot_do_is_computed_by_eager() -> None:
    """Gemma 2 caps its scores."""
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1}
    config = Gemma2Config(vocab_size=64, head_dim=8, intermediate_size=32, **sizes)
    model: PreTrainedModel = make_observable(Gemma2ForCausalLM(config).eval())
    assert way_of(model).kind == "shown"
    ids = torch.tensor([[5, 9, 40, 11]])
    with torch.no_grad():
        told = model(ids, output_attentions=True).attentions[0]
    torch.testing.assert_close(told.sum(-1), torch.ones(1, 2, 4))


def test_a_memory_is_trusted_only_if_it_says_what_reading_says() -> None:
    """RecurrentGemma keeps its states in its modules, where rows cannot change places; OpenAI's GPT keeps none."""
    kinds = {
        name: memory_of(load(f"tried-{name}-causal").model) for name in ("gpt_neo", "recurrent_gemma", "openai-gpt")
    }
    assert kinds == {"gpt_neo": "cache", "recurrent_gemma": "none", "openai-gpt": "none"}
