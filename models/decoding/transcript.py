"""From a loaded model and the ids of a prompt to the record of what every strategy wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.compat import fills_blanks
from models.decoding.filling import Gaps, fill_in, gaps_of
from models.decoding.loop import lockstep
from models.decoding.strategies import Strategy, parse_strategies
from models.decoding.writer import Task, Writer
from models.errors import InputError
from models.records import BeamCandidate, DecodedToken, Decoding, DecodingRun, Token
from models.strategies_table import FORCE, kinds_of
from models.text.fragments import share_of_next, share_texts
from models.text.tokenizers import describe_pieces, describe_tokens


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
    gaps = gaps_of(tokenizer, prompt_ids, task.n_steps) if fills else None
    if gaps and gaps.own:
        task = replace(task, n_steps=len(gaps.places), at_limit="blanks_filled")
    writers: list[Any] = [strategy.writer(task) for strategy in parsed]
    for _ in fill_in(model, gaps, writers) if gaps else lockstep(model, prompt_ids, writers):
        if every_step or all(writer.stopped for writer in writers):
            runs = tuple(_run(tokenizer, prompt_ids, gaps, s, w) for s, w in zip(parsed, writers, strict=True))
            trees = {i: _tree_with_shares(tokenizer, w.tree) for i, w in enumerate(writers) if w.tree is not None}
            yield Decoding(prompt_tokens, runs, trees, len(gaps.places) if gaps and gaps.own else 0)


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
    tokenizer: PreTrainedTokenizerFast, prompt_ids: Sequence[int], gaps: Gaps | None, strategy: Strategy, writer: Writer
) -> DecodingRun:
    tokens = _with_shares(tokenizer, writer)
    sum_logprob = sum(token.logprob for token in tokens)
    if gaps is None or writer.places is None:
        places = None
        ids = [token.id for token in tokens if token.id not in writer.task.eos_ids]
        text = continuation_text(tokenizer, prompt_ids[-1], ids)
    else:
        places = tuple(writer.places)
        filled = gaps.filled({place: token.id for place, token in zip(places, tokens, strict=True)})
        text = _filled_text(tokenizer, gaps, filled)
    return DecodingRun(strategy.given, text, tokens, sum_logprob, writer.stopped, writer.n_scored, places)


def _filled_text(tokenizer: PreTrainedTokenizerFast, gaps: Gaps, filled: Sequence[int]) -> str:
    """The whole text where the blanks are its own, else what stands behind it."""
    if gaps.own:
        around = (tokenizer.cls_token_id, tokenizer.sep_token_id)
        return _decode(tokenizer, [token_id for token_id in filled if token_id not in around])
    first, last = gaps.places[0], gaps.places[-1]
    return continuation_text(tokenizer, filled[first - 1], filled[first : last + 1])


def _with_shares(tokenizer: PreTrainedTokenizerFast, writer: Writer) -> tuple[DecodedToken, ...]:
    """What is written so far, each part of a character with the character, once all of its parts are there.

    Blanks have a place each, whatever the order in which they are filled; a masked model's pieces are whole.
    """
    pieces = describe_pieces(tokenizer, sorted({token.id for token in writer.tokens}))
    if writer.places is not None or all(piece.is_whole for piece in pieces.values()):
        return tuple(writer.tokens)
    shares = share_texts((token.token, not pieces[token.id].is_whole) for token in writer.tokens)
    return tuple(replace(token, shares=found) for token, found in zip(writer.tokens, shares, strict=True))


def _tree_with_shares(tokenizer: PreTrainedTokenizerFast, tree: Sequence[BeamCandidate]) -> tuple[BeamCandidate, ...]:
    """A search's candidates, those that complete a character on their way from the prompt with that character."""
    pieces = describe_pieces(tokenizer, sorted({candidate.id for candidate in tree}))
    if all(piece.is_whole for piece in pieces.values()):
        return tuple(tree)

    def before(candidate: BeamCandidate) -> list[tuple[str, bool]]:
        found: list[tuple[str, bool]] = []
        parent = candidate.parent
        while parent is not None and not pieces[tree[parent].id].is_whole:
            found.append((tree[parent].token, True))
            parent = tree[parent].parent
        return found[::-1]

    return tuple(
        one if pieces[one.id].is_whole else replace(one, shares=share_of_next(before(one), one.token)) for one in tree
    )


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
