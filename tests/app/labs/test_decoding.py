from __future__ import annotations

import base64
import math
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
import torch
from transformers import RepetitionPenaltyLogitsProcessor

from app.i18n import section_strings
from app.labs.decoding.cache import look_at_cache
from app.labs.decoding.kinds import encode_kinds
from app.labs.decoding.lab import DEFAULT_FILLINGS, DEFAULT_STRATEGIES, on_change
from app.labs.decoding.links import read_look, read_numbers, read_strategies, spell_strategies
from app.labs.decoding.page import MAX_COLUMNS, POINTED, on_looked_at
from app.labs.decoding.samples import look_at_samples
from app.labs.decoding.setup import Setup, framed, set_up, two
from app.labs.decoding.step import look_at_one_step
from app.labs.decoding.tree import look_at_tree
from app.state import Chosen
from models import decode
from models.decoding.cache_cost import N_ROUNDS
from models.decoding.strategies import parse_strategies
from models.errors import InputError
from models.registry import load
from models.strategies_table import FILLINGS, FILTERS, STRATEGIES
from viz.payload import encode_integers

PROMPT = "The animal didn't cross the street"
SPELLED = spell_strategies(DEFAULT_STRATEGIES)
FILLED = spell_strategies(DEFAULT_FILLINGS)
MODELS = ("tiny-gpt2", "tiny-bert", "tiny-lstm")


def write(strategies: str = SPELLED, writer: str = "gpt", n_steps: int = 6, seed: int = 3, text: str = PROMPT) -> list:
    return list(on_change(Chosen(text, *MODELS), writer, n_steps, seed, strategies, FILLED))


LOOKS = {"step": look_at_one_step, "samples": look_at_samples}
WORDS = section_strings("en", "decoding")


def chosen(strategies: str = SPELLED, writer: str = "gpt") -> Setup:
    return set_up(Chosen(PROMPT, *MODELS), writer, 6, 3, strategies, FILLED)


def look(spelled: str, strategies: str = SPELLED, writer: str = "gpt") -> list:
    """The payloads of a section; those of a tree without its figure."""
    name, numbers = read_look(spelled)
    setup = chosen(strategies, writer)
    if name == "tree":
        return [tree for tree, _, _ in look_at_tree(setup, WORDS, *two(numbers))]
    return list(LOOKS[name](setup, *two(numbers)))


def remember(writer: str = "gpt") -> list:
    """What the page gets of the cache: of its view, its figure, and what stands below."""
    return list(look_at_cache(chosen(writer=writer), WORDS))


@pytest.mark.parametrize(
    "strategies",
    [
        DEFAULT_STRATEGIES,
        [{"name": "beam", "num_beams": 3, "length_penalty": -0.5}],
        [{"name": "sample", "temperature": 1e-05, "top_p": 0.123456789, "no_repeat_ngram_size": 2}],
        [{"name": "most_confident"}, {"name": "left_to_right", "temperature": 0.8}],
        [{"name": "greedy", "force": {"4": 17}}, {"name": "beam", "force": {"0": 3, "1": 0}, "num_beams": 2}],
    ],
)
def test_what_is_spelled_is_read(strategies: list[dict[str, object]]) -> None:
    assert read_strategies(spell_strategies(strategies)) == list(strategies)


def test_a_link_escapes_nothing_but_the_space() -> None:
    assert set(SPELLED) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._~ ")


def test_whole_numbers_stay_whole() -> None:
    (strategy,) = read_strategies("sample-top_k-40-temperature-1.0")
    assert isinstance(strategy["top_k"], int)
    assert isinstance(strategy["temperature"], float)


@pytest.mark.parametrize(
    "spelled", ["", "step.x", "step.-1", "../etc", "step.99999", "</script>", "9", "elsewhere.1.2"]
)
def test_what_is_no_look_changes_no_section(spelled: str) -> None:
    assert read_look(spelled)[0] not in (*POINTED, "cache")
    assert on_looked_at(spelled) == [gr.skip()] * len(POINTED)


