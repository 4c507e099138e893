from __future__ import annotations

from typing import Any

import pytest

from app.i18n import section_strings
from app.labs.inside.contributions import layer_neurons, on_contributions, split
from app.labs.inside.flow import on_flow
from app.labs.inside.lens import lens_place, on_lens
from app.labs.inside.model import model_of
from app.labs.inside.opened import cell, part, tensor
from app.labs.inside.patch import carry, hush, on_patch
from app.labs.inside.reading import TELLING
from app.state import DEFAULT_TEXTS, Chosen
from models.errors import InputError
from models.inside.kinds import KINDS
from models.inside.steps import STEPS

TEXT = "The cat sat on the mat."


def chosen(text: str = TEXT) -> Chosen:
    return Chosen(text, "tiny-gpt2", "tiny-bert", "tiny-lstm")


def test_the_model_is_one_above_or_any_other() -> None:
    assert model_of(chosen(), "bert") == "tiny-bert"
    assert model_of(chosen(), "=tiny-llama") == "tiny-llama"


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("choice", ["gpt", "bert", "lstm", "=tiny-llama", "=tiny-bart", "=tiny-rnn", "=tiny-bilstm"])
def test_every_model_has_a_flow(choice: str) -> None:
    found = on_flow(chosen(), choice)
    assert found["request"]["text"] == TEXT
    assert found["tokens"][found["position"]]["start"] is not None


@pytest.mark.usefixtures("tiny_models")
def test_a_hidden_token_is_looked_at_first() -> None:
    found = on_flow(chosen("The [MASK] sat."), "bert")
    assert found["tokens"][found["position"]]["text"] == "[MASK]"
    assert found["mask_token"] == "[MASK]"
    assert on_flow(chosen(), "gpt")["mask_token"] is None


@pytest.mark.usefixtures("tiny_models")
def test_one_token_and_too_many() -> None:
    assert len(on_flow(chosen("a"), "lstm")["tokens"]) >= 1
    with pytest.raises(InputError) as refusal:
        on_flow(chosen("a." * 300), "lstm")
    assert refusal.value.code == "too_many_tokens"


@pytest.mark.bundled
def test_lanes_grow_in_gpt_and_keep_their_width_in_bert() -> None:
    """What the sentences below the picture say."""
    from models import activations

    text = DEFAULT_TEXTS["en"]
    gpt, bert = activations(text, "gpt"), activations(text, "bert")
    grown = gpt["blocks.7.resid_post"].norm(dim=-1) / gpt["blocks.0.resid_pre"].norm(dim=-1)
    assert grown.min() > 30
    ends = [bert[f"blocks.{layer}.ln2"].norm(dim=-1) for layer in range(6)]
    assert all((end / ends[0] > 0.85).all() and (end / ends[0] < 1.05).all() for end in ends)


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("model", ["tiny-gpt2", "tiny-bert", "tiny-llama", "tiny-lstm", "tiny-bart", "tiny-rnn"])
def test_every_part_every_tensor_and_a_number_of_each_can_be_opened(model: str) -> None:
    request = {"text": TEXT, "model": model}
    n_layers = on_flow(chosen(), f"={model}")["n_layers"]
    for which in ("start", *range(n_layers), "end"):
        found = part({**request, "part": which})
        assert found["tensors"] or (model, which) == ("tiny-bart", "end")
        for shown in found["tensors"]:
            opened = tensor({**request, "name": shown["name"]})
            assert opened["code"]
            index = [0] * len(shown["shape"])
            told = cell({**request, "name": shown["name"], "index": index})
            assert told["form"] != "given" or model == "tiny-bart", shown["name"]


