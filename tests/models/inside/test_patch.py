"""A model with numbers changed inside gives what the same model gives whose numbers were changed by plain hooks."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from app.labs.inside.reading import PAIRS, TELLING
from models import activations, load, patch, silence
from models.errors import InputError
from models.inside.anatomy import anatomy_of
from models.inside.edits import Edit
from models.inside.head import unembed
from models.inside.patch import SITES, joined
from models.inside.silence import added_by, silencing
from models.passes import Wanted, prepare, run

TEXT, OTHER = "The cat sat on the mat.", "The dog sat on the log."
MODELS = ("tiny-gpt2", "tiny-llama", "tiny-gpt-neox", "tiny-bert")
pytestmark = pytest.mark.usefixtures("tiny_models")


def logits_under(name: str, text: str, *edits: Edit) -> Tensor:
    found = run(name, [prepare(text, name).ids], Wanted(logits=True, changes=edits)).logits
    assert found is not None
    return found[0]


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-gpt-neox"])
def test_with_everything_silent_the_embedding_alone_is_left(name: str) -> None:
    found, anatomy = activations(TEXT, name), anatomy_of(load(name).model)
    parts = [added_by(anatomy, layer, part) for layer in range(3) for part in ("attn", "mlp")]  # type: ignore[arg-type]
    changed = logits_under(name, TEXT, *(silencing(found, part, "zero", None) for part in parts))
    with torch.no_grad():
        alone = unembed(load(name).model, anatomy, found["blocks.0.resid_pre"])
    torch.testing.assert_close(changed, alone, atol=1e-5, rtol=1e-5)
    assert not torch.allclose(changed, found["logits"], atol=0.1)


def test_with_everything_silent_bert_norms_the_embedding_again_and_again() -> None:
    found, model = activations(TEXT, "tiny-bert"), load("tiny-bert").model
    anatomy = anatomy_of(model)
    parts = [f"blocks.{layer}.{part}.out" for layer in range(3) for part in ("attn", "mlp")]
    changed = logits_under("tiny-bert", TEXT, *(silencing(found, part, "zero", None) for part in parts))
    stream = found["blocks.0.resid_pre"]
    with torch.no_grad():
        for layer in range(3):
            block: Any = model.get_submodule(f"bert.encoder.layer.{layer}")
            stream = block.output.LayerNorm(block.attention.output.LayerNorm(stream))
        torch.testing.assert_close(changed, unembed(model, anatomy, stream), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", MODELS)
def test_a_silent_head_is_one_that_the_attention_lab_silences(name: str) -> None:
    found = silence(TEXT, name)
    for layer, head in ((0, 1), (2, 3)):
        ids = [prepare(TEXT, name).ids]
        logits = run(name, ids, Wanted(logits=True, silenced=frozenset({(layer, head)}))).logits
        assert logits is not None
        expected = logits[0, found.position].softmax(-1)
        assert float(found.probs[layer, head]) == pytest.approx(float(expected[found.token]), abs=1e-5)
        assert int(found.top_ids[layer, head]) == int(expected.argmax())


@pytest.mark.parametrize("name", MODELS)
def test_a_silent_mlp_and_a_silent_block_by_hooks(name: str) -> None:
    found, model = silence(TEXT, name), load(name).model
    places = anatomy_of(model).places
    ids = torch.tensor([prepare(TEXT, name).ids])
    for column, parts in (("mlp", ("mlp.out",)), ("block", ("attn.out", "mlp.out"))):
        modules = [model.get_submodule(places[f"blocks.1.{part}"].module) for part in parts]
        handles = [one.register_forward_hook(lambda *given: torch.zeros_like(given[2])) for one in modules]
        with torch.no_grad():
            probs: Tensor = model(input_ids=ids).logits[0, found.position].softmax(-1)
        for handle in handles:
            handle.remove()
        at = found.columns.index(column)
        assert float(found.probs[1, at]) == pytest.approx(float(probs[found.token]), abs=1e-5)


def test_the_mean_is_what_a_part_adds_on_average() -> None:
    found = activations(TEXT, "tiny-gpt2")
    mean = found["blocks.1.mlp.out"].mean(0)
    seen = run(
        "tiny-gpt2",
        [prepare(TEXT, "tiny-gpt2").ids],
        Wanted(activations=True, changes=(silencing(found, "blocks.1.mlp.out", "mean", None),)),
    ).activations
    assert seen is not None
    after = seen.values["blocks.1.resid_post"][0]
    torch.testing.assert_close(after, found["blocks.1.resid_mid"] + mean, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("layer", [0, 2])
def test_all_positions_carried_over_are_the_other_sentences_run(name: str, layer: int) -> None:
    there = activations(OTHER, name)
    step = f"blocks.{layer}.resid_pre"
    changed = logits_under(name, TEXT, Edit(step, there[step]))
    torch.testing.assert_close(changed, there["logits"], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("site", "head"), [("stream", None), ("attention", None), ("attention", 1), ("mlp", None)])
def test_the_map_is_one_run_for_each_cell(name: str, site: str, head: int | None) -> None:
    token, rival = ("cat", "dog") if name == "tiny-bert" else (" cat", " dog")
    found = patch(TEXT, OTHER, name, site, head, token, rival)
    there = activations(OTHER, name)
    for layer, position in ((0, 2), (1, 5), (2, found.position)):
        step = f"blocks.{layer}.{SITES[site]}"
        size = there[step].shape[-1]
        columns = None if head is None else (head * size, (head + 1) * size)
        vector = joined(there[step])[position, slice(*(columns or (None, None)))]
        edit = Edit(step, vector[None], torch.tensor([0]), torch.tensor([position]), columns)
        logits = logits_under(name, TEXT, edit)[found.position]
        expected = float(logits[found.rival] - logits[found.token])
        assert float(found.changes[layer, position]) == pytest.approx(expected, abs=1e-4)
        assert float(found.rival_probs[layer, position]) == pytest.approx(
            float(logits.softmax(-1)[found.rival]), abs=1e-5
        )


def test_rows_may_be_read_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = patch(TEXT, OTHER, "tiny-gpt2", "stream", None, " cat", " dog")
    silent = silence(TEXT, "tiny-gpt2", "mean")
    monkeypatch.setattr("models.inside.silence.MOST_NUMBERS", 3 * len(whole.tokens) * 382)
    torch.testing.assert_close(patch(TEXT, OTHER, "tiny-gpt2", "stream", None, " cat", " dog").changes, whole.changes)
    torch.testing.assert_close(silence(TEXT, "tiny-gpt2", "mean").probs, silent.probs)


def test_an_edit_is_gone_behind_its_pass() -> None:
    before = activations(TEXT, "tiny-llama")["logits"]
    silence(TEXT, "tiny-llama")
    torch.testing.assert_close(logits_under("tiny-llama", TEXT), before, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("tiny-gpt2", {"other": "The cat sat on the mat. The dog."}, "not_aligned"),
        ("tiny-gpt2", {"other": TEXT}, "same_sentences"),
        ("tiny-gpt2", {"token": " cat", "rival": " cat"}, "same_answer"),
        ("tiny-gpt2", {"rival": "antidisestablishmentarianism"}, "not_one_token"),
        ("tiny-gpt2", {"site": "gates"}, "not_one_of"),
        ("tiny-gpt2", {"site": "attention", "head": 4, "token": " cat", "rival": " dog"}, "out_of_range"),
        ("tiny-lstm", {}, "no_attention"),
        ("tiny-bart", {}, "source_model"),
        ("tiny-bilstm", {}, "unknown_way_out"),
        ("tiny-gpt2", {"text": " a" * 64}, "too_many_tokens"),
    ],
)
def test_what_cannot_be_carried_over_is_refused(name: str, options: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refusal:
        patch(**{"text": TEXT, "other": OTHER, "model_id": name, **options})
    assert refusal.value.code == code


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("model", "language", "answers"), [("gpt", "en", ("kite", "ball")), ("gpt-zh", "zh", ("胡", "青"))]
)
def test_the_name_is_carried_at_its_own_place_until_the_last_block_fetches_it(
    model: str, language: str, answers: tuple[str, str]
) -> None:
    """What the section shows when it opens."""
    text, other = PAIRS["onwards"][language]
    found = patch(text, other, model)
    assert tuple(found.names[id_].text.strip() for id_ in (found.token, found.rival)) == answers
    shares = (found.changes - found.before) / (found.behind - found.before)
    own = [at for at, (one, two) in enumerate(zip(found.tokens, found.other_tokens, strict=True)) if one.id != two.id]
    assert all(float(shares[layer, own].sum()) > 0.85 for layer in range(7))
    assert float(shares[:7, found.position].max()) < 0.15
    assert float(shares[7, found.position]) > (0.5 if language == "zh" else 0.15)
    elsewhere = [at for at in range(len(found.tokens)) if at not in {*own, found.position}]
    assert float(shares[:, elsewhere].abs().max()) < 0.08


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("model", "language", "answers"), [("bert", "en", ("she", "he")), ("bert-zh", "zh", ("只", "个"))]
)
def test_a_blank_turns_with_the_word_that_it_goes_by(model: str, language: str, answers: tuple[str, str]) -> None:
    text, other = PAIRS["around"][language]
    found = patch(text, other, model)
    assert tuple(found.names[id_].text for id_ in (found.token, found.rival)) == answers
    shares = (found.changes - found.before) / (found.behind - found.before)
    own = [at for at, (one, two) in enumerate(zip(found.tokens, found.other_tokens, strict=True)) if one.id != two.id]
    assert int(shares[0].argmax()) in own
    assert found.before < 0 < found.behind


@pytest.mark.bundled
def test_without_the_last_block_the_answer_is_the_usual_word() -> None:
    for model, language, usual in (("gpt", "en", "ball"), ("gpt-zh", "zh", "又")):
        found = silence(TELLING[language], model)
        assert found.names[int(found.top_ids[7, -1])].text.strip() == usual
        assert found.probs[7, -1] < 0.02 < found.before
