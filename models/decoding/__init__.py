"""Several decoding strategies from one prompt, in lock step: `decode`, or `decode_steps` to watch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from transformers import PreTrainedTokenizerFast

from models.catalog import card
from models.decoding.strategies import parse_strategies
from models.decoding.transcript import write_steps
from models.device import on_gpu
from models.errors import InputError
from models.limits import MAX_NEW_TOKENS, MAX_TOKENS, check_length, check_room, check_text, check_written
from models.records import Decoding, Token
from models.registry import load, load_tokenizer
from models.strategies_table import Option, kinds_of
from models.text.tokenizers import describe_tokens, tokens_of

_NEW_TOKENS = Option(40, 1, MAX_NEW_TOKENS, whole=True)
_SEED = Option(0, 0, 2**64 - 1, whole=True)

__all__ = ["decode", "decode_steps", "write_steps"]

Strategies = Sequence[Mapping[str, object]]


def decode(prompt: str, model_id: str, strategies: Strategies, max_new_tokens: int = 40, seed: int = 0) -> Decoding:
    """Continue a prompt by every strategy.

    Args:
        prompt: an empty one starts from the model's own start token.
        model_id: a catalog id of a model that writes, or of a masked model, which fills the prompt's own
            `[MASK]`s, however many they are, and where there are none as many blanks behind it.
        strategies: 1 to 32, each `{"name": ..., option: value, ...}`; see `models.strategies_table`.
        max_new_tokens: 1 to `MAX_NEW_TOKENS`, and times all rows at most `MAX_WRITTEN`; where the context has
            room for fewer, runs stop with `context_full`.
        seed: decides all random choices; at each step one number meets every sampled run.

    Returns:
        A run for each strategy, in order, that does not depend on those beside it. Greedy and beam
        runs have the ids that transformers' `generate` gives.

    Raises:
        InputError: a bad prompt, model, strategy, option or number; `too_much_written`;
            `no_room_to_write` where the prompt leaves no room to write.
    """
    *_, last = _start(prompt, model_id, strategies, max_new_tokens, seed, every_step=False)
    return last


def decode_steps(
    prompt: str, model_id: str, strategies: Strategies, max_new_tokens: int = 40, seed: int = 0
) -> Iterator[Decoding]:
    """As `decode`, but all that is written so far after each step, however much. Closing it stops the work.

    Input is checked at once, before the first step.
    """
    return _start(prompt, model_id, strategies, max_new_tokens, seed, every_step=True)


def _start(
    prompt: str, model_id: str, strategies: Strategies, max_new_tokens: int, seed: int, every_step: bool
) -> Iterator[Decoding]:
    chosen = card(model_id)
    if not (chosen.facts.writes or chosen.facts.fills_blanks):
        raise InputError("cannot_write", model=chosen.title)
    parsed = parse_strategies(strategies, kinds_of(chosen.facts.fills_blanks))
    n_steps, checked_seed = _NEW_TOKENS.read("max_new_tokens", max_new_tokens), _SEED.read("seed", seed)
    if not every_step:  # a stream gives others their turn at each step, and can be stopped
        check_written(sum(strategy.n_rows for strategy in parsed), n_steps)
    tokenizer = load_tokenizer(model_id)
    tokens = prompt_tokens(tokenizer, prompt)
    if chosen.facts.fills_blanks and any(token.id == tokenizer.mask_token_id for token in tokens):
        check_length(tokens, chosen.context_length or MAX_TOKENS, chosen.title)  # its own blanks are filled
    else:
        check_room(tokens, chosen.context_length, chosen.title)
    loaded = load(model_id)  # in this process first: a rented GPU's process starts from it
    loaded.check_head()
    loaded.check_ids(token.id for token in tokens)
    return _steps(model_id, tokens, strategies, n_steps, checked_seed, every_step)


@on_gpu
def _steps(
    model_id: str, tokens: tuple[Token, ...], strategies: Strategies, n_steps: int, seed: int, every_step: bool
) -> Iterator[Decoding]:
    loaded = load(model_id)
    yield from write_steps(
        loaded.model,
        loaded.tokenizer,
        [token.id for token in tokens],
        strategies,
        n_steps,
        seed,
        context_length=loaded.card.context_length,
        prompt_tokens=tokens,
        every_step=every_step,
    )


def prompt_tokens(tokenizer: PreTrainedTokenizerFast, prompt: str) -> tuple[Token, ...]:
    """What the model reads first: the prompt's tokens, and for no prompt its start token.

    Raises:
        InputError: bad text; `empty_text` for no prompt where there is no start token either.
    """
    _, tokens = tokens_of(tokenizer, check_text(prompt, allow_empty=True))
    if tokens:
        return tokens
    if tokenizer.bos_token_id is None:
        raise InputError("empty_text")
    return describe_tokens(tokenizer, [tokenizer.bos_token_id])
