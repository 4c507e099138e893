"""Every named activation is what plain hooks of torch take from the same model, and adds up to the next."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any, cast

import pytest
import torch
from torch import Tensor, nn
from transformers import (
    DistilBertConfig,
    DistilBertForMaskedLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    Olmo2Config,
    Olmo2ForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    PhiConfig,
    PhiForCausalLM,
    PreTrainedModel,
)

from models import activations, load
from models.errors import InputError
from models.inside.activations import MAX_TOKENS
from models.inside.anatomy import anatomy_of
from models.inside.kinds import KINDS
from models.inside.steps import STEPS, split_name
from models.inside.trial import try_model
from models.observe import Observer, observing
from models.passes import Wanted, prepare, run
from models.records import Activations
from models.ways import make_observable

TEXT = "The animal didn't cross the street."
TINY = ("tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-qwen2", "tiny-gpt-neox", "tiny-lstm", "tiny-rnn")
TRANSFORMERS = tuple(name for name in TINY if name not in ("tiny-lstm", "tiny-rnn"))
pytestmark = pytest.mark.usefixtures("tiny_models")

# Which module's input or output plain hooks would take, written down by hand from the models' source.
_GPT2 = {
    "embed": ("transformer.wte", "out"),
    "pos_embed": ("transformer.wpe", "out"),
    "ln_final": ("transformer.ln_f", "out"),
    "logits": ("lm_head", "out"),
    "resid_pre": ("transformer.h.{}", "in"),
    "ln1": ("transformer.h.{}.ln_1", "out"),
    "attn.out": ("transformer.h.{}.attn.c_proj", "out"),
    "resid_mid": ("transformer.h.{}.ln_2", "in"),
    "ln2": ("transformer.h.{}.ln_2", "out"),
    "mlp.pre": ("transformer.h.{}.mlp.c_fc", "out"),
    "mlp.post": ("transformer.h.{}.mlp.c_proj", "in"),
    "mlp.out": ("transformer.h.{}.mlp", "out"),
    "resid_post": ("transformer.h.{}", "out"),
}
_BERT = {
    "embed": ("bert.embeddings.word_embeddings", "out"),
    "pos_embed": ("bert.embeddings.position_embeddings", "out"),
    "segment_embed": ("bert.embeddings.token_type_embeddings", "out"),
    "embed_sum": ("bert.embeddings.LayerNorm", "in"),
    "ln_embed": ("bert.embeddings", "out"),
    "resid_pre": ("bert.encoder.layer.{}", "in"),
    "attn.out": ("bert.encoder.layer.{}.attention.output.dense", "out"),
    "resid_mid": ("bert.encoder.layer.{}.attention.output.LayerNorm", "in"),
    "ln1": ("bert.encoder.layer.{}.attention.output", "out"),
    "mlp.pre": ("bert.encoder.layer.{}.intermediate.dense", "out"),
    "mlp.post": ("bert.encoder.layer.{}.intermediate", "out"),
    "mlp.out": ("bert.encoder.layer.{}.output.dense", "out"),
    "resid_post": ("bert.encoder.layer.{}.output.LayerNorm", "in"),
    "ln2": ("bert.encoder.layer.{}", "out"),
    "head.dense": ("cls.predictions.transform.dense", "out"),
    "head.act": ("cls.predictions.transform.transform_act_fn", "out"),
    "head.ln": ("cls.predictions.transform", "out"),
    "logits": ("cls.predictions.decoder", "out"),
}
_LLAMA = {
    "embed": ("model.embed_tokens", "out"),
    "ln_final": ("model.norm", "out"),
    "logits": ("lm_head", "out"),
    "resid_pre": ("model.layers.{}", "in"),
    "ln1": ("model.layers.{}.input_layernorm", "out"),
    "attn.out": ("model.layers.{}.self_attn", "out"),
    "resid_mid": ("model.layers.{}.post_attention_layernorm", "in"),
    "ln2": ("model.layers.{}.post_attention_layernorm", "out"),
    "mlp.gate": ("model.layers.{}.mlp.gate_proj", "out"),
    "mlp.act": ("model.layers.{}.mlp.act_fn", "out"),
    "mlp.pre": ("model.layers.{}.mlp.up_proj", "out"),
    "mlp.post": ("model.layers.{}.mlp.down_proj", "in"),
    "mlp.out": ("model.layers.{}.mlp", "out"),
    "resid_post": ("model.layers.{}", "out"),
}
BY_HAND: Mapping[str, Mapping[str, tuple[str, str]]] = {"tiny-gpt2": _GPT2, "tiny-bert": _BERT, "tiny-llama": _LLAMA}


@contextmanager
def plain_hooks(model: PreTrainedModel, modules: set[str]) -> Iterator[dict[tuple[str, str], Tensor]]:
    """What enters and leaves modules while the model runs inside."""
    taken: dict[tuple[str, str], Tensor] = {}

    def hook(name: str) -> Callable[..., None]:
        def take(_: nn.Module, args: Any, options: Any, output: Any) -> None:
            taken[name, "in"] = args[0] if args else options.get("hidden_states")
            taken[name, "out"] = output[0] if isinstance(output, tuple) else output

        return take

    handles = [model.get_submodule(name).register_forward_hook(hook(name), with_kwargs=True) for name in modules]
    try:
        yield taken
    finally:
        for handle in handles:
            handle.remove()


@torch.no_grad()
def read(name: str, **options: Any) -> Any:
    """The plain pass, with attention written out as it is in `eager`."""
    with observing(Observer()):
        return cast(Any, load(name).model)(torch.tensor([prepare(TEXT, name).ids]), **options)


def assert_equal(found: Tensor, expected: Tensor, rtol: float = 1e-6) -> None:
    torch.testing.assert_close(found, expected.reshape(found.shape), atol=1e-6, rtol=rtol)


def assert_follows(found: Tensor, expected: Tensor) -> None:
    """The same sum in another order."""
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", list(BY_HAND))
def test_every_step_is_what_a_plain_hook_takes(name: str) -> None:
    found, model = activations(TEXT, name), load(name).model
    wanted = {}
    for full in found.values:
        layer, step = split_name(full)
        if step in BY_HAND[name]:
            module, side = BY_HAND[name][step]
            wanted[full] = (module.format(layer), side)
    in_heads = {"attn.q", "attn.k", "attn.v", "attn.rot_q", "attn.rot_k", "attn.scores", "attn.pattern", "attn.z"}
    assert {split_name(full)[1] for full in found.values} - in_heads == set(BY_HAND[name])
    with plain_hooks(model, {module for module, _ in wanted.values()}) as taken:
        read(name)
    for full, place in wanted.items():
        assert_equal(found[full], taken[place])


def test_queries_keys_and_values_are_the_projections_outputs() -> None:
    """Of GPT-2 thirds of one layer, of BERT and Llama three layers, of GPT-NeoX three for each head."""
    width, size = 32, 8
    with plain_hooks(load("tiny-gpt2").model, {"transformer.h.1.attn.c_attn"}) as taken:
        read("tiny-gpt2")
    thirds = taken["transformer.h.1.attn.c_attn", "out"].split(width, -1)
    for step, third in zip("qkv", thirds, strict=True):
        assert_equal(activations(TEXT, "tiny-gpt2")[f"blocks.1.attn.{step}"], third.view(-1, 4, size).transpose(0, 1))
    with plain_hooks(load("tiny-gpt-neox").model, {"gpt_neox.layers.1.attention.query_key_value"}) as taken:
        read("tiny-gpt-neox")
    by_head = taken["gpt_neox.layers.1.attention.query_key_value", "out"].view(-1, 4, 3 * size).transpose(0, 1)
    for step, part in zip("qkv", by_head.chunk(3, -1), strict=True):
        assert_equal(activations(TEXT, "tiny-gpt-neox")[f"blocks.1.attn.{step}"], part)
    for name, module in (
        ("tiny-bert", "bert.encoder.layer.1.attention.self"),
        ("tiny-llama", "model.layers.1.self_attn"),
    ):
        ends = ("query", "key", "value") if name == "tiny-bert" else ("q_proj", "k_proj", "v_proj")
        with plain_hooks(load(name).model, {f"{module}.{end}" for end in ends}) as taken:
            read(name)
        for step, end in zip("qkv", ends, strict=True):
            made = taken[f"{module}.{end}", "out"]
            made = made.view(made.shape[1], -1, size).transpose(0, 1)
            assert_equal(activations(TEXT, name)[f"blocks.1.attn.{step}"], made)


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_attention_follows_from_what_it_multiplies(name: str) -> None:
    found, model = activations(TEXT, name), load(name).model
    told = read(name, output_attentions=False, output_hidden_states=True)
    trace = run(name, [prepare(TEXT, name).ids], Wanted(pattern=True, scores=True)).attention["self"]
    assert found.allowed is not None
    assert trace.scores is not None
    for layer in range(found.n_layers):
        at = f"blocks.{layer}."
        turned = "rot_" if f"{at}attn.rot_q" in found.values else ""
        q, k, v = found[f"{at}attn.{turned}q"], found[f"{at}attn.{turned}k"], found[f"{at}attn.v"]
        k, v = (shared.repeat_interleave(len(q) // len(shared), 0) for shared in (k, v))
        assert_follows(found[f"{at}attn.scores"], q @ k.mT * found.scaling[layer])
        assert_equal(found[f"{at}attn.scores"], trace.scores[layer])
        assert_equal(found[f"{at}attn.pattern"], trace.pattern[layer])
        forbidden = ~found.allowed[layer]
        assert_equal(
            found[f"{at}attn.pattern"], found[f"{at}attn.scores"].masked_fill(forbidden, -torch.inf).softmax(-1)
        )
        assert_follows(found[f"{at}attn.z"], found[f"{at}attn.pattern"] @ v)
    out = KINDS[found.kind or ""].out
    entered = [found["blocks.0.resid_pre"], *(found[f"blocks.{layer}.{out}"] for layer in range(found.n_layers))]
    for state, expected in zip(entered[:-1], told.hidden_states[:-1], strict=True):
        assert_equal(state, expected)
    top = found["ln_final"] if "ln_final" in found.values else entered[-1]  # the last of these is behind the last norm
    assert_equal(top, told.hidden_states[-1])
    assert_equal(found["logits"], told.logits if hasattr(told, "logits") else told.prediction_logits)
    assert model.training is False


@pytest.mark.parametrize("name", TINY)
def test_sums_add_up_and_what_is_read_is_there(name: str) -> None:
    found = activations(TEXT, name)
    assert found.missing == ()
    for full, read_from in found.reads.items():
        assert set(read_from) <= found.values.keys(), full
        if STEPS[split_name(full)[1]].op == "sum" and read_from:
            assert_follows(found[full], torch.stack([found[one] for one in read_from]).sum(0))
    assert all(STEPS[split_name(full)[1]].axes for full in found.values)
    assert all(value.dim() == len(STEPS[split_name(full)[1]].axes) for full, value in found.values.items())


def test_an_lstm_is_what_its_cells_compute_one_by_one() -> None:
    found, model = activations(TEXT, "tiny-lstm"), cast(Any, load("tiny-lstm").model)
    assert_equal(found["logits"], read("tiny-lstm").logits)
    inputs = found["embed"]
    for layer, weights in enumerate(model.lstm.all_weights):
        hidden, cell = torch.zeros(32), torch.zeros(32)
        assert_follows(found[f"blocks.{layer}.input"], inputs)
        given = []
        for at, x in enumerate(inputs):
            gates = weights[0] @ x + weights[1] @ hidden + weights[2] + weights[3]
            i, f, g, o = gates.chunk(4)
            for gate, value in zip(
                ("input_gate", "forget_gate", "cell_candidate", "output_gate"), (i, f, g, o), strict=True
            ):
                assert_follows(found[f"blocks.{layer}.{gate}.pre"][at], value)
                squashed = value.tanh() if gate == "cell_candidate" else value.sigmoid()
                assert_follows(found[f"blocks.{layer}.{gate}"][at], squashed)
            cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
            hidden = o.sigmoid() * cell.tanh()
            assert_follows(found[f"blocks.{layer}.cell"][at], cell)
            assert_follows(found[f"blocks.{layer}.hidden"][at], hidden)
            given.append(hidden)
        inputs = torch.stack(given)


def test_two_threads_that_read_at_once_do_not_meet() -> None:
    texts = {"a": "The cat sat on the mat.", "b": "She opened the door and looked."}
    alone = {key: activations(text, "tiny-llama") for key, text in texts.items()}
    found: dict[str, list[Any]] = {key: [] for key in texts}

    def again(key: str) -> None:
        for _ in range(20):
            captured = run("tiny-llama", [prepare(texts[key], "tiny-llama").ids], Wanted(logits=True, activations=True))
            found[key].append(captured.activations)

    threads = [Thread(target=again, args=(key,)) for key in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for key, one in alone.items():
        for captured in found[key]:
            assert captured.values.keys() == one.values.keys()
            assert all(torch.equal(captured.values[name][0], value) for name, value in one.values.items())


def test_a_model_that_somebody_uses_meanwhile_is_found_out_rightly() -> None:
    model = load("tiny-qwen2").model
    alone = try_model(model)
    busy = True

    def use() -> None:
        while busy:
            with torch.no_grad():
                cast(Any, model)(torch.tensor([[1, 2, 3]]))

    other = Thread(target=use)
    other.start()
    try:
        for _ in range(5):
            assert [leaf.name for leaf in try_model(model).leaves] == [leaf.name for leaf in alone.leaves]
    finally:
        busy = False
        other.join()


def test_a_copy_of_a_watched_model_runs_its_own_modules() -> None:
    """Decoding works on copies, some of whose layers are replaced by quicker ones."""
    activations(TEXT, "tiny-gpt2")
    model = load("tiny-gpt2").model
    copied = copy.deepcopy(model)
    with torch.no_grad():
        for parameter in copied.parameters():
            parameter.zero_()
        ids = torch.tensor([prepare(TEXT, "tiny-gpt2").ids])
        assert not cast(Any, copied)(ids).logits.any()
        assert cast(Any, model)(ids).logits.any()


_SMALL = {
    "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64, "vocab_size": 100,
    "max_position_embeddings": 64,
}  # fmt: skip
UNHEARD: Mapping[str, tuple[str, Callable[[], PreTrainedModel]]] = {
    "phi": ("parallel_one_norm", lambda: PhiForCausalLM(PhiConfig(**_SMALL))),
    "gemma3": ("both_norms", lambda: Gemma3ForCausalLM(Gemma3TextConfig(**_SMALL, num_key_value_heads=2, head_dim=8))),
    "olmo2": ("part_norms", lambda: Olmo2ForCausalLM(Olmo2Config(**_SMALL))),
    "distilbert": (
        "post_norm",
        lambda: DistilBertForMaskedLM(DistilBertConfig(dim=32, n_layers=2, n_heads=4, hidden_dim=64, vocab_size=100)),
    ),
    "opt": (
        "pre_norm",
        lambda: OPTForCausalLM(OPTConfig(ffn_dim=64, word_embed_proj_dim=32, **_SMALL)),
    ),
}


@pytest.mark.parametrize("name", list(UNHEARD))
def test_architectures_that_nobody_named_are_found_by_trying(name: str) -> None:
    kind, build = UNHEARD[name]
    model = build().eval()
    make_observable(model)
    anatomy = anatomy_of(model)
    assert anatomy.kind == kind
    assert anatomy.missing == ()
    assert {"embed", "logits"} <= anatomy.places.keys()


def test_what_cannot_be_named_is_listed() -> None:
    both = activations(TEXT, "tiny-bilstm")
    assert list(both.values) == ["embed", "logits"]
    assert both.kind is None
    assert {"cell", "hidden"} <= set(both.missing)
    assert activations(TEXT, "tiny-bart").missing == ("decoder",)


def test_one_token_and_too_many() -> None:
    one = activations("a", "tiny-lstm")
    assert isinstance(one, Activations)
    assert one["blocks.0.hidden"].shape[0] == len(one.tokens)
    with pytest.raises(InputError, match=f"at most {MAX_TOKENS}") as caught:
        activations("a." * MAX_TOKENS, "tiny-lstm")
    assert caught.value.code == "too_many_tokens"