def test_what_is_pointed_at_reaches_its_section_alone() -> None:
    assert on_looked_at("step.3.12") == ["3.12", gr.skip(), gr.skip()]
    assert on_looked_at("tree") == [gr.skip(), "", gr.skip()]
    assert (read_numbers("3.12"), read_numbers(""), read_numbers("3..1"), read_numbers("99999")) == (
        [3, 12],
        [],
        [],
        [],
    )
    assert (two([]), two([4]), two([3, 12, 5])) == ((0, 0), (4, 0), (3, 12))


@pytest.mark.parametrize("writer", ["gpt", "lstm"])
def test_columns_grow_by_a_token_at_each_step(tiny_models: Path, monkeypatch: pytest.MonkeyPatch, writer: str) -> None:
    monkeypatch.setattr("app.labs.decoding.lab.FRAME_SECONDS", 0)
    states = write("greedy sample-top_k-5", writer)
    assert {state["family"] for state in states} == {writer}
    for step, state in enumerate(states[:-1], 1):
        assert max(len(run["tokens"]) for run in state["runs"]) == step
    assert all(run["stopped"] for run in states[-1]["runs"])
    assert any(run["stopped"] is None for run in states[0]["runs"])


def test_steps_that_follow_fast_are_shown_together_and_the_end_always(
    tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.labs.decoding.lab.FRAME_SECONDS", 60)
    first, last = write("greedy")
    assert len(first["runs"][0]["tokens"]) == 1
    assert last["runs"][0]["stopped"]
    assert (list(framed([], 1)), list(framed([1, 2, 3], 60)), list(framed([1, 2, 3], 0))) == ([], [1, 3], [1, 2, 3])


def test_columns_hold_what_decode_writes(tiny_models: Path) -> None:
    last = write()[-1]
    decoding = decode(PROMPT, "tiny-gpt2", DEFAULT_STRATEGIES, 6, 3)
    assert last["settings"]["strategies"] == list(DEFAULT_STRATEGIES)
    for shown, run in zip(last["runs"], decoding.runs, strict=True):
        assert shown["numbers"]["id"] == encode_integers([token.id for token in run.tokens])
        assert shown["text"] == run.text
        assert shown["sum_logprob"] == pytest.approx(run.sum_logprob, abs=1e-5)
        assert shown["mean_surprisal_bits"] == pytest.approx(-run.sum_logprob / math.log(2) / len(run.tokens))


def test_another_seed_changes_the_sampled_columns_alone(tiny_models: Path) -> None:
    one, other, again = (write("greedy beam-num_beams-3 sample", seed=seed)[-1]["runs"] for seed in (3, 4, 3))
    assert one == again
    assert one[:2] == other[:2]
    assert one[2]["tokens"] != other[2]["tokens"]


def test_an_empty_prompt_starts_from_the_start_token(tiny_models: Path) -> None:
    assert len(write("greedy", text="", n_steps=2)[-1]["runs"][0]["tokens"]) > 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"strategies": ""}, "out_of_range"),
        ({"strategies": " ".join(["greedy"] * (MAX_COLUMNS + 1))}, "out_of_range"),
        ({"strategies": "magic"}, "unknown_strategy"),
        ({"strategies": "</script><img-onerror-1>"}, "unknown_strategy"),
        ({"strategies": "greedy-top_k-4"}, "unknown_option"),
        ({"strategies": "sample-top_p-1.5"}, "out_of_range"),
        ({"strategies": "sample-top_p-1.2.3"}, "out_of_range"),
        ({"strategies": "beam-num_beams-99"}, "out_of_range"),
        ({"n_steps": 0}, "out_of_range"),
        ({"n_steps": None}, "out_of_range"),
        ({"seed": -1}, "out_of_range"),
        ({"seed": None}, "out_of_range"),
        ({"text": "street " * 400}, "no_room_to_write"),
    ],
)
def test_what_cannot_be_done_is_named(tiny_models: Path, given: dict, code: str) -> None:
    with pytest.raises(InputError) as refused:
        write(**given)
    assert refused.value.code == code


