"""From a loaded model and the ids of a prompt to the record of what every strategy wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.compat import fills_blanks
from models.decoding.filling import fill_in
from models.decoding.loop import lockstep
from models.decoding.strategies import Strategy, parse_strategies
from models.decoding.writer import Task, Writer
from models.errors import InputError
from models.records import Decoding, DecodingRun, Token
from models.strategies_table import FORCE, kinds_of
from models.text.tokenizers import describe_tokens


def write_steps(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    prompt_ids: Sequence[int],
    strategies: Sequence[Mapping[str, object]],
    max_new_tokens: int = 40,
    seed: int = 0,
    *,
    context_length: int | None = None,
    prompt_tokens: tuple[Token, ...] = (),
    every_step: bool = True,
) -> Iterator[Decoding]:
    """`models.decoding.decode_steps` for a model in hand and a prompt of at least one id.

    Args:
        context_length: positions the model has, more than the prompt's; None when there is no limit.
        prompt_tokens: go into the record as they are.
        every_step: yield what is written so far after each step; else only what is written at last.

    Raises:
        InputError: see `models.decoding.strategies.parse_strategies`; `out_of_range` for a forced id
            that is no token of the model.
    """
    fills = fills_blanks(model)
    parsed = parse_strategies(strategies, kinds_of(fills))
    _check_forced(parsed, model.config.get_text_config().vocab_size)
    task = _task(model, tokenizer, len(prompt_ids), max_new_tokens, seed, context_length)
    writers = [strategy.writer(task) for strategy in parsed]
    for _ in _fill(model, tokenizer, prompt_ids, writers) if fills else lockstep(model, prompt_ids, writers):
        if every_step or all(writer.stopped for writer in writers):
            runs = tuple(_run(tokenizer, prompt_ids, s, w) for s, w in zip(parsed, writers, strict=True))
            trees = {index: tuple(w.tree) for index, w in enumerate(writers) if w.tree is not None}
            yield Decoding(prompt_tokens, runs, trees)


def _fill(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, prompt_ids: Sequence[int], writers: Sequence[Any]
) -> Iterator[None]:
    before, after = around_blanks(tokenizer, prompt_ids)
    return fill_in(model, before, tokenizer.mask_token_id, after, writers)


def around_blanks(tokenizer: PreTrainedTokenizerFast, prompt_ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """A masked model's prompt, and the token that closes it, between which the blanks stand."""
    ids = list(prompt_ids)
    closes = ids[-1] == tokenizer.sep_token_id
    return (ids[:-1], ids[-1:]) if closes else (ids, [])


def _check_forced(strategies: Sequence[Strategy], d_vocab: int) -> None:
    for strategy in strategies:
        for token_id in strategy.forced.values():
            if token_id >= d_vocab:
                raise InputError("out_of_range", name=FORCE, value=token_id, limit=f"0 … {d_vocab - 1}")


def _task(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    n_prompt: int,
    max_new_tokens: int,
    seed: int,
    context_length: int | None,
) -> Task:
    n_steps, at_limit = max_new_tokens, "max_new_tokens"
    if context_length is not None and context_length - n_prompt < max_new_tokens:
        n_steps, at_limit = context_length - n_prompt, "context_full"
    return Task(n_steps, at_limit, _end_ids(model), seed, _Speller(tokenizer))


def _end_ids(model: PreTrainedModel) -> frozenset[int]:
    """The tokens at which `generate` stops."""
    ends = getattr(getattr(model, "generation_config", None), "eos_token_id", None)
    return frozenset() if ends is None else frozenset([ends] if isinstance(ends, int) else ends)


class _Speller:
    """The readable form of token ids, each worked out once."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self._tokenizer = tokenizer
        self._known: dict[int, str] = {}

    def __call__(self, ids: Sequence[int]) -> list[str]:
        if unknown := [token_id for token_id in ids if token_id not in self._known]:
            self._known |= {token.id: token.text for token in describe_tokens(self._tokenizer, unknown)}
        return [self._known[token_id] for token_id in ids]


def _run(
    tokenizer: PreTrainedTokenizerFast, prompt_ids: Sequence[int], strategy: Strategy, writer: Writer
) -> DecodingRun:
    tokens = tuple(writer.tokens)
    sum_logprob = sum(token.logprob for token in tokens)
    if writer.places is None:
        places, last = None, prompt_ids[-1]
        ids = [token.id for token in tokens if token.id not in writer.task.eos_ids]
    else:
        places, last = tuple(writer.places), around_blanks(tokenizer, prompt_ids)[0][-1]
        filled = dict(zip(places, (token.id for token in tokens), strict=True))
        ids = [filled.get(place, tokenizer.mask_token_id) for place in range(writer.task.n_steps)]
    text = continuation_text(tokenizer, last, ids)
    return DecodingRun(strategy.given, text, tokens, sum_logprob, writer.stopped, writer.n_scored, places)


def continuation_text(tokenizer: PreTrainedTokenizerFast, last_prompt_id: int, ids: Sequence[int]) -> str:
    """What `ids` add to a text that ends in `last_prompt_id`.

    All ids are decoded at once, because a character may be spread over several; after the prompt's
    last token, because some tokenizers drop the space before a text's first word.
    """
    before = _decode(tokenizer, [last_prompt_id])
    after = _decode(tokenizer, [last_prompt_id, *ids])
    return after[len(before) :] if after.startswith(before) else _decode(tokenizer, ids)


def _decode(tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]) -> str:
    return str(tokenizer.decode(list(ids), clean_up_tokenization_spaces=False))
