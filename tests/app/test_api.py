"""The endpoints: the shapes that callers are promised, and messages instead of stack traces."""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr
import pytest
import torch

import models
from app import api
from tests.models.own_folders import BROKEN, UNFIT, save_as, save_headless

MASKED_TEXT = "The [MASK] sat."
TEXT = "The cat sat on the mat."
HOSTILE = "</script><img src=x onerror=alert(1)> ${7*7} 👩‍👩‍👧 مرحبا"

pytestmark = pytest.mark.usefixtures("tiny_models")


def answer(name: str, *args: object, **options: object):
    """As a caller gets it: through JSON, errors as messages."""
    return json.loads(json.dumps(api._with_clear_errors(api.ENDPOINTS[name])(*args, **options), allow_nan=False))


def test_every_endpoint_of_the_house_is_published() -> None:
    assert set(api.ENDPOINTS) == {
        "models", "tokenize", "train_bpe", "attention", "predict", "score", "decode", "norms", "lstm",
        "inside", "lens", "contributions", "silence", "patch",
    }  # fmt: skip
    with gr.Blocks() as page:
        api.publish_endpoints()
    published = {entry.api_name for entry in page.fns.values() if entry.api_visibility == "public"}
    assert published == set(api.ENDPOINTS)


def test_models_are_listed_with_their_sizes() -> None:
    listed = {entry["id"]: entry for entry in answer("models")}
    tiny = listed["tiny-gpt2"]
    assert (tiny["n_layers"], tiny["n_heads"], tiny["d_model"]) == (3, 4, 32)
    assert tiny["source"] == "local"
    assert not tiny["bundled"]
    assert listed["openai-community/gpt2"]["n_params"] == 124_439_808
    assert {entry["refused"] for entry in listed.values()} == {None}


def test_refused_folders_are_listed_with_their_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (spoil, _) in {"bert": BROKEN["pointer"], "layer": UNFIT["layer"]}.items():
        spoil(save_as(tmp_path, name))
    save_as(tmp_path, "gpt")
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path))
    entries = answer("models")
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert len({frozenset(entry) for entry in entries}) == 1  # every entry has the same fields
    listed = {entry["id"]: entry for entry in entries}
    assert "LFS" in listed["local/bert"]["refused"]
    assert "transformer.h.1." in listed["layer"]["refused"]
    assert listed["local/gpt"]["source"] == "local"
    assert listed["gpt"]["bundled"]
    assert answer("predict", TEXT, "local/gpt") != answer("predict", TEXT, "gpt")
    with pytest.raises(gr.Error, match="LFS"):
        answer("predict", TEXT, "local/bert")


def test_attention_without_an_output_layer_has_maps_and_no_prediction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_headless("body", tmp_path / "own", tmp_path / "whole")
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path / "own"))
    found = answer("attention", MASKED_TEXT, "body")
    assert found["top"] == []
    assert torch.tensor(found["pattern"]).sum(-1).allclose(torch.ones(len(found["tokens"])))
    with pytest.raises(gr.Error, match=r"no output layer.*cls\.predictions"):
        answer("predict", MASKED_TEXT, "body")


@pytest.mark.parametrize("text", [TEXT, HOSTILE])
def test_tokens_cover_the_text(text: str) -> None:
    for row in answer("tokenize", text, ["tiny-gpt2", "tiny-bert"]):
        assert row["n_tokens"] == len(row["tokens"])
        for token in row["tokens"]:
            assert (token["start"] is None) == token["special"]
    covered = {i for t in row["tokens"] if not t["special"] for i in range(t["start"], t["end"])}
    assert {text[i] for i in set(range(len(text))) - covered} <= {" ", "\u200d"}