def test_bert_fills_its_own_columns(tiny_models: Path) -> None:
    last = write(writer="bert")[-1]
    assert last["family"] == "bert"
    assert [run["strategy"] for run in last["runs"]] == list(DEFAULT_FILLINGS)
    assert [sorted(run["places"]) for run in last["runs"]] == [list(range(6))] * len(DEFAULT_FILLINGS)


def test_a_step_shows_the_token_of_its_column(tiny_models: Path) -> None:
    columns = write()[-1]["runs"]
    for column, place in ((0, 0), (1, 5), (3, 4)):
        (shown,) = look(f"step.{column}.{place}")
        assert (shown["column"], shown["place"], shown["prompt"]) == (column, place, PROMPT)
        chosen = decode_numbers(shown["choices"]["id"]).index(shown["chosen"])
        assert shown["tokens"][chosen] == columns[column]["tokens"][place]


def decode_numbers(array: dict) -> list:
    return np.frombuffer(base64.b64decode(array["data"]), "<i4").tolist()


def test_a_branch_stands_beside_its_column_and_shares_its_way(tiny_models: Path) -> None:
    free, branch = write("sample sample-force-3~40")[-1]["runs"]
    ids = [decode_numbers(run["numbers"]["id"]) for run in (free, branch)]
    assert ids[0][:3] == ids[1][:3]
    assert ids[1][3] == 40


