"""One step of one run, opened: every probability before and after what the strategy does to it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.decoding import decode
from models.decoding.filling import gaps_of
from models.decoding.sampling import laid_end_to_end, uniform
from models.decoding.strategies import Strategy, parse_strategies, processor
from models.decoding.writer import Spell, as_array, only
from models.errors import InputError
from models.passes import read_logits
from models.records import Choice, Decoding, StepDistribution
from models.registry import load_tokenizer
from models.strategies_table import DRAW, FORCE, kinds_of
from models.text.fragments import share_of_next
from models.text.tokenizers import describe_pieces, describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Float, Int

N_SHOWN = 24
N_CUT_SHOWN = 4
TEMPERATURES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_RESHAPES = ("repetition_penalty", "temperature")  # every token keeps a probability
_finished: BoundedCache[Decoding] = BoundedCache(TEXTS)


def look_at_step(
    prompt: str, model_id: str, strategy: Mapping[str, object], place: int, max_new_tokens: int, seed: int
) -> StepDistribution:
    """What a strategy had to choose from at one place of the run that `decode` gives it.

    The model reads the run up to there anew, in one pass.

    Args:
        place: the token's number in the text written, from 0; with a masked model the blank's.

    Raises:
        InputError: as `decode`; `out_of_range` where the run has no such place.
    """
    run_key = (card(model_id).path, prompt, json.dumps(strategy, sort_keys=True), max_new_tokens, seed)
    alone = _finished.get_or_compute(run_key, lambda: decode(prompt, model_id, [strategy], max_new_tokens, seed))
    run = alone.runs[0]
    places = run.places or tuple(range(len(run.tokens)))
    if place not in places:
        raise InputError("out_of_range", name="step", value=place, limit=f"0 … {len(places) - 1}")
    step = places.index(place)
    written = {place: token.id for place, token in zip(places[:step], run.tokens, strict=False)}
    (parsed,) = parse_strategies([strategy], kinds_of(run.places is not None))
    prompt_ids = [token.id for token in alone.prompt_tokens]
    if run.places is None:
        ids, position = (*prompt_ids, *written.values()), -1
    else:
        gaps = gaps_of(load_tokenizer(model_id), prompt_ids, len(places))
        ids = tuple(gaps.filled({} if parsed.kind.at_once else written))
        position = gaps.places[place]
    moment = Moment(parsed, place, step, len(places), tuple(written.values()), run.tokens[step].id, seed)
    found = open_up(read_logits(model_id, [ids])[0, position], torch.tensor([ids]), moment, _speller(model_id))
    return found if run.places else replace(found, choices=_with_shares(model_id, found))


def _with_shares(model_id: str, found: StepDistribution) -> tuple[Choice, ...]:
    """The choices, those that complete a character with what was written before with that character."""
    pieces = describe_pieces(load_tokenizer(model_id), [*found.prefix_ids, *(choice.id for choice in found.choices)])
    before = [(pieces[id_].text, not pieces[id_].is_whole) for id_ in found.prefix_ids]
    return tuple(
        choice if pieces[choice.id].is_whole else replace(choice, shares=share_of_next(before, choice.token))
        for choice in found.choices
    )


def _speller(model_id: str) -> Spell:
    tokenizer = load_tokenizer(model_id)
    return lambda ids: [token.text for token in describe_tokens(tokenizer, ids)]


@dataclass(frozen=True)
class Moment:
    """Which choice is looked at: its place in a text of `n_written` tokens, its step, what came before, the outcome."""

    strategy: Strategy
    place: int
    step: int
    n_written: int
    prefix_ids: tuple[int, ...]
    chosen: int
    seed: int

    @property
    def number(self) -> float | None:
        """The random number that decided, or None where the most probable token was taken."""
        values, kind = self.strategy.values, self.strategy.kind
        draws = kind.draws and values.get("temperature", kind.options["temperature"].default) > 0
        return uniform(self.seed, self.step, values.get(DRAW, 0)) if draws else None


def open_up(
    logits: Float[Tensor, " d_vocab"], ids: Int[Tensor, "1 pos"], moment: Moment, spell: Spell
) -> StepDistribution:
    """Lay open one choice among tokens with these logits.

    Args:
        logits: the model's own.
        ids: all that is read before, which repetition penalties look at.

    Returns:
        The three kinds of probability each sum to 1 over `choices` and `rest`.
    """
    reshaped, kept, cut_by = _through_options(logits, ids, moment)
    probs, reshaped_probs, kept_probs = (scores.double().softmax(-1) for scores in (logits, reshaped, kept))
    shown = _worth_showing(probs, cut_by, moment.chosen)
    begins = _begins(kept)
    choices = tuple(
        Choice(
            id=token_id,
            token=token,
            rank=int((probs > probs[token_id]).sum()) + 1,
            prob=float(probs[token_id]),
            reshaped_prob=float(reshaped_probs[token_id]),
            cut_by=cut_by.get(token_id),
            kept_prob=float(kept_probs[token_id]),
            begin=begins.get(token_id),
        )
        for token_id, token in zip(shown, spell(shown), strict=True)
    )
    sums = [max(0.0, 1 - float(p[shown].sum())) for p in (probs, reshaped_probs, kept_probs)]
    return StepDistribution(
        strategy=moment.strategy.given,
        place=moment.place,
        step=moment.step,
        n_written=moment.n_written,
        choices=choices,
        rest=(len(logits) - len(shown), sums[0], sums[1], sums[2]),
        chosen=moment.chosen,
        number=moment.number,
        n_kept=len(begins),
        d_vocab=len(logits),
        entropy_bits=float(torch.special.entr(probs).sum()) / math.log(2),
        temperatures=TEMPERATURES,
        by_temperature=torch.stack([(logits.double() / t).softmax(-1)[shown] for t in TEMPERATURES]),
        prefix_ids=moment.prefix_ids,
    )


def _worth_showing(probs: Float[Tensor, " d_vocab"], cut_by: Mapping[int, str], chosen: int) -> list[int]:
    """The most probable tokens, the first of those that are cut, and the chosen one, most probable first."""
    order = torch.argsort(probs, descending=True, stable=True).tolist()
    first_cut = list(islice((token_id for token_id in order if token_id in cut_by), N_CUT_SHOWN))
    wanted = {*order[:N_SHOWN], *first_cut, chosen}
    return [token_id for token_id in order if token_id in wanted]


def _begins(kept: Float[Tensor, " d_vocab"]) -> dict[int, float]:
    """Where each survivor begins on the axis from 0 to 1, most probable first: where the one before it ends."""
    order, ends = laid_end_to_end(as_array(kept))
    return dict(zip(order.tolist(), [0.0, *(ends[:-1] / ends[-1]).tolist()], strict=True))


def _through_options(
    logits: Float[Tensor, " d_vocab"], ids: Int[Tensor, "1 pos"], moment: Moment
) -> tuple[Float[Tensor, " d_vocab"], Float[Tensor, " d_vocab"], dict[int, str]]:
    """The scores reshaped but uncut, the scores with `-inf` for what is cut, and which option cut what."""
    strategy = moment.strategy
    reshaped, kept = logits[None], logits[None]
    cut_by: dict[int, str] = {}
    processors = dict(strategy.processors())
    if "temperature" in strategy.kind.own and strategy.values.get("temperature", 0) > 0:
        processors = {"temperature": processor("temperature", strategy.values["temperature"]), **processors}
    for name, process in processors.items():
        before = kept
        kept = process(ids, kept)
        if name in _RESHAPES:
            reshaped = process(ids, reshaped)
        cut_by |= _newly_cut(before, kept, name)
    forced = strategy.forced.get(moment.step)
    if forced is not None:
        kept = only(logits[None], forced)
        cut_by = _newly_cut(logits[None], kept, FORCE)
    return reshaped[0], kept[0], cut_by


def _newly_cut(before: Float[Tensor, "1 d_vocab"], after: Float[Tensor, "1 d_vocab"], name: str) -> dict[int, str]:
    cut: Sequence[int] = (after.isinf() & ~before.isinf())[0].nonzero().flatten().tolist()
    return dict.fromkeys(cut, name)
