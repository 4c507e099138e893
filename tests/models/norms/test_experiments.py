"""What the six experiments say holds on the real models, for sentences that nobody chose."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InputError
from models.norms.averages import trace_norms
from models.norms.batches import model_sites
from models.norms.experiments import (
    MOVES,
    change_last_token,
    change_neighbour,
    keep_running_statistics,
    pad_batch,
    scale_and_shift,
    shrink_batch,
)
from models.norms.slices import NORMS

pytestmark = pytest.mark.bundled
WORDS = (
    "the",
    "little",
    "dog",
    "girl",
    "ran",
    "sat",
    "big",
    "red",
    "tree",
    "and",
    "happy",
    "old",
    "king",
    "球",
    "\u00e9",
)
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(" ".join), min_size=2, max_size=5)
MODELS = ("gpt", "bert", "lstm")
ACROSS_POSITIONS = ("batch", "sentence", "group", "instance")
PER_TOKEN = ("layer", "rms")
few = settings(max_examples=4)


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Before anything is drawn: what checks shapes as a model is loaded asks `random`, which a strategy may not."""
    for model in MODELS:
        model_sites(model)


def sites() -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from(MODELS).flatmap(lambda model: st.tuples(st.just(model), st.sampled_from(model_sites(model))))


@few
@given(texts=SENTENCES, place=sites(), new=st.sampled_from(["A king", "the dog sat and saw a big red tree"]))
def test_only_batch_norm_lets_a_neighbour_in(texts: list[str], place: tuple[str, str], new: str) -> None:
    moves = change_neighbour(texts, *place, len(texts) - 1, new)
    assert moves.columns == tuple(str(n) for n in range(1, len(texts)))
    assert (moves.input_moved == 0).all()
    for name in set(NORMS) - {"batch"}:
        assert (moves.moved[name] == 0).all()
    assert moves.answers == {name: name == "batch" for name in NORMS}
    assert (moves.moved["batch"] > MOVES).all()


@few
@given(texts=SENTENCES, place=sites())
def test_a_single_token_leaves_nothing_to_norms_over_positions_alone(texts: list[str], place: tuple[str, str]) -> None:
    small = shrink_batch(texts, *place)
    for name, found in small["one_token"].items():
        is_lost = name in ("batch", "instance")
        assert (found.output_size == 0) == (found.least_variance == 0) == (found.n_values == 1) == is_lost
        assert (found.error is not None) == is_lost
    for name in PER_TOKEN:
        assert small["batch"][name].output_size == pytest.approx(1, abs=1e-2)
        assert small["batch"][name].n_values == small["one_token"][name].n_values
    assert all(found.error is None for found in small["one_sentence"].values())
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        torch.nn.BatchNorm1d(3)(torch.ones(1, 3, 1))


@few
@given(texts=SENTENCES, place=sites(), extra=st.integers(1, 20))
def test_padding_comes_in_where_positions_are_averaged_without_a_mask(
    texts: list[str], place: tuple[str, str], extra: int
) -> None:
    moves, model_moves = pad_batch(texts, *place, extra)
    for name in NORMS:
        with_mask, without = moves.moved[name].tolist()
        assert with_mask < 1e-4
        assert (without > MOVES) == moves.answers[name] == (name in ACROSS_POSITIONS)
        assert name not in PER_TOKEN or without == 0
    assert (model_moves > MOVES) == (place[0] == "bert" and place[1] != model_sites("bert")[0])


@few
@given(texts=SENTENCES, place=sites(), momentum=st.sampled_from([0.1, 0.5, 1.0]), n_steps=st.integers(1, 9))
def test_only_batch_norm_has_two_modes(texts: list[str], place: tuple[str, str], momentum: float, n_steps: int) -> None:
    found = keep_running_statistics(texts, *place, n_steps, momentum)
    assert found.moved["batch"] > 0
    assert all(found.moved[name] == 0 for name in set(NORMS) - {"batch"})
    assert found.mean_gap.shape == found.deviation_gap.shape == found.output_gap.shape == (n_steps,)
    trace = trace_norms(texts, *place)
    rows = [row[~left_out] for row, left_out in zip(trace.activations, trace.padding, strict=True)]
    whole, running = torch.cat(rows), torch.zeros(rows[0].shape[1])
    for step in range(n_steps):
        running = (1 - momentum) * running + momentum * rows[step % len(rows)].mean(0)
    deviation = whole.std(0, correction=0).clamp(min=trace.eps)
    expected = ((running - whole.mean(0)) / deviation).square().mean().sqrt()
    torch.testing.assert_close(found.mean_gap[-1], expected, rtol=1e-3, atol=1e-4)


