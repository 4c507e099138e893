from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

import models.architectures.lstm  # noqa: F401  (registers the LSTM)
from models.catalog import BUNDLED
from models.decoding.transcript import write_steps
from models.records import Decoding

LENGTH_PENALTIES = (0.0, 0.5, 1.0, 2.0)
ENDS = {"no end": None, "an end": 0, "many ends": list(range(0, 400, 12))}
Checkpoint = tuple[PreTrainedModel, PreTrainedTokenizerFast]


def load_exact(folder: Path) -> Checkpoint:
    """In float64, so that no two continuations are as good as tied."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float64).eval()
    return model, AutoTokenizer.from_pretrained(folder)


@pytest.fixture(params=["tiny-gpt2", "tiny-llama", "tiny-lstm"])
def checkpoint(request: pytest.FixtureRequest, tiny_models: Path) -> Checkpoint:
    return load_exact(tiny_models / request.param)


def write(checkpoint: Checkpoint, prompt: list[int], strategies: list[dict[str, object]], n_steps: int) -> Decoding:
    *_, last = write_steps(*checkpoint, prompt, strategies, n_steps)
    return last


def assert_generates_the_same(checkpoint: Checkpoint, n_prompts: int, repetition: dict[str, float]) -> None:
    """Greedy and three beam searches at once give the ids and the sums that `generate` gives one by one."""
    model, _ = checkpoint
    random_ = random.Random(7)
    for _ in range(n_prompts):
        prompt = [random_.randrange(model.config.vocab_size) for _ in range(random_.randint(1, 8))]
        n_steps = random_.randint(1, 12)
        beams = [(random_.randint(1, 8), random_.choice(LENGTH_PENALTIES)) for _ in range(2)]
        strategies: list[dict[str, object]] = [{"name": "greedy", **repetition}]
        strategies += [{"name": "beam", "num_beams": n, "length_penalty": p, **repetition} for n, p in beams]
        for run in write(checkpoint, prompt, strategies, n_steps).runs:
            options = {key: value for key, value in run.strategy.items() if key != "name"}
            if options.get("num_beams", 1) == 1:
                options.pop("length_penalty", None)  # which `generate` warns about
            ids, sum_logprob = generate(model, prompt, n_steps, options)
            assert [token.id for token in run.tokens] == ids
            if not repetition:
                assert run.sum_logprob == pytest.approx(sum_logprob, abs=1e-4)


def generate(
    model: PreTrainedModel, prompt: list[int], n_steps: int, options: dict[str, object]
) -> tuple[list[int], float]:
    inputs = torch.tensor([prompt])
    output = model.generate(
        inputs,
        attention_mask=torch.ones_like(inputs),
        max_new_tokens=n_steps,
        do_sample=False,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
        **options,
    )
    beams = output.get("beam_indices")
    scores = model.compute_transition_scores(output.sequences, output.scores, beams, normalize_logits=beams is None)
    return output.sequences[0, len(prompt) :].tolist(), scores.sum().item()


@pytest.mark.parametrize("ends", ENDS)
def test_writes_what_generate_writes(checkpoint: Checkpoint, ends: str) -> None:
    checkpoint[0].generation_config.eos_token_id = ENDS[ends]
    assert_generates_the_same(checkpoint, n_prompts=23, repetition={})  # 207 in all


def test_repetition_counts_as_in_generate(checkpoint: Checkpoint) -> None:
    checkpoint[0].generation_config.eos_token_id = 0
    assert_generates_the_same(checkpoint, 4, {"repetition_penalty": 1.4, "no_repeat_ngram_size": 2})


@pytest.mark.bundled
@pytest.mark.parametrize("name", ["gpt", "lstm"])
def test_bundled_models_write_what_generate_writes(name: str) -> None:
    assert_generates_the_same(load_exact(BUNDLED / name), n_prompts=4, repetition={})


def test_the_tree_holds_every_step_of_every_beam(checkpoint: Checkpoint) -> None:
    model, _ = checkpoint
    model.generation_config.eos_token_id = ENDS["many ends"]
    decoding = write(checkpoint, [5, 6], [{"name": "greedy"}, {"name": "beam", "num_beams": 4}], 9)
    run, tree = decoding.runs[1], decoding.beam_trees[1]
    assert list(decoding.beam_trees) == [1]
    for index, candidate in enumerate(tree):
        parent = None if candidate.parent is None else tree[candidate.parent]
        before = parent.sum_logprob if parent else 0.0
        assert candidate.sum_logprob == pytest.approx(before + candidate.logprob, abs=1e-5)
        assert candidate.step == (parent.step + 1 if parent else 0)
        assert parent is None or (candidate.parent < index and parent.kept)
        assert not (candidate.kept and candidate.finished)
    for step in range(tree[-1].step + 1):
        looked = [candidate for candidate in tree if candidate.step == step]
        assert [candidate.rank for candidate in looked] == list(range(1, len(looked) + 1))
        sums = [candidate.sum_logprob for candidate in looked]
        assert sums == sorted(sums, reverse=True)
        assert sum(candidate.kept for candidate in looked) <= 4

    texts = [candidate for candidate in tree if candidate.score is not None]
    best = max(texts, key=lambda candidate: candidate.score)
    assert best.score == pytest.approx(run.sum_logprob / len(run.tokens), abs=1e-5)
    path = []
    while best is not None:
        path.append(best.id)
        best = None if best.parent is None else tree[best.parent]
    assert path[::-1] == [token.id for token in run.tokens]


def test_a_wide_search_finds_the_likeliest_text(checkpoint: Checkpoint) -> None:
    """Two steps, and a beam as wide as what can matter: nothing is likelier."""
    model, _ = checkpoint
    model.generation_config.eos_token_id = None
    (run,) = write(checkpoint, [5, 6], [{"name": "beam", "num_beams": 10}], 2).runs
    first = model(torch.tensor([[5, 6]])).logits[0, -1].log_softmax(-1)
    top = first.topk(10).indices
    second = model(torch.stack([torch.tensor([5, 6, int(i)]) for i in top])).logits[:, -1].log_softmax(-1)
    assert run.sum_logprob == pytest.approx((first[top] + second.amax(-1)).max().item(), abs=1e-5)
