from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from models.decoding.cache_cost import N_ROUNDS, measure_cache, medians, read_all
from models.decoding.loop import Reader, memory_of
from models.errors import InputError
from models.registry import load, load_tokenizer

PROMPT = "The animal didn't cross the street"


@pytest.fixture(autouse=True)
def catalog(tiny_models: Path) -> None:
    """The tiny models are in the catalog."""


@pytest.mark.parametrize(("model_id", "n_key_value_heads"), [("tiny-gpt2", 4), ("tiny-llama", 2)])
def test_bytes_are_those_of_keys_and_values(model_id: str, n_key_value_heads: int) -> None:
    *_, cost = measure_cache(PROMPT, model_id, 6)
    assert (cost.kind, cost.n_layers, cost.n_heads, cost.n_key_value_heads) == ("keys_values", 3, 4, n_key_value_heads)
    assert cost.n_read == len(load_tokenizer(model_id)(PROMPT).input_ids)
    per_token = 2 * cost.n_layers * cost.n_key_value_heads * cost.d_head * cost.bytes_per_number
    assert cost.held_bytes == tuple(per_token * (cost.n_read + step) for step in range(6))
    assert all(ms > 0 for ms in (*cost.with_ms, *cost.without_ms))


def test_a_state_does_not_grow() -> None:
    *_, cost = measure_cache(PROMPT, "tiny-lstm", 6)
    assert (cost.kind, cost.n_layers) == ("state", 2)
    assert set(cost.held_bytes) == {2 * cost.n_layers * cost.d_head * cost.bytes_per_number}


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-llama", "tiny-lstm"])
def test_reading_again_gives_what_the_cache_gives(model_id: str) -> None:
    model = load(model_id).model
    ids = torch.tensor([[9, 30, 31, 40, 41]])
    with torch.inference_mode():
        reader = Reader(model, 5, with_hidden=False, memory=memory_of(model))
        for length in range(1, 6):
            cached = reader.read(ids[:, length - 1 : length]).logits
            assert torch.allclose(cached, read_all(model, ids[:, :length]), atol=1e-4)


def test_steps_come_one_by_one_and_stop_at_the_context() -> None:
    lengths = [len(cost.with_ms) for cost in measure_cache("cat " * 25, "tiny-gpt2", 200)]
    n_prompt = len(load_tokenizer("tiny-gpt2")("cat " * 25).input_ids)
    n_steps = 64 - n_prompt
    assert lengths == [*range(1, n_steps + 1), *[n_steps] * (n_steps * (N_ROUNDS - 1))]


def test_a_busy_moment_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step's time is the median of those of all texts written: one that took long changes nothing."""
    n_timed = iter(range(1000))

    def timed(work: Callable[[], torch.Tensor]) -> tuple[float, torch.Tensor]:
        nth = next(n_timed)
        return 900.0 if nth in (2, 9) else float(1 + nth % 2), work()

    monkeypatch.setattr("models.decoding.cache_cost._timed", timed)
    first, *_, last = measure_cache(PROMPT, "tiny-gpt2", 4)
    assert (first.with_ms, first.without_ms) == ((1.0,), (2.0,))
    assert (last.with_ms, last.without_ms) == ((1.0,) * 4, (2.0,) * 4)


def test_a_step_that_is_slow_each_time_does_not_stand_out() -> None:
    """As a busy machine has them: one step of forty is ten times slower, in every text written."""
    times = np.ones((N_ROUNDS, 40, 2)) * [1.0, 2.0]
    times[:, 17] *= 10
    times[:, 0] = 5.0
    times[-1, 30:] = np.nan  # the last text is still being written
    usual = medians(times)
    assert usual.shape == (40, 2)
    assert usual[0].tolist() == [5.0, 5.0]
    assert (usual[1:] == [1.0, 2.0]).all()


def test_what_grows_with_the_text_is_still_seen_to_grow() -> None:
    growing = np.linspace(1, 5, 64)
    times = np.repeat(np.stack([np.ones(64), growing], axis=1)[None], N_ROUNDS, axis=0)
    usual = medians(times)
    assert (np.diff(usual[1:, 1]) >= 0).all()
    assert usual[5:-5, 1] == pytest.approx(growing[5:-5])


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("cannot_write", {"model_id": "tiny-bert"}),
        ("out_of_range", {"max_new_tokens": 1}),
        ("no_room_to_write", {"prompt": "cat " * 200}),
    ],
)
def test_bad_input_is_refused_at_once(code: str, asked: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        measure_cache(**{"prompt": PROMPT, "model_id": "tiny-gpt2", **asked})
    assert caught.value.code == code