@pytest.mark.parametrize("mask", ["native", "causal", "full", "window:3", "prefix:2", "padding:2", "[[3,1]]"])
@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert"])
def test_attention_adds_up_under_every_mask(model: str, mask: str) -> None:
    found = answer("attention", MASKED_TEXT, model, mask, 1, 2)
    scores, allowed = torch.tensor(found["scores"]), torch.tensor(found["allowed"])
    pattern = torch.tensor(found["pattern"])
    n = len(found["tokens"])
    assert scores.shape == allowed.shape == pattern.shape == (n, n)
    torch.testing.assert_close(scores.masked_fill(~allowed, float("-inf")).softmax(-1), pattern)
    assert found["mask"] == mask
    assert found["top"] == answer("predict", MASKED_TEXT, model, 10, mask)


def test_several_blanks_are_said_to_be_marginals() -> None:
    assert [entry["marginal"] for entry in answer("predict", "The [MASK] sat on the [MASK].", "tiny-bert")] == [
        True
    ] * 2
    for text, model in ((MASKED_TEXT, "tiny-bert"), (TEXT, "tiny-gpt2")):
        assert [entry["marginal"] for entry in answer("predict", text, model)] == [False]
    filled = answer("decode", "The [MASK] sat on the [MASK].", "tiny-bert", [{"name": "at_once"}], 7)["runs"][0]
    assert (len(filled["tokens"]), filled["stopped"]) == (2, "blanks_filled")


def test_a_token_has_the_promised_fields_in_every_answer() -> None:
    promised = {"id", "piece", "text", "start", "end", "special"}
    text = "It is 教."
    tokens = [
        *answer("tokenize", text, ["tiny-gpt2"])[0]["tokens"],
        *answer("attention", text, "tiny-gpt2", "native", 0, 0)["tokens"],
        *answer("lstm", text, "tiny-lstm", 0)["tokens"],
        *answer("decode", text, "tiny-gpt2", [{"name": "greedy"}], 2)["prompt_tokens"],
    ]
    assert all(set(token) == promised for token in tokens)


def test_a_query_that_sees_nothing_has_numbers_too() -> None:
    found = answer("attention", TEXT, "tiny-gpt2", "padding:64")
    assert not any(map(any, found["allowed"]))
    assert not any(map(any, found["pattern"]))


def test_attention_of_a_masked_model_has_a_prediction_where_there_is_a_mask_token() -> None:
    assert answer("attention", TEXT, "tiny-bert")["top"] == []
    assert len(answer("attention", "The [MASK] sat [MASK].", "tiny-bert")["top"]) == 2


def test_score_and_predict_agree_with_the_models() -> None:
    found = answer("score", TEXT, "tiny-lstm")
    assert found["tokens"][0] == {"id": 0, "token": "<|endoftext|>", "surprisal_bits": None}
    assert sum(t["surprisal_bits"] for t in found["tokens"][1:]) == pytest.approx(found["total_bits"])
    (prediction,) = answer("predict", TEXT, "tiny-lstm", 3)
    assert sum(c["prob"] for c in prediction["top"]) + prediction["rest_prob"] == pytest.approx(1)


def test_decoding_lists_every_run_and_the_beam_tree() -> None:
    strategies = [{"name": "greedy"}, {"name": "beam", "num_beams": 3}, {"name": "sample", "temperature": 0.7}]
    found = answer("decode", TEXT, "tiny-gpt2", strategies, 6, 1)
    assert [run["strategy"]["name"] for run in found["runs"]] == ["greedy", "beam", "sample"]
    assert list(found["beam_tree"]) == ["1"]
    for run in found["runs"]:
        assert sum(token["logprob"] for token in run["tokens"]) == pytest.approx(run["sum_logprob"], abs=1e-4)
    assert answer("decode", TEXT, "tiny-gpt2", None, 3)["beam_tree"] is None


def test_norms_come_in_the_shape_of_their_slices() -> None:
    found = answer("norms", [TEXT, "The dog."], "tiny-gpt2", "", 8)
    n_texts, n_positions, d_model = found["shape"]
    assert found["site"] == found["sites"][0]
    shapes = {name: tuple(torch.tensor(norm["mean"]).shape) for name, norm in found["norms"].items()}
    assert shapes["batch"] == (d_model,)
    assert shapes["layer"] == (n_texts, n_positions)
    assert shapes["instance"] == (n_texts, d_model)
    assert shapes["group"] == (n_texts, 8)
    assert torch.tensor(found["padding"]).shape == (n_texts, n_positions)


