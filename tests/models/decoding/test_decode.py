from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from models import decode, decode_steps
from models.decoding.distribution import look_at_step
from models.decoding.transcript import continuation_text, write_steps
from models.errors import InputError
from models.few_rows import for_few_rows
from models.limits import MAX_NEW_TOKENS, MAX_TOKENS
from models.records import DecodedToken, Decoding, DecodingRun, Share
from models.registry import load, load_tokenizer
from models.text.tokenizers import tokenize

PROMPT = "The animal didn't cross the street"
STRATEGIES: tuple[dict[str, object], ...] = (
    {"name": "greedy"},
    {"name": "beam", "num_beams": 4},
    {"name": "sample"},
    {"name": "sample", "temperature": 0.7, "top_k": 20},
    {"name": "sample", "top_p": 0.8, "repetition_penalty": 1.3},
    {"name": "sample", "min_p": 0.02, "typical_p": 0.9, "no_repeat_ngram_size": 2},
    {"name": "contrastive"},
)
WRITERS = ("tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-gpt-neox", "tiny-lstm")


@pytest.fixture(autouse=True)
def catalog(tiny_models: Path) -> None:
    """The tiny models are in the catalog."""


def ids_of(decoding: Decoding) -> list[list[int]]:
    return [[token.id for token in run.tokens] for run in decoding.runs]


@pytest.mark.parametrize("model_id", WRITERS)
def test_a_run_does_not_depend_on_those_beside_it(model_id: str) -> None:
    together = decode(PROMPT, model_id, STRATEGIES, 12, seed=5)
    alone = [decode(PROMPT, model_id, [strategy], 12, seed=5) for strategy in STRATEGIES]
    assert ids_of(together) == [ids_of(decoding)[0] for decoding in alone]
    for run, decoding in zip(together.runs, alone, strict=True):
        assert run.sum_logprob == pytest.approx(decoding.runs[0].sum_logprob, abs=1e-4)
        assert run.text == decoding.runs[0].text
    backwards = decode(PROMPT, model_id, STRATEGIES[::-1], 12, seed=5)
    assert ids_of(backwards) == ids_of(together)[::-1]


@pytest.mark.parametrize("model_id", WRITERS)
def test_figures_are_those_of_the_whole_softmax(model_id: str) -> None:
    """Read anew without a cache: log-probability, rank and entropy of every token of every run."""
    decoding = decode(PROMPT, model_id, STRATEGIES, 10, seed=2)
    model, prompt = load(model_id).model, [token.id for token in decoding.prompt_tokens]
    for run in decoding.runs:
        ids = [token.id for token in run.tokens]
        with torch.no_grad():
            logits = model(torch.tensor([prompt + ids])).logits[0, len(prompt) - 1 : -1]
        log_probs = logits.double().log_softmax(-1)
        for token, row in zip(run.tokens, log_probs, strict=True):
            assert token.logprob == pytest.approx(row[token.id].item(), abs=1e-4)
            assert token.entropy_bits == pytest.approx(-(row.exp() * row).sum().item() / math.log(2), abs=1e-4)
            assert (row > row[token.id] + 1e-5).sum() < token.rank <= (row > row[token.id] - 1e-5).sum() + 1
        assert run.sum_logprob == pytest.approx(sum(token.logprob for token in run.tokens))


def test_filters_leave_what_they_say() -> None:
    n_all = len(load_tokenizer("tiny-gpt2"))
    kept = [{token.n_kept for token in run.tokens} for run in decode(PROMPT, "tiny-gpt2", STRATEGIES, 8).runs]
    assert kept[0] == kept[1] == kept[2] == {n_all}
    assert kept[3] == {20}
    assert max(kept[4] | kept[5]) < n_all


def test_the_seed_decides() -> None:
    first = decode(PROMPT, "tiny-gpt2", STRATEGIES, 10, seed=3)
    assert first == decode(PROMPT, "tiny-gpt2", STRATEGIES, 10, seed=3)
    other = decode(PROMPT, "tiny-gpt2", STRATEGIES, 10, seed=4)
    assert first.runs[:2] == other.runs[:2]
    assert first.runs[2].tokens != other.runs[2].tokens


def test_the_same_luck_meets_every_sampled_run() -> None:
    """A filter that filters nothing yet changes no draw."""
    strategies = [{"name": "sample"}, {"name": "sample", "top_k": 10**9}, {"name": "sample", "temperature": 1.0}]
    assert len({tuple(ids) for ids in ids_of(decode(PROMPT, "tiny-gpt2", strategies, 20))}) == 1


def test_temperature_0_writes_what_greedy_writes() -> None:
    cold = {"name": "sample", "temperature": 0, "typical_p": 0.2}
    assert len({tuple(ids) for ids in ids_of(decode(PROMPT, "tiny-gpt2", [{"name": "greedy"}, cold], 12))}) == 1