def test_the_tree_is_of_the_beam_column_that_is_asked_for(tiny_models: Path) -> None:
    beams = "greedy beam-num_beams-3 beam-num_beams-7-length_penalty-0.5"
    (tree,) = look("tree.2", beams)
    assert tree["strategy"] == {"name": "beam", "num_beams": 7, "length_penalty": 0.5}
    assert [width["num_beams"] for width in tree["widths"]] == [1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert look("tree", beams)[0]["strategy"]["num_beams"] == 3
    assert look("tree", "greedy")[0]["strategy"]["num_beams"] == 5
    assert [look(spelled, beams)[0]["column"] for spelled in ("tree.2", "tree", "tree.0")] == [2, 1, 1]
    assert look("tree", beams)[0]["widths"][2] == look("tree", beams)[0]["widths"][look("tree", beams)[0]["shown"]]
    assert look("tree", writer="bert")[0]["refused"]
    ((tree, figure, below),) = look_at_tree(chosen(beams), WORDS, 2, 0)
    assert [trace.y[-1] for trace in figure.data] == [width["n_scored"] for width in tree["widths"]]
    assert (len(below["rows"][0]), below["text"]) == (1 + len(tree["widths"]), PROMPT)


def test_samples_are_the_column_and_others(tiny_models: Path) -> None:
    column = write("sample-top_p-0.9")[-1]["runs"][0]
    shown = look("samples.0.4", "sample-top_p-0.9")[-1]
    assert shown["samples"][0]["tokens"] == column["tokens"]
    assert len({tuple(sample["tokens"]) for sample in shown["samples"]}) == shown["diversity"]["n_different"] > 1
    assert shown["samples"][0]["shared"] == 0
    assert len(look("samples")[-1]["samples"]) == 12
    assert look("samples.0.2", writer="bert")[-1]["strategy"]["temperature"] == 1.0


def test_the_cache_is_measured_step_by_step(tiny_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.labs.decoding.cache.FRAME_SECONDS", 0)
    assert next(iter(remember()))[0]["n_steps"] >= 128  # a longer text than the columns have
    monkeypatch.setattr("app.labs.decoding.cache.MEASURED_STEPS", 2)
    shown = remember()
    assert [view["n_tokens"] - view["n_read"] + 1 for view, _, _ in shown[:6]] == [1, 2, 3, 4, 5, 6]
    assert len(shown) == 6 * N_ROUNDS
    view, figure, below = shown[-1]
    assert [sharing["n_key_value_heads"] for sharing in view["sharings"]] == [4, 2, 1]
    assert view["usual_with_ms"] == pytest.approx(np.median(figure.data[0].y[1:]))
    assert [len(trace.y) for trace in figure.data] == [6, 6]
    assert (len(below["rows"]), below["rows"][-1][0], below["rows"][-1][-1]) == (7, 6, view["n_bytes"])
    assert (below["text"], below["model"]) == (PROMPT, view["model"])


def test_a_state_is_weighed_and_blanks_have_no_cache(tiny_models: Path) -> None:
    assert remember("lstm")[-1][0]["kind"] == "state"
    ((view, figure, below),) = remember("bert")
    assert (view["refused"], figure, below) == ("cache_fills", None, None)


@pytest.mark.parametrize("spelled", ["step.7.0", "step.0.99", "samples.0.1", "samples.0.99"])
def test_a_look_at_what_is_not_there_is_named(tiny_models: Path, spelled: str) -> None:
    with pytest.raises(InputError) as refused:
        look(spelled)
    assert refused.value.code == "out_of_range"


def test_every_word_for_a_strategy_is_there() -> None:
    """The page names every kind, option and preset that a link or the table can hold."""
    kinds = encode_kinds()
    for kind in (*kinds["writes"], *kinds["fills"]):
        presets = [f"preset_{name}" for name in kind["presets"]]
        options = [word for option in kind["options"] for word in (option["name"], f"{option['name']}_is")]
        said = [f"kind_{kind['name']}", f"tells_{kind['tells']}", *presets, *options]
        said += [f"is_{kind['at_zero']}"] if kind["at_zero"] else []
        said += [kind["hint"]] if kind["hint"] else []
        assert [word for word in said if word not in WORDS] == []


def test_the_page_gets_the_table_of_strategies() -> None:
    kinds = encode_kinds()
    assert [kind["name"] for kind in kinds["writes"]] == list(STRATEGIES)
    assert [kind["name"] for kind in kinds["fills"]] == list(FILLINGS)
    for kind in (*kinds["writes"], *kinds["fills"]):
        bounds = {option["name"]: option for option in kind["options"]}
        assert set(kind["shown"]) <= bounds.keys()
        assert all(option["begin"] is not None or option["name"] in kind["shown"] for option in kind["options"])
        parse_strategies(list(kind["presets"].values()), {**STRATEGIES, **FILLINGS})
        for option in kind["options"]:
            if option["begin"] is not None:
                parse_strategies([{"name": kind["name"], option["name"]: option["begin"]}], {**STRATEGIES, **FILLINGS})


def test_a_texts_own_blanks_are_its_steps(tiny_models: Path) -> None:
    last = write(writer="bert", text="The [MASK] sat on the [MASK].")[-1]
    assert (last["n_own_blanks"], last["settings"]["n_steps"]) == (2, 2)
    assert {run["stopped"] for run in last["runs"]} == {"blanks_filled"}
    assert all("[MASK]" not in run["text"] for run in last["runs"])
    assert write(writer="bert")[-1]["n_own_blanks"] == 0


@pytest.mark.parametrize(
    ("language", "prompt", "first"), [("en", "prompt", "applied first"), ("zh", "开头", "先按温度")]
)
def test_options_say_what_they_count_and_in_which_order(language: str, prompt: str, first: str) -> None:
    """As transformers has it: penalties read the prompt too, and the temperature stands before all cuts."""
    words = section_strings(language, "decoding")
    assert all(prompt in words[f"{option}_is"] for option in ("repetition_penalty", "no_repeat_ngram_size"))
    cuts = [name for name in list(FILTERS)[list(FILTERS).index("temperature") + 1 :] if name != "top_k"]
    assert cuts == ["top_p", "min_p", "typical_p"]
    assert all(first in words[f"{option}_is"] for option in cuts)


def test_a_penalty_counts_the_prompt(tiny_models: Path) -> None:
    loaded = load("tiny-gpt2")
    ids = loaded.tokenizer(PROMPT, return_tensors="pt").input_ids
    with torch.no_grad():
        logits = loaded.model(ids).logits[:, -1]
    expected = RepetitionPenaltyLogitsProcessor(50.0)(ids, logits).argmax().item()
    (run,) = decode(PROMPT, "tiny-gpt2", [{"name": "greedy", "repetition_penalty": 50.0}], 1).runs
    assert run.tokens[0].id == expected
    assert run.tokens[0].id not in ids[0].tolist()