def test_gates_make_the_cell() -> None:
    found = {
        name: torch.tensor(rows) for name, rows in answer("lstm", TEXT, "tiny-lstm", 1).items() if name != "tokens"
    }
    before = torch.cat([torch.zeros_like(found["cell"][:1]), found["cell"][:-1]])
    cell = found["forget_gate"] * before + found["input_gate"] * found["cell_candidate"]
    torch.testing.assert_close(cell, found["cell"], atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(found["output_gate"] * cell.tanh(), found["hidden"], atol=1e-5, rtol=1e-5)


def test_every_tensor_of_a_pass_has_a_name_and_numbers() -> None:
    found = answer("inside", TEXT, "tiny-gpt2")
    assert found["values"] is None
    assert found["kind"] == "pre_norm"
    names = [tensor["name"] for tensor in found["tensors"]]
    assert names[:3] == ["embed", "pos_embed", "blocks.0.resid_pre"]
    n_tokens = len(found["tokens"])
    shapes = {tensor["name"]: dict(zip(tensor["axes"], tensor["shape"], strict=True)) for tensor in found["tensors"]}
    assert shapes["blocks.0.attn.q"] == {"head": 4, "pos": n_tokens, "d_head": 8}
    pattern = torch.tensor(answer("inside", TEXT, "tiny-gpt2", "blocks.0.attn.pattern")["values"])
    torch.testing.assert_close(pattern.sum(-1), torch.ones(4, n_tokens))


@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert", "tiny-lstm"])
def test_the_last_station_of_the_lens_is_the_prediction(model: str) -> None:
    text = MASKED_TEXT if model == "tiny-bert" else TEXT
    found, (prediction,) = answer("lens", text, model, 5), answer("predict", text, model, 5)
    last = found["top"][-1][prediction["position"] if model == "tiny-bert" else -1]
    assert [one["id"] for one in last] == [one["id"] for one in prediction["top"]]
    assert [one["prob"] for one in last] == pytest.approx([one["prob"] for one in prediction["top"]], abs=1e-6)
    assert set(found["answer_ranks"][-1]) == {1}


@pytest.mark.parametrize(("model", "other"), [("tiny-gpt2", " mat"), ("tiny-bert", "mat"), ("tiny-lstm", "")])
def test_contributions_add_up_to_the_difference_of_logits(model: str, other: str) -> None:
    text = MASKED_TEXT if model == "tiny-bert" else TEXT
    found = answer("contributions", text, model, "", other)
    assert sum(part["value"] for part in found["parts"]) == pytest.approx(found["value"], abs=1e-4)
    assert (found["other"] is None) == (other == "")
    best = answer("predict", text, model, 1)[0]["top"][0]
    assert found["token"]["id"] == best["id"]


def test_silence_and_patch_have_a_row_for_each_block() -> None:
    told = answer("silence", TEXT, "tiny-gpt2", "mean")
    assert told["columns"] == ["0", "1", "2", "3", "mlp", "block"]
    assert torch.tensor(told["probs"]).shape == (3, 6)
    (best,) = answer("predict", TEXT, "tiny-gpt2", 1)[0]["top"]
    assert (told["token"]["id"], told["before"]) == (best["id"], pytest.approx(best["prob"], abs=1e-6))
    found = answer("patch", TEXT, "The dog sat on the mat.", "tiny-gpt2", "attention", 2, " cat", " dog")
    assert torch.tensor(found["changes"]).shape == (3, len(found["tokens"]))
    assert (found["token"]["text"], found["rival"]["text"]) == (" cat", " dog")


def test_bpe_merges_the_most_frequent_pair_first() -> None:
    found = answer("train_bpe", "low low low lower lowest", 2)
    assert found["merges"][0] == {"left": "l", "right": "o", "merged": "lo", "count": 5}
    assert found["merges"][1]["merged"] == "low"
    assert set("lowerst") <= set(found["alphabet"])


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("tokenize", ("x" * 100_001, []), "100,001"),
        ("tokenize", (TEXT, ["nobody"]), "nobody"),
        ("attention", ("", "tiny-gpt2"), "no text"),
        ("attention", ("a " * 500, "tiny-gpt2"), "at most 64"),
        ("attention", (TEXT, "tiny-gpt2", "native", 3, 0), "0 … 2"),
        ("attention", (TEXT, "tiny-gpt2", "sideways"), "sideways"),
        ("attention", (TEXT, "tiny-lstm"), "recurrent"),
        ("predict", (TEXT, "tiny-bert"), "MASK"),
        ("decode", (TEXT, "tiny-gpt2", [{"name": "magic"}]), "magic"),
        ("decode", (TEXT, "tiny-bart"), "tiny-bart"),
        ("decode", (TEXT, "tiny-bert", [{"name": "greedy"}]), "most_confident"),
        ("norms", ([], "tiny-gpt2"), "no text"),
        ("norms", ([TEXT] * 17, "tiny-gpt2"), "17"),
        ("norms", ([TEXT], "tiny-gpt2", "nowhere"), "nowhere"),
        ("lstm", (TEXT, "tiny-gpt2"), "tiny-gpt2"),
        ("lstm", (TEXT, "tiny-lstm", 9), "9"),
        ("train_bpe", ("low", -1), "-1"),
        ("inside", (TEXT, "tiny-gpt2", "blocks.9.ln1"), "blocks.9.ln1"),
        ("inside", (TEXT, "tiny-lstm", "blocks.0.attn.z"), "blocks.0.attn.z"),
        ("inside", ("a " * 500, "tiny-gpt2"), "at most 64"),
        ("lens", (TEXT, "tiny-bart"), "encoder"),
        ("silence", (TEXT, "tiny-lstm"), "recurrent"),
        ("silence", (TEXT, "tiny-gpt2", "loud"), "zero, mean"),
        ("patch", (TEXT, "The cat sat on the mat. The dog.", "tiny-gpt2"), "tokens; a vector"),
        ("patch", (TEXT, TEXT, "tiny-gpt2"), "the same tokens"),
        ("patch", (TEXT, "The dog sat on the mat.", "tiny-gpt2", "gates"), "stream, attention, mlp"),
        ("patch", (TEXT, "The dog sat on the mat.", "tiny-lstm"), "recurrent"),
        ("contributions", (TEXT, "tiny-gpt2", "antidisestablishmentarian"), "one is asked for"),
        ("contributions", (TEXT, "tiny-gpt2", "mat", "mat"), "two different"),
        ("contributions", (TEXT, "tiny-gpt2", "", "", 99), "99"),
        ("contributions", (TEXT, "tiny-bart"), "encoder"),
        ("lens", (TEXT, "tiny-bilstm"), "between its last block"),
        ("lens", (TEXT, "tiny-gpt2", 101), "101"),
        ("lens", ("a " * 500, "tiny-gpt2"), "at most 64"),
    ],
)
def test_bad_input_is_answered_in_words(name: str, args: tuple, said: str) -> None:
    with pytest.raises(gr.Error, match=said):
        answer(name, *args)


def test_the_lazy_names_are_functions() -> None:
    assert all(callable(getattr(models, name)) for name in models.__all__)


def test_a_masked_model_fills_blanks_and_tokens_can_be_given() -> None:
    (run,) = answer("decode", TEXT, "tiny-bert", None, 4)["runs"]
    assert run["strategy"] == {"name": "most_confident"}
    assert sorted(run["places"]) == [0, 1, 2, 3]
    (given,) = answer("decode", TEXT, "tiny-gpt2", [{"name": "greedy", "force": {"1": 40}}], 3)["runs"]
    assert given["tokens"][1]["id"] == 40