def test_one_batch_again_and_again_closes_the_gap_by_the_momentum() -> None:
    found = keep_running_statistics(["the little dog ran"], "gpt", "transformer.ln_f", 40, 0.25)
    torch.testing.assert_close(found.mean_gap[1:] / found.mean_gap[:-1], torch.full((39,), 0.75), rtol=1e-2, atol=1e-2)


@few
@given(texts=SENTENCES, place=sites())
def test_norms_over_positions_look_into_the_future(texts: list[str], place: tuple[str, str]) -> None:
    moves, tokens, new = change_last_token(texts, *place)
    assert len(moves.columns) == len(tokens) - 1
    assert new.id != tokens[-1].id
    if place[0] == "bert":
        return
    assert (moves.input_moved == 0).all()
    assert all((moves.moved[name] == 0).all() for name in PER_TOKEN)
    assert all(moves.moved[name].max() > 0 for name in ACROSS_POSITIONS)


def test_bert_looks_into_the_future_by_itself() -> None:
    moves, _, _ = change_last_token(["the little dog ran", "a king"], "bert", model_sites("bert")[-2])
    assert (moves.input_moved > MOVES).all()
    assert all(moves.answers.values())


@few
@given(texts=SENTENCES, place=sites(), factor=st.floats(0.5, 4), addend=st.floats(0.5, 4))
def test_a_norm_takes_out_what_is_the_same_all_over_its_slice(
    texts: list[str], place: tuple[str, str], factor: float, addend: float
) -> None:
    moves = scale_and_shift(texts, *place, factor, addend)
    shifts_out = {
        "all": {"batch", "layer", "sentence", "group", "instance"},
        "feature": {"batch", "instance"},
        "token": {"layer"},
        "sentence": {"layer", "sentence", "group", "instance"},
    }
    for part, norms in shifts_out.items():
        for name in NORMS:
            moved = moves.moved[name][moves.columns.index(f"{part}_shifted")]
            assert (moved < 5e-3) == (name in norms), (part, name)
    scaled = moves.columns.index("token_scaled")
    assert all(moves.moved[name][scaled] < 5e-3 for name in PER_TOKEN)


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (lambda: change_neighbour(["one"], "gpt", "transformer.ln_f", 0, "two"), "too_few_sentences"),
        (lambda: change_neighbour(["one", "two"], "gpt", "transformer.ln_f", 2, "three"), "out_of_range"),
        (lambda: change_neighbour(["one", "two"], "gpt", "transformer.ln_f", 1, " "), "empty_sentence"),
        (lambda: pad_batch(["one"], "gpt", "transformer.ln_f", 0), "out_of_range"),
        (lambda: keep_running_statistics(["one"], "gpt", "transformer.ln_f", 0), "out_of_range"),
        (lambda: keep_running_statistics(["one"], "gpt", "transformer.ln_f", 5, 0.0), "out_of_range"),
        (lambda: keep_running_statistics(["one"], "gpt", "transformer.ln_f", 5, float("nan")), "out_of_range"),
        (lambda: scale_and_shift(["one"], "gpt", "transformer.ln_f", -1.0), "out_of_range"),
        (lambda: scale_and_shift(["one"], "gpt", "transformer.ln_f", 2.0, float("nan")), "out_of_range"),
        (lambda: shrink_batch(["one"], "gpt", "nowhere"), "unknown_site"),
        (lambda: shrink_batch(["one"], "gpt", "transformer.ln_f", groups=7), "out_of_range"),
    ],
)
def test_what_cannot_be_measured_is_named(run, code: str) -> None:
    with pytest.raises(InputError) as caught:
        run()
    assert caught.value.code == code
