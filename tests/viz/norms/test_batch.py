from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.norms.averages import apply_norm
from models.norms.slices import NORMS
from models.records import NormTrace, Token
from viz.norms.batch import describe_sites, encode_norms, max_difference

N_POSITIONS, D_MODEL, GROUPS = 4, 6, 3
LENGTHS = (4, 2)
GPT2_SITES = ("transformer.h.0.ln_1", "transformer.h.0.ln_2", "transformer.h.11.ln_1", "transformer.ln_f")


def token(text: str, *, special: bool = False) -> Token:
    return Token(0, text, text, None if special else 0, None if special else len(text), special)


def trace_of(kind: str = "layer") -> NormTrace:
    """A batch of two sentences at a site whose own output is exact by construction."""
    padding = torch.arange(N_POSITIONS) >= torch.tensor(LENGTHS)[:, None]
    activations = torch.randn(len(LENGTHS), N_POSITIONS, D_MODEL)
    norms = {name: apply_norm(name, activations, padding, 1e-5, GROUPS) for name in NORMS}
    gain, bias = torch.rand(D_MODEL) + 0.5, torch.randn(D_MODEL)
    return NormTrace(
        model_id="tiny",
        sites=GPT2_SITES,
        site=GPT2_SITES[1],
        kind=kind,
        eps=1e-5,
        gain=gain,
        bias=bias,
        tokens=tuple(tuple(token(" it") for _ in range(length)) for length in LENGTHS),
        activations=activations,
        model_output=norms[kind].output * gain + bias,
        padding=padding,
        norms=norms,
    )


def decoded(array: dict) -> np.ndarray:
    dtype = {"float32": "<f4", "bool": "u1"}[array["dtype"]]
    return np.frombuffer(base64.b64decode(array["data"]), dtype).reshape(array["shape"])


def test_the_numbers_travel_as_they_are() -> None:
    trace = trace_of()
    payload = encode_norms(trace, "gpt", "GPT")
    assert np.array_equal(decoded(payload["activations"]), trace.activations.numpy())
    assert np.array_equal(decoded(payload["padding"]).astype(bool), trace.padding.numpy())
    shapes = {name: tuple(statistics["mean"]["shape"]) for name, statistics in payload["norms"].items()}
    assert shapes == {
        "layer": (2, N_POSITIONS),
        "sentence": (2,),
        "rms": (2, N_POSITIONS),
        "batch": (D_MODEL,),
        "group": (2, GROUPS),
        "instance": (2, D_MODEL),
    }
    json.dumps(payload, allow_nan=False)


def spread_out(statistic: np.ndarray, name: str) -> np.ndarray:
    """Statistics over `[batch, pos, d_model]`, as `assets/js/norms/activations.js` reads their shapes."""
    if name == "group":
        statistic = statistic.repeat(D_MODEL // GROUPS, axis=1)
    if name == "batch":
        return statistic
    per_token = name in ("layer", "rms")
    return statistic[..., None] if per_token else statistic.reshape(len(LENGTHS), 1, -1)


@pytest.mark.parametrize("name", NORMS)
def test_the_formula_of_the_view_gives_the_norms_output(name: str) -> None:
    trace = trace_of()
    payload = encode_norms(trace, "gpt", "GPT")
    mean, var = (spread_out(decoded(payload["norms"][name][field]), name) for field in ("mean", "var"))
    output = (decoded(payload["activations"]) - mean) / np.sqrt(var + payload["eps"])
    kept = ~trace.padding.numpy()
    assert np.allclose(output[kept], trace.norms[name].output.numpy()[kept], atol=1e-5)


@pytest.mark.parametrize("kind", ["layer", "rms"])
def test_gain_and_bias_give_the_models_own_output(kind: str) -> None:
    assert max_difference(trace_of(kind)) == pytest.approx(0, abs=1e-6)


def test_a_difference_is_measured_at_real_tokens_alone() -> None:
    trace = trace_of()
    trace.model_output[1, 3] += 100  # padding
    trace.model_output[1, 1, 2] += 0.25
    assert max_difference(trace) == pytest.approx(0.25, abs=1e-5)


def test_a_batch_norm_claims_nothing() -> None:
    assert max_difference(replace(trace_of("batch"), gain=None, bias=None)) is None


def test_tokens_show_as_themselves() -> None:
    hostile = token("</script><img onerror=alert(1)>\u202e")
    trace = trace_of()
    trace = replace(trace, tokens=((hostile, *trace.tokens[0][1:]), trace.tokens[1]))
    assert encode_norms(trace, "gpt", "GPT")["sentences"][0]["tokens"][0] == {
        "text": "</script><img·onerror=alert(1)><U+202E>",
        "special": False,
    }


@pytest.mark.parametrize(
    ("name", "place", "block"),
    [
        ("transformer.h.11.ln_1", "before_attention", 11),
        ("transformer.h.0.ln_2", "before_mlp", 0),
        ("transformer.ln_f", "final", None),
        ("bert.embeddings.LayerNorm", "after_embeddings", None),
        ("bert.encoder.layer.3.attention.output.LayerNorm", "after_attention", 3),
        ("bert.encoder.layer.3.output.LayerNorm", "after_mlp", 3),
        ("cls.predictions.transform.LayerNorm", "in_head", None),
        ("model.layers.2.input_layernorm", "before_attention", 2),
        ("model.layers.2.post_attention_layernorm", "before_mlp", 2),
        ("model.norm", "final", None),
        ("distilbert.transformer.layer.1.sa_layer_norm", "after_attention", 1),
        ("distilbert.transformer.layer.1.output_layer_norm", "after_mlp", 1),
        ("gpt_neox.final_layer_norm", "final", None),
        ("model.encoder.layers.1.final_layer_norm", "after_mlp", 1),
        ("lstm.hidden.1", "hidden", 1),
        ("some.other.thing", None, None),
    ],
)
def test_module_names_tell_the_place(name: str, place: str | None, block: int | None) -> None:
    assert describe_sites([name]) == [{"name": name, "place": place, "block": block, "stack": None}]


def test_the_stack_is_named_where_there_are_two() -> None:
    names = ["model.encoder.layers.0.self_attn_layer_norm", "model.decoder.layers.0.encoder_attn_layer_norm"]
    assert [site["stack"] for site in describe_sites(names)] == ["encoder", "decoder"]
    assert describe_sites(names)[1]["place"] == "after_cross_attention"