def without_shares(run: DecodingRun) -> list[DecodedToken]:
    """Which character a byte belongs to is only known once all of it is written."""
    return [replace(token, shares=()) for token in run.tokens]


@pytest.mark.parametrize("model_id", WRITERS)
def test_steps_grow_into_what_decode_returns(model_id: str) -> None:
    *steps, last = decode_steps(PROMPT, model_id, STRATEGIES, 8)
    assert last == decode(PROMPT, model_id, STRATEGIES, 8)
    for n_steps, step in enumerate(steps, start=1):
        for run, final in zip(step.runs, last.runs, strict=True):
            if run.strategy["name"] == "contrastive":
                assert (
                    without_shares(run) == without_shares(final)[: n_steps - 1]
                )  # its candidates are read one step later
            elif run.strategy["name"] != "beam":  # whose best beginning changes
                assert without_shares(run) == without_shares(final)[:n_steps]
            assert run.stopped is None or run == final


def test_a_closed_iterator_reads_nothing_more() -> None:
    model = for_few_rows(load("tiny-gpt2").model)
    calls = []
    handle = model.register_forward_pre_hook(lambda *_: calls.append(1))
    steps = decode_steps(PROMPT, "tiny-gpt2", STRATEGIES, 40)
    next(steps), next(steps)
    assert not torch.is_inference_mode_enabled()  # between steps, the caller's own state
    steps.close()
    handle.remove()
    assert len(calls) == 2
    assert next(steps, None) is None


@pytest.mark.parametrize("model_id", ["tiny-gpt2", "tiny-llama"])
def test_writes_until_the_context_is_full(model_id: str) -> None:
    load(model_id).model.generation_config.eos_token_id = None
    decoding = decode("cat " * 20, model_id, STRATEGIES, 64)
    load(model_id).model.generation_config.eos_token_id = load_tokenizer(model_id).eos_token_id
    room = 64 - len(decoding.prompt_tokens)
    assert {len(run.tokens) for run in decoding.runs} == {room}
    assert {run.stopped for run in decoding.runs} == {"context_full"}


def test_the_last_position_can_be_written() -> None:
    tokenizer = load_tokenizer("tiny-gpt2")
    prompt = "a" * 62  # and the start token
    assert len(tokenizer(prompt).input_ids) == 63
    (run,) = decode(prompt, "tiny-gpt2", [{"name": "greedy"}], 5).runs
    assert (len(run.tokens), run.stopped) == (1, "context_full")
    with pytest.raises(InputError, match=r"64 tokens; .* at most 64, .* shorten the text by 1\.") as caught:
        decode(prompt + "a", "tiny-gpt2", [{"name": "greedy"}], 5)
    assert caught.value.code == "no_room_to_write"


def test_an_lstm_has_no_context_to_fill() -> None:
    decoding = decode("cat " * 80, "tiny-lstm", [{"name": "sample"}], MAX_NEW_TOKENS)
    assert decoding.runs[0].stopped in ("max_new_tokens", "end_of_text")
    with pytest.raises(InputError, match=f"at most {MAX_TOKENS:,}"):
        decode("cat " * 3000, "tiny-lstm", [{"name": "greedy"}])


def test_end_of_text_ends_a_run_and_is_no_text() -> None:
    loaded = load("tiny-gpt2")
    loaded.model.generation_config.eos_token_id = list(range(0, 400, 2))
    decoding = decode(PROMPT, "tiny-gpt2", STRATEGIES, 60)
    loaded.model.generation_config.eos_token_id = loaded.tokenizer.eos_token_id
    for run in decoding.runs:
        assert run.stopped == "end_of_text"
        assert [token.id % 2 == 0 for token in run.tokens] == [False] * (len(run.tokens) - 1) + [True]
        assert run.text == loaded.tokenizer.decode([token.id for token in run.tokens[:-1]])


def test_nothing_left_to_write() -> None:
    """Every token may be written once; then there is none."""
    once = {"no_repeat_ngram_size": 1}
    strategies = [{"name": name, **once} for name in ("greedy", "beam", "sample", "contrastive")]
    loaded = load("tiny-lstm")
    loaded.model.generation_config.eos_token_id = None
    used = [i for i in range(len(loaded.tokenizer)) if i not in (7, 8, 9)]
    *_, last = write_steps(loaded.model, loaded.tokenizer, used, strategies, 20)
    loaded.model.generation_config.eos_token_id = loaded.tokenizer.eos_token_id
    for run in last.runs:
        assert run.stopped == "nothing_left"
        assert sorted(token.id for token in run.tokens) == [7, 8, 9]


def test_no_prompt_starts_from_the_start_token() -> None:
    for model_id in ("tiny-gpt2", "tiny-lstm"):
        decoding = decode("", model_id, [{"name": "greedy"}], 3)
        assert [token.id for token in decoding.prompt_tokens] == [load_tokenizer(model_id).bos_token_id]
        assert decoding.prompt_tokens[0].special
        assert len(decoding.runs[0].tokens) > 0


