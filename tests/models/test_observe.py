"""The observed attention function: equal to the models' own, editable, and private to each call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
)
from transformers.utils import ModelOutput

from models.masks import parse_mask
from models.observe import Observer, observing
from models.records import AttentionTrace
from models.ways import make_observable

CLASSES = {
    "tiny-gpt2": AutoModelForCausalLM,
    "tiny-llama": AutoModelForCausalLM,
    "tiny-qwen2": AutoModelForCausalLM,
    "tiny-gpt-neox": AutoModelForCausalLM,
    "tiny-bert": AutoModelForMaskedLM,
    "tiny-bart": AutoModelForSeq2SeqLM,
}
STACKS = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}


def _load(folder: Path, name: str) -> PreTrainedModel:
    return CLASSES[name].from_pretrained(folder / name).eval()


def _inputs(model: PreTrainedModel, n: int = 12) -> dict[str, Tensor]:
    inputs = {"input_ids": torch.randint(6, 100, (1, n))}
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = torch.randint(6, 100, (1, n - 4))
    return inputs


@torch.no_grad()
def _assert_parity(model: PreTrainedModel) -> None:
    inputs = _inputs(model)
    model.set_attn_implementation("eager")
    eager = model(**inputs, output_attentions=True)
    make_observable(model)
    for depth in (None, 1, model.config.num_hidden_layers, 9):  # not said, too few, right, too many
        with observing(Observer(keep_scores=True, depth=depth)) as observer:
            observed = model(**inputs)
        assert torch.equal(observed.logits, eager.logits)
        _assert_traces(observer.traces(), eager)
    unobserved = model(**inputs)
    torch.testing.assert_close(unobserved.logits, eager.logits, atol=1e-5, rtol=1e-5)


def _assert_traces(traces: Mapping[str, AttentionTrace], eager: ModelOutput) -> None:
    assert traces
    for stack, trace in traces.items():
        expected = torch.stack([layer[0] for layer in getattr(eager, STACKS[stack])])
        assert torch.equal(trace.pattern, expected)
        torch.testing.assert_close(trace.pattern.sum(-1), torch.ones(trace.pattern.shape[:-1]))
        forbidden = ~trace.allowed[:, None].expand_as(trace.pattern)
        assert bool((trace.pattern[forbidden] == 0).all())
        assert trace.scores is not None
        rebuilt = trace.scores.masked_fill(forbidden, float("-inf")).softmax(-1)
        torch.testing.assert_close(rebuilt, trace.pattern)


@pytest.mark.parametrize("name", list(CLASSES))
def test_equals_eager_to_the_last_bit(tiny_models: Path, name: str) -> None:
    _assert_parity(_load(tiny_models, name))


def test_position_bias_and_sliding_windows_are_the_models_own() -> None:
    sizes = {"vocab_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    _assert_parity(
        T5ForConditionalGeneration(T5Config(vocab_size=128, d_model=32, d_kv=8, num_layers=2, num_heads=4)).eval()
    )
    _assert_parity(
        MistralForCausalLM(
            MistralConfig(**sizes, hidden_size=32, num_key_value_heads=2, intermediate_size=64, sliding_window=4)
        ).eval()
    )


def test_grouped_query_heads_are_expanded_and_counted(tiny_models: Path) -> None:
    model = make_observable(_load(tiny_models, "tiny-llama"))
    with torch.no_grad(), observing(Observer()) as observer:
        model(**_inputs(model))
    trace = observer.traces()["self"]
    assert trace.n_heads == model.config.num_attention_heads
    assert trace.n_key_value_heads == model.config.num_key_value_heads < trace.n_heads


@torch.no_grad()
def _logits(
    model: PreTrainedModel, ids: Tensor, mask: str, silenced: frozenset[tuple[int, int]] = frozenset()
) -> Tensor:
    with observing(Observer(parse_mask(mask), silenced)):
        return model(input_ids=ids).logits


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-bert"])
@pytest.mark.parametrize("mask", ["causal", "full", "window:3", "prefix:4", "[[5,2],[7,7]]"])
def test_a_replaced_mask_equals_the_model_given_that_mask(tiny_models: Path, name: str, mask: str) -> None:
    """Outside truth: transformers' own path for a 4D additive mask, under eager attention."""
    model = _load(tiny_models, name)
    ids = _inputs(model)["input_ids"]
    native = torch.ones(12, 12, dtype=torch.bool)
    native = native if name == "tiny-bert" else native.tril()
    additive = torch.zeros(12, 12).masked_fill(~parse_mask(mask).allowed(native), torch.finfo(torch.float32).min)
    model.set_attn_implementation("eager")
    with torch.no_grad():
        expected = model(input_ids=ids, attention_mask=additive[None, None]).logits
    make_observable(model)
    torch.testing.assert_close(_logits(model, ids, mask), expected, atol=1e-6, rtol=1e-6)


