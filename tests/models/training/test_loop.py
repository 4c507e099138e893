"""Training makes the loss small, and a run that was stopped ends with the same weights."""

from __future__ import annotations

import copy
import csv
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedModel

from models.training.corpus import Corpus
from models.training.loop import CURVE_COLUMNS, Run, build_optimizers, train
from models.training.objectives import Objective, build_objective, mean_loss
from models.training.recipes import RECIPES, Recipe
from models.training.vocabulary import train_byte_bpe, train_wordpiece
from tests.models.training.small import small_recipe

CPU = torch.device("cpu")


class Killed(Exception):
    pass


def start(recipe: Recipe) -> Run:
    torch.manual_seed(0)
    return Run(recipe.build(None), recipe)


def weights(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def objective_of(recipe: Recipe, corpus: Corpus) -> Objective:
    stories = corpus.training["fairytales"]
    train_tokenizer = train_wordpiece if recipe.objective == "masked" else train_byte_bpe
    return build_objective(recipe, {"fairytales": stories}, train_tokenizer(stories, vocab_size=300), seed=0)


def fixed_loss(_: PreTrainedModel) -> float:
    return 1.0


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_stopped_run_goes_on_to_the_same_weights(name: str, corpus: Corpus, tmp_path: Path) -> None:
    recipe = small_recipe(name, steps=6)
    objective = objective_of(recipe, corpus)
    whole = start(recipe)
    train(whole, recipe, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    expected, curve = weights(whole.model), (tmp_path / "curve.csv").read_text()

    def kill_at_four(line: str) -> None:
        if "step 4/" in line:
            raise Killed

    with pytest.raises(Killed):
        train(start(recipe), recipe, objective, fixed_loss, tmp_path, CPU, say=kill_at_four)
    torch.manual_seed(123)
    going_on = Run(recipe.build(None), recipe)
    going_on.load(tmp_path / "checkpoint.pt")
    assert going_on.progress.step == 4
    train(going_on, recipe, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    actual, curve_after = weights(going_on.model), (tmp_path / "curve.csv").read_text()
    assert all(torch.equal(actual[key], expected[key]) for key in expected)
    rows, expected_rows = (list(csv.DictReader(text.splitlines())) for text in (curve_after, curve))
    for row in rows + expected_rows:
        del row["minutes"]
    assert rows == expected_rows
    assert [row["step"] for row in rows] == ["2", "4", "6"]


@pytest.mark.parametrize("name", list(RECIPES))
def test_the_loss_falls(name: str, corpus: Corpus, tmp_path: Path) -> None:
    recipe = replace(small_recipe(name, steps=40), lr=1e-2, decay_share=0.0)
    objective = objective_of(recipe, corpus)
    run = start(recipe)
    before = mean_loss(objective, run.model, 3)
    train(run, recipe, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    assert mean_loss(objective, run.model, 3) < before - 0.5


def test_a_finished_run_takes_no_step(corpus: Corpus, tmp_path: Path) -> None:
    recipe = small_recipe("lstm", steps=2)
    run = start(recipe)
    train(run, recipe, objective_of(recipe, corpus), fixed_loss, tmp_path, CPU, say=lambda _: None)
    before = weights(run.model)
    train(run, recipe, objective_of(recipe, corpus), fixed_loss, tmp_path, CPU, say=lambda _: None)
    assert all(torch.equal(before[key], value) for key, value in weights(run.model).items())
    assert (tmp_path / "curve.csv").read_text().startswith(",".join(CURVE_COLUMNS))


def test_the_curve_tells_the_gradient_before_it_is_clipped(corpus: Corpus, tmp_path: Path) -> None:
    recipe = replace(small_recipe("gpt", steps=1), report_every=1)
    objective = objective_of(recipe, corpus)
    run = start(recipe)
    torch.manual_seed(0)  # what the first step starts from
    model = copy.deepcopy(run.model).train()
    with torch.autocast("cpu", torch.bfloat16):
        loss = objective.loss(model, objective.batch(0))
    loss.backward()
    squares = sum(float(parameter.grad.double().square().sum()) for parameter in model.parameters())
    train(run, recipe, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    (row,) = csv.DictReader((tmp_path / "curve.csv").read_text().splitlines())
    assert float(row["train_loss_nats"]) == pytest.approx(loss.item(), abs=1e-4)
    assert float(row["gradient_norm"]) == pytest.approx(squares**0.5, rel=1e-3)


def test_the_mean_of_the_last_steps_is_reported_after_going_on(corpus: Corpus, tmp_path: Path) -> None:
    """A run made longer starts between two reports: the mean is over the steps taken, not over all of them."""
    recipe = replace(small_recipe("gpt", steps=3), report_every=50)
    objective = objective_of(recipe, corpus)
    run = start(recipe)
    train(run, recipe, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    longer = replace(recipe, steps=4)
    train(run, longer, objective, fixed_loss, tmp_path, CPU, say=lambda _: None)
    first, second = (row[CURVE_COLUMNS.index("train_loss_nats")] for row in run.progress.curve)
    assert second == pytest.approx(first, rel=0.3)


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_weight_has_one_optimizer(name: str) -> None:
    recipe = small_recipe(name, steps=6)
    model = recipe.build(None)
    optimizers = build_optimizers(model, recipe)
    groups = [group for optimizer in optimizers for group in optimizer.param_groups]
    held = [p for group in groups for p in group["params"]]
    assert len({id(p) for p in held}) == len(held)
    assert {id(p) for p in held} == {id(p) for p in model.parameters()}
    assert all((group["weight_decay"] > 0) == (p.ndim >= 2) for group in groups for p in group["params"])
    embedding = model.get_input_embeddings().weight
    if recipe.muon:
        adamw, muon = optimizers
        assert all(p.ndim == 2 and p is not embedding for group in muon.param_groups for p in group["params"])
        assert any(p is embedding for group in adamw.param_groups for p in group["params"])


def test_a_torch_without_muon_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.optim, "Muon")
    recipe = small_recipe("gpt", steps=6)
    with pytest.raises(RuntimeError, match=r"torch 2\.9 or newer"):
        Run(recipe.build(None), recipe)
    Run(small_recipe("lstm", steps=6).build(None), small_recipe("lstm", steps=6))
