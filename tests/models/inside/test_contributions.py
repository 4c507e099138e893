"""What the parts add is what the model computed, and what is left when a part is taken out of the sum by hand."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import Gemma3ForCausalLM, Gemma3TextConfig, Olmo2Config, Olmo2ForCausalLM

from app.labs.inside.reading import TELLING, TELLING_BLANK
from models import activations, contributions, load, neurons
from models.errors import InputError
from models.passes import prepare

TEXT = "The animal didn't cross the street."
MASKED = "The animal didn't [MASK] the street."
MODELS = ("tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-gpt-neox", "tiny-bert", "tiny-lstm", "tiny-rnn")
pytestmark = pytest.mark.usefixtures("tiny_models")


def text_of(name: str) -> str:
    return MASKED if "bert" in name else TEXT


@torch.no_grad()
def logits_of(name: str, position: int) -> Tensor:
    model: Any = load(name).model
    found: Tensor = model(torch.tensor([prepare(text_of(name), name).ids])).logits[0, position]
    return found


@pytest.mark.parametrize("name", MODELS)
def test_parts_add_up_to_the_logit_that_the_model_gives(name: str) -> None:
    found = contributions(text_of(name), name)
    logits = logits_of(name, found.position)
    assert found.token.id == int(logits.argmax())
    assert found.total == pytest.approx(float(logits[found.token.id]), abs=1e-4)
    for other in (" the", " street"):
        both = contributions(text_of(name), name, "cross", other.strip() if "bert" in name else other)
        assert both.other is not None
        difference = float(logits[both.token.id] - logits[both.other.id])
        assert both.total == pytest.approx(difference, abs=1e-4)
        assert both.value == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-bert", "tiny-gpt-neox"])
def test_every_head_and_mlp_has_its_part(name: str) -> None:
    parts = contributions(text_of(name), name).parts
    assert [(part.layer, part.head) for part in parts if part.kind == "head"] == [
        (layer, head) for layer in range(3) for head in range(4)
    ]
    assert [part.layer for part in parts if part.kind == "mlp"] == [0, 1, 2]
    starts = {"embed"} | ({"position"} if name in ("tiny-gpt2", "tiny-bert") else set())
    assert starts <= {part.kind for part in parts}


def test_gpt2_by_hand_with_the_last_norm_held() -> None:
    """(x - mean) / deviation * gain, times the difference of two rows of the output matrix."""
    found = contributions(TEXT, "tiny-gpt2", "cross", " the")
    seen, model = activations(TEXT, "tiny-gpt2"), load("tiny-gpt2").model
    norm: Any = model.get_submodule("transformer.ln_f")
    stream = seen["blocks.2.resid_post"][-1]
    deviation = (stream.var(correction=0) + norm.eps).sqrt()
    weight: Any = model.get_submodule("lm_head").weight
    assert found.other is not None
    row = (weight[found.token.id] - weight[found.other.id]).detach()

    def adds(vector: Tensor) -> float:
        return float(((vector - vector.mean()) / deviation * norm.weight * row).sum())

    told = {(part.kind, part.layer, part.head): part.value for part in found.parts}
    assert told["embed", None, None] == pytest.approx(adds(seen["embed"][-1]), abs=1e-4)
    assert told["position", None, None] == pytest.approx(adds(seen["pos_embed"][-1]), abs=1e-4)
    for layer in range(3):
        attention: Any = model.get_submodule(f"transformer.h.{layer}.attn.c_proj")
        for head in range(4):
            z = seen[f"blocks.{layer}.attn.z"][head, -1]
            assert told["head", layer, head] == pytest.approx(
                adds(z @ attention.weight[8 * head : 8 * head + 8]), abs=1e-4
            )
        mlp: Any = model.get_submodule(f"transformer.h.{layer}.mlp.c_proj")
        assert told["mlp", layer, None] == pytest.approx(adds(seen[f"blocks.{layer}.mlp.out"][-1] - mlp.bias), abs=1e-4)


def test_an_lstm_keeps_what_its_forget_gates_let_it_keep() -> None:
    """Cells that are run by hand with nothing written but at one position."""
    found, seen = contributions(TEXT, "tiny-lstm"), activations(TEXT, "tiny-lstm")
    read = load("tiny-lstm").model.get_submodule("head").weight[found.token.id].detach()
    gate = {name: seen[f"blocks.1.{name}"] for name in ("input_gate", "forget_gate", "cell_candidate", "output_gate")}
    whole = seen["blocks.1.cell"][-1]
    for part in found.parts:
        if part.kind != "written":
            continue
        cell = torch.zeros(32)
        for at in range(found.position + 1):
            written = gate["input_gate"][at] * gate["cell_candidate"][at] if at == part.position else 0
            cell = gate["forget_gate"][at] * cell + written
        expected = (read * gate["output_gate"][-1] * cell * whole.tanh() / whole).sum()
        assert part.value == pytest.approx(float(expected), abs=1e-4)
    assert [part.position for part in found.parts if part.kind == "written"] == list(range(len(found.tokens)))


def test_a_neuron_writes_its_own_vector_which_moves_the_tokens_that_are_named() -> None:
    seen, whole, told = activations(TEXT, "tiny-gpt2"), contributions(TEXT, "tiny-gpt2"), neurons(TEXT, "tiny-gpt2", 2)
    model: Any = load("tiny-gpt2").model
    norm, down, output = model.transformer.ln_f, model.transformer.h[2].mlp.c_proj.weight, model.lm_head.weight
    deviation = (seen["blocks.2.resid_post"][-1].var(correction=0) + norm.eps).sqrt()
    for one in told:
        firing = seen["blocks.2.mlp.post"][-1, one.index]
        vector = firing * (down[one.index] - down[one.index].mean()) / deviation * norm.weight
        pushed = (vector @ output.T).detach()
        assert one.activation == pytest.approx(float(firing))
        assert one.value == pytest.approx(float(pushed[whole.token.id]), abs=1e-5)
        assert [token.id for token in one.raises] == pushed.topk(5).indices.tolist()
        assert [token.id for token in one.lowers] == (-pushed).topk(5).indices.tolist()
    sizes = [abs(one.value) for one in told]
    assert sizes == sorted(sizes, reverse=True)


def test_norms_before_and_behind_are_followed_through() -> None:
    """Gemma 3 norms what each part gives, and keeps its gains above 1; OLMo 2 norms that alone."""
    from models.inside import frozen
    from models.inside.anatomy import anatomy_of
    from models.inside.capture import capturing, completed
    from models.observe import Observer, observing
    from models.records import Activations
    from models.ways import make_observable

    sizes = {
        "vocab_size": 90, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 32,
    }  # fmt: skip
    built: tuple[Any, ...] = (
        Gemma3ForCausalLM(Gemma3TextConfig(**sizes)),
        Olmo2ForCausalLM(Olmo2Config(**{key: value for key, value in sizes.items() if key != "head_dim"})),
    )
    for model in built:
        make_observable(model.eval())
        observer = Observer(keep_parts=True, keep_pattern=False)
        with torch.no_grad(), observing(observer), capturing(model) as steps:
            model(torch.tensor([[5, 6, 7, 8]]))
        anatomy = anatomy_of(model)
        captured = completed(model, steps, observer, None)
        values = {name: value[0] for name, value in captured.values.items()}
        seen = Activations("new", "gpt", anatomy.kind, (), 2, values, anatomy.reads, None, (), ())
        for name in ("ln_final", "blocks.0.ln1_post", "blocks.1.ln2_post"):
            held = frozen.frozen_step(seen, model, anatomy, name, 2)
            entered = seen[seen.reads[name][0]][2].double()
            torch.testing.assert_close(held.forward(entered[None])[0] + held.constant, seen[name][2].double())
            other = torch.randn(32).double()
            direction = torch.randn(32).double()
            assert float(direction @ held.forward(other[None])[0]) == pytest.approx(float(held.back(direction) @ other))


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("tiny-bart", {}, "source_model"),
        ("tiny-bilstm", {}, "unknown_way_out"),
        ("tiny-gpt2", {"token": "antidisestablishmentarianism"}, "not_one_token"),
        ("tiny-gpt2", {"token": " the", "other": " the"}, "same_candidates"),
        ("tiny-gpt2", {"position": 99}, "out_of_range"),
        ("tiny-bert", {"token": "🙂"}, "not_one_token"),
    ],
)
def test_what_cannot_be_asked_is_refused(name: str, options: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        contributions(TEXT, name, **options)
    assert refusal.value.code == code


def test_a_layer_that_is_not_there_is_refused_with_those_that_are() -> None:
    for name, layer, there in (("tiny-gpt2", 7, "0, 1, 2"), ("tiny-lstm", 0, "1")):
        with pytest.raises(InputError) as refusal:
            neurons(TEXT, name, layer)
        assert (refusal.value.code, refusal.value.values["limit"]) == ("out_of_range", there)


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("model", "text", "token", "other", "head", "share"),
    [
        ("gpt", TELLING["en"], "kite", "ball", (7, 1), 0.5),
        ("gpt-zh", TELLING["zh"], "胡", "花", (7, 2), 0.5),
        ("bert", TELLING_BLANK["en"], "they", "he", (2, 0), 0.35),
    ],
)
def test_one_head_says_more_than_any_other_part(
    model: str, text: str, token: str, other: str, head: tuple[int, int], share: float
) -> None:
    """What the section shows when it opens."""
    found = contributions(text, model, token, other)
    assert found.total == pytest.approx(found.value, abs=1e-4)
    most = max(found.parts, key=lambda part: abs(part.value))
    assert (most.layer, most.head) == head
    assert most.value / found.value > share


@pytest.mark.bundled
def test_the_lstm_owes_its_answer_to_the_last_words() -> None:
    found = contributions(TELLING["en"], "lstm")
    last = sum(part.value for part in found.parts if (part.position or 0) >= found.position - 2)
    assert last > 0.9 * found.value