@pytest.mark.parametrize(
    "prompt", [" ", "\x00", "🙂🏳️‍🌈", "שלום", "</script><img onerror=alert(1)>", "${7*7} {{x}}", "中文"]
)
def test_any_text_is_a_prompt(prompt: str) -> None:
    for model_id in ("tiny-gpt2", "tiny-lstm"):
        assert all(run.tokens for run in decode(prompt, model_id, STRATEGIES, 4).runs)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("out_of_range", {"max_new_tokens": 0}),
        ("out_of_range", {"max_new_tokens": MAX_NEW_TOKENS + 1}),
        ("out_of_range", {"max_new_tokens": 2.5}),
        ("out_of_range", {"max_new_tokens": None}),
        ("out_of_range", {"seed": -1}),
        ("out_of_range", {"seed": 2**64}),
        ("out_of_range", {"seed": "7"}),
        ("out_of_range", {"strategies": []}),
        ("unknown_strategy", {"strategies": [{"name": "magic"}]}),
        ("unknown_model", {"model_id": "magic"}),
        ("unknown_strategy", {"model_id": "tiny-bert"}),
        ("unknown_strategy", {"strategies": [{"name": "left_to_right"}]}),
        ("cannot_write", {"model_id": "tiny-bart"}),
        ("too_many_characters", {"prompt": "a" * 100_001}),
        ("bad_characters", {"prompt": "a\ud800"}),
    ],
)
def test_bad_input_is_refused_before_the_first_step(code: str, asked: dict[str, object]) -> None:
    usual = {"prompt": PROMPT, "model_id": "tiny-gpt2", "strategies": [{"name": "greedy"}]}
    with pytest.raises(InputError) as caught:
        decode_steps(**{**usual, **asked})
    assert caught.value.code == code


def test_text_is_decoded_as_a_whole() -> None:
    """Bytes of one character in several tokens are that character, and fragments are no reason to fail."""
    tokenizer = load_tokenizer("tiny-gpt2")
    ids = tokenizer("né 🙂!", add_special_tokens=False).input_ids
    assert len(ids) > 5
    assert continuation_text(tokenizer, tokenizer("The").input_ids[-1], ids) == "né 🙂!"
    assert continuation_text(tokenizer, ids[0], []) == ""
    for cut in range(1, len(ids)):
        assert isinstance(continuation_text(tokenizer, ids[cut - 1], ids[cut:]), str)


def test_the_space_before_the_first_word_is_kept() -> None:
    """Some decoders drop the space in front of all they are given (SentencePiece's do)."""
    words = {1: "▁Once", 2: "▁upon", 3: "▁a"}

    def decode_like_sentencepiece(ids: list[int], **_: object) -> str:
        return "".join(words[i] for i in ids).replace("▁", " ").removeprefix(" ")

    tokenizer = SimpleNamespace(decode=decode_like_sentencepiece)
    assert continuation_text(tokenizer, 1, [2, 3]) == " upon a"


@pytest.mark.bundled
def test_bytes_that_complete_a_character_are_told_in_the_tree_and_among_the_choices() -> None:
    ids = [token.id for token in tokenize("龘", "gpt-zh", special=False)]
    forced = {"name": "beam", "num_beams": 2, "force": {str(step): id_ for step, id_ in enumerate(ids)}}
    tree = decode("你好", "gpt-zh", [forced], 3).beam_trees[0]
    shares = {candidate.id: candidate.shares for candidate in tree if candidate.id in ids}
    assert [bool(shares[id_]) for id_ in ids] == [False, False, True]  # before the last nobody knows which it will be
    assert shares[ids[2]] == (Share("龘", 3, 3, 3),)
    greedy = {"name": "greedy", "force": {str(step): id_ for step, id_ in enumerate(ids)}}
    step = look_at_step("你好", "gpt-zh", greedy, 2, 3, 0)
    assert next(choice.shares for choice in step.choices if choice.id == step.chosen) == (Share("龘", 3, 3, 3),)


@pytest.mark.parametrize(("n_rows", "n_new"), [(13, MAX_NEW_TOKENS), (32, 76)])
def test_what_is_written_in_one_go_is_bounded_and_a_stream_is_not(n_rows: int, n_new: int) -> None:
    strategies = [{"name": "greedy"}] * n_rows
    with pytest.raises(InputError, match=f"= {n_new} in {n_rows} rows .* up to {2_400 // n_rows}") as caught:
        decode("The cat", "tiny-gpt2", strategies, n_new)
    assert caught.value.code == "too_much_written"
    decode_steps("The cat", "tiny-gpt2", strategies, n_new).close()  # type: ignore[attr-defined]
