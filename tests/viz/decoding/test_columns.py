from __future__ import annotations

import base64
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from models.records import DecodedToken, Decoding, DecodingRun, RunMetrics
from viz.decoding.columns import encode_decoding, first_parting
from viz.decoding.payloads import Written

DTYPES = {"float32": "<f4", "int32": "<i4", "uint8": "|u1"}
WRITTEN: Written = {"prompt": "Once", "model": "GPT", "family": "gpt", "fills": False}
SETTINGS = {"n_steps": 4, "seed": 7, "strategies": [{"name": "greedy"}]}


def run_of(*words: str, logprob: float = -math.log(4), stopped: str | None = None) -> DecodingRun:
    tokens = tuple(DecodedToken(sum(map(ord, word)), word, logprob, 2, 3.5, 40) for word in words)
    return DecodingRun({"name": "greedy"}, "".join(words), tokens, logprob * len(words), stopped)


def numbers(run: dict, name: str) -> list:
    """A column of numbers as the browser reads it."""
    array = run["numbers"][name]
    return np.frombuffer(base64.b64decode(array["data"]), DTYPES[array["dtype"]]).tolist()


def encoded(*runs: DecodingRun) -> dict:
    return encode_decoding(Decoding((), runs), WRITTEN, SETTINGS, [None for _ in runs])


def test_surprisal_is_the_probability_in_bits() -> None:
    run = encoded(run_of(" a", " b", stopped="max_new_tokens"))["runs"][0]
    assert numbers(run, "surprisal_bits") == pytest.approx([2, 2])
    assert numbers(run, "logprob") == pytest.approx([-math.log(4)] * 2)
    assert (numbers(run, "rank"), numbers(run, "n_kept")) == ([2, 2], [40, 40])
    assert numbers(run, "entropy_bits") == [3.5, 3.5]
    assert numbers(run, "id") == [129, 130]
    assert run["mean_surprisal_bits"] == pytest.approx(2)
    assert run["sum_logprob"] == pytest.approx(-2 * math.log(4))
    assert run["stopped"] == "max_new_tokens"


def test_figures_of_a_text_are_there_when_it_is_finished() -> None:
    metrics = RunMetrics(0.5, None, 2, 1.25)
    run = encode_decoding(Decoding((), (run_of(" a"),)), WRITTEN, SETTINGS, [metrics])["runs"][0]
    assert run["metrics"] == {"distinct_1": 0.5, "distinct_2": None, "longest_repeat": 2}
    assert encoded(run_of(" a"))["runs"][0]["metrics"] is None


def test_blanks_are_compared_place_by_place() -> None:
    """One fills its second blank first; they part at the first place where both are filled differently."""
    one = replace(run_of("y", "x"), places=(1, 0))
    other = replace(run_of("x", "z"), places=(0, 1))
    assert first_parting(one, other) == first_parting(other, one) == 1
    assert first_parting(replace(run_of("q"), places=(2,)), other) is None
    assert encoded(one)["runs"][0]["places"] == [1, 0]


def test_a_certain_token_is_no_surprise() -> None:
    (bits,) = numbers(encoded(run_of("a", logprob=0.0))["runs"][0], "surprisal_bits")
    assert math.copysign(1, bits) == 1
    assert bits == 0


def test_a_run_that_wrote_nothing_has_no_mean() -> None:
    run = encoded(run_of(stopped="nothing_left"))["runs"][0]
    assert run["mean_surprisal_bits"] is None
    assert numbers(run, "logprob") == []


@pytest.mark.parametrize(
    ("a", "b", "step"),
    [
        (("x", "y", "z"), ("x", "y", "z"), None),
        (("x", "y", "z"), ("x", "q", "z"), 1),
        (("x",), ("y",), 0),
        (("x", "y"), ("x",), None),
        ((), ("x",), None),
    ],
)
def test_columns_part_at_the_first_token_that_differs(a: tuple, b: tuple, step: int | None) -> None:
    assert first_parting(run_of(*a), run_of(*b)) == step
    assert first_parting(run_of(*b), run_of(*a)) == step


def test_every_two_columns_are_compared() -> None:
    runs = [run_of("x", "y"), run_of("x", "z"), run_of("q", "y")]
    assert encoded(*runs)["partings"] == [[None, 1, 0], [1, None, 0], [0, 0, None]]


@pytest.mark.parametrize(
    ("token", "shown"),
    [(" the", "·the"), ("<E4>", "<E4>"), ("</script><img onerror>", "</script><img·onerror>"), ("${7*7}", "${7*7}")],
)
def test_tokens_are_shown_as_they_are(token: str, shown: str) -> None:
    run = encoded(run_of(token))["runs"][0]
    assert run["tokens"] == [shown]
    assert run["text"] == token


def test_a_space_before_a_word_is_told_from_a_dot_that_was_written() -> None:
    run = encoded(run_of(" the", "·", " ", "a b"))["runs"][0]
    assert run["tokens"] == ["·the", "·", "·", "a·b"]
    assert numbers(run, "n_spaces") == [1, 0, 1, 0]


def test_a_line_end_is_seen() -> None:
    (shown,) = encoded(run_of("\n"))["runs"][0]["tokens"]
    assert shown.isprintable()
    assert not shown.isspace()


def test_everything_fits_json() -> None:
    payload = encoded(run_of(" a", "\n"), run_of("\u202eb"))
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload
    assert WRITTEN.items() <= payload.items()
    assert payload["settings"] == SETTINGS