def test_causal_bert_cannot_see_later_tokens_and_full_gpt_can(tiny_models: Path) -> None:
    for name, mask, moves in [
        ("tiny-bert", "causal", False),
        ("tiny-gpt2", "full", True),
        ("tiny-gpt2", "native", False),
    ]:
        model = make_observable(_load(tiny_models, name))
        ids = _inputs(model)["input_ids"]
        changed = ids.clone()
        changed[0, -1] = (changed[0, -1] + 1) % 100
        before, after = _logits(model, ids, mask)[0, :-1], _logits(model, changed, mask)[0, :-1]
        assert torch.equal(before, after) is not moves


def test_silencing_all_heads_of_a_layer_equals_removing_its_attention_output(tiny_models: Path) -> None:
    model = make_observable(_load(tiny_models, "tiny-gpt2"))
    ids = _inputs(model)["input_ids"]
    silenced = _logits(model, ids, "native", frozenset((1, head) for head in range(4)))
    attention = model.transformer.h[1].attn
    with torch.no_grad():
        attention.c_proj.weight.zero_()
    torch.testing.assert_close(_logits(model, ids, "native"), silenced)


def test_a_query_that_may_see_nothing_has_a_row_of_zeros_and_no_nan(tiny_models: Path) -> None:
    model = make_observable(_load(tiny_models, "tiny-gpt2"))
    mask = parse_mask(str([[3, key] for key in range(12)]))
    with torch.no_grad(), observing(Observer(mask)) as observer:
        logits = model(**_inputs(model)).logits
    trace = observer.traces()["self"]
    assert bool((trace.pattern[:, :, 3] == 0).all())
    assert not bool(trace.allowed[:, 3].any())
    assert bool(torch.isfinite(logits).all())
    torch.testing.assert_close(trace.pattern[:, :, 4].sum(-1), torch.ones(3, 4))


def test_an_encoder_decoder_is_edited_in_its_decoder_alone(tiny_models: Path) -> None:
    model = make_observable(_load(tiny_models, "tiny-bart"))
    with torch.no_grad(), observing(Observer(parse_mask("window:1"))) as observer:
        model(**_inputs(model))
    traces = observer.traces()
    assert set(traces) == {"encoder", "decoder", "cross"}
    assert bool(traces["encoder"].allowed.all())
    assert bool(traces["cross"].allowed.all())
    assert torch.equal(traces["decoder"].allowed[0], torch.eye(8).bool())


def test_two_threads_with_different_masks_do_not_meet(tiny_models: Path) -> None:
    model = make_observable(_load(tiny_models, "tiny-gpt2"))
    ids = _inputs(model)["input_ids"]
    masks = ["native", "full", "window:2", "window:3"]
    alone = {mask: _logits(model, ids, mask) for mask in masks}
    start, wrong = threading.Barrier(len(masks)), []

    def run(mask: str) -> None:
        start.wait()
        wrong.extend(mask for _ in range(20) if not torch.equal(_logits(model, ids, mask), alone[mask]))

    threads = [threading.Thread(target=run, args=(mask,)) for mask in masks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len({logits.sum().item() for logits in alone.values()}) == len(masks)