@pytest.mark.usefixtures("tiny_models")
def test_the_largest_logits_are_the_likeliest_tokens() -> None:
    opened = tensor({"text": TEXT, "model": "tiny-gpt2", "name": "logits", "position": 2})
    likely = on_flow(chosen(), "gpt")["top"][2]
    assert opened["labels"][: len(likely)] == [one["token"] for one in likely]


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(
    ("ask", "question", "code"),
    [
        (part, {"part": 99}, "out_of_range"),
        (part, {"part": "middle"}, "not_one_of"),
        (tensor, {"name": "blocks.0.attn.q", "head": 7}, "out_of_range"),
        (tensor, {"name": "nothing"}, "unknown_tensor"),
        (tensor, {"name": "logits", "position": 999}, "out_of_range"),
        (cell, {"name": "blocks.0.ln1", "index": [0]}, "out_of_range"),
        (cell, {"name": "blocks.0.ln1", "index": "all"}, "not_list"),
    ],
)
def test_what_is_not_there_is_refused_with_the_limit(ask: Any, question: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        ask({"text": TEXT, "model": "tiny-gpt2", **question})
    assert refusal.value.code == code


@pytest.mark.usefixtures("tiny_models")
def test_a_norm_is_known_by_the_name_that_its_own_lab_has() -> None:
    from models import model_sites

    for model in ("tiny-gpt2", "tiny-bert", "tiny-llama"):
        asked = {"text": TEXT, "model": model}
        sites = {name: tensor({**asked, "name": f"blocks.0.{name}"})["site"] for name in ("ln1", "ln2", "mlp.out")}
        assert {sites["ln1"], sites["ln2"]} <= set(model_sites(model))
        assert sites["mlp.out"] is None


@pytest.mark.usefixtures("tiny_models")
def test_an_encoder_says_that_its_decoder_is_not_shown() -> None:
    assert on_flow(chosen(), "=tiny-bart")["encoder_only"]
    assert not on_flow(chosen(), "gpt")["encoder_only"]


@pytest.mark.usefixtures("tiny_models")
def test_an_lstm_has_no_heads_to_open() -> None:
    with pytest.raises(InputError) as refusal:
        tensor({"text": TEXT, "model": "tiny-lstm", "name": "blocks.0.attn.q", "head": 0})
    assert refusal.value.code == "unknown_tensor"


@pytest.mark.usefixtures("tiny_models")
def test_the_questions_are_answered_for_every_family_or_refused_with_why() -> None:
    hidden = "The [MASK] sat on the mat."
    for choice, text in (("gpt", TEXT), ("bert", hidden), ("=tiny-llama", TEXT), ("lstm", TEXT)):
        lens = on_lens(chosen(text), choice)
        assert lens["answer_ranks"]["shape"] == [len(lens["stations"]), len(lens["tokens"])]
        assert lens["tokens"][lens["position"]]["text"] == ("[MASK]" if choice == "bert" else ".")
        place = lens_place({**lens["request"], "station": 1, "position": 2})
        assert place["top"][0]["token"] == lens["top"][1][2]
        found = on_contributions(chosen(text), choice)["split"]
        assert found["total"] == pytest.approx(found["value"], abs=1e-4)
        assert found["other"] is not None
        assert found["value"] > 0
    assert {on_contributions(chosen(hidden), one)["split"]["held"] for one in ("gpt", "bert", "lstm", "=tiny-rnn")} == {
        "last", "all", "cells", "nothing",
    }  # fmt: skip
    for handler, choice, code in (
        (on_lens, "=tiny-bart", "source_model"),
        (on_contributions, "=tiny-bart", "source_model"),
        (on_patch, "=tiny-bart", "source_model"),
        (on_patch, "lstm", "no_attention"),
        (on_contributions, "=tiny-bilstm", "unknown_way_out"),
    ):
        with pytest.raises(InputError) as refusal:
            handler(chosen(), choice)
        assert refusal.value.code == code


@pytest.mark.usefixtures("tiny_models")
def test_a_text_of_ones_own_waits_for_a_second_sentence() -> None:
    found = on_patch(chosen(), "gpt")
    assert (found["other"], found["carried"], found["is_telling"]) == ("", None, False)
    assert found["silenced"]["probs"]["shape"] == [3, 6]


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize(
    ("ask", "question", "code"),
    [
        (lens_place, {"station": 4, "position": 0}, "out_of_range"),
        (lens_place, {"station": 0, "position": -1}, "out_of_range"),
        (split, {"token": "", "other": "", "position": 99}, "out_of_range"),
        (split, {"token": 3, "other": ""}, "not_text"),
        (layer_neurons, {"token": "", "other": "", "layer": 3}, "out_of_range"),
        (carry, {"other": "One.", "site": "stream", "head": None}, "not_aligned"),
        (hush, {"how": "softly"}, "not_one_of"),
    ],
)
def test_questions_about_what_is_not_there_are_refused(ask: Any, question: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        ask({"text": TEXT, "model": "tiny-gpt2", **question})
    assert refusal.value.code == code


@pytest.mark.bundled
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_text_of_a_page_gives_way_to_one_that_tells_more(language: str) -> None:
    models = ("gpt", "bert", "lstm") if language == "en" else ("gpt-zh", "bert-zh", "lstm-zh")
    page = Chosen(DEFAULT_TEXTS[language], *models)
    for choice in ("gpt", "bert"):
        assert on_lens(page, choice)["is_telling"]
        carried = on_patch(page, choice)["carried"]
        assert carried is not None
        assert carried["token"] != carried["rival"]
    for choice in ("gpt", "bert", "lstm"):
        assert on_contributions(page, choice)["split"]["value"] > 0


def test_every_step_says_what_it_is_in_both_languages() -> None:
    keys = {f"does_{name.replace('.', '_')}" for name in STEPS} | {f"kind_{name}" for name in KINDS}
    for language in ("en", "zh"):
        assert keys <= section_strings(language, "inside").keys()


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("language", "model", "answer", "blocks", "weight"),
    [("en", "gpt", "kite", (7,), 0.7), ("zh", "gpt-zh", "胡", (6, 7), 0.3)],
)
def test_in_the_telling_text_attention_fetches_the_answer(
    language: str, model: str, answer: str, blocks: tuple[int, ...], weight: float
) -> None:
    from models import activations, predict

    text = TELLING[language]
    (best,) = predict(text, model, 1)[0].top
    assert best.token.strip() == answer
    assert best.prob > 0.5
    found = activations(text, model)
    places = [place for place, token in enumerate(found.tokens) if token.text.strip() == answer]
    shares = [float(found[f"blocks.{layer}.attn.pattern"].mean(0)[-1, places].sum()) for layer in range(found.n_layers)]
    assert all(shares[block] > weight for block in blocks)
    assert max(shares[:6]) < min(0.2, weight)  # nowhere before
