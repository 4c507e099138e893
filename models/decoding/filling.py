"""Masked models as writers: the text's own blanks, else new ones behind it, filled one after another.

A masked model was trained to fill blanks, not to write: how many tokens there will be is settled
before the first, each is chosen with both sides in view, and the probabilities of a text's tokens do
not multiply to a probability of the text. Filled one after another, each blank knows what fills those
before it; filled at once, from marginals, none knows of the others.

Source: Wang and Cho, "BERT has a mouth, and it must speak", 2019; Ghazvininejad et al.,
"Mask-Predict", 2019 (the most confident first).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from transformers import LogitsProcessor, PreTrainedModel, PreTrainedTokenizerFast

from models.decoding.sampling import inverse_cdf, uniform
from models.decoding.writer import Move, Reading, Task, Writer, as_array


@dataclass(frozen=True)
class Gaps:
    """A text with blanks.

    Attributes:
        ids: of the text, with the id of `[MASK]` at each blank.
        places: of the blanks in it, rising.
        own: the text came with them; else they stand behind it.
    """

    ids: tuple[int, ...]
    places: tuple[int, ...]
    own: bool

    def filled(self, written: Mapping[int, int]) -> list[int]:
        """The ids with some blanks filled: blank number, from 0, to token id."""
        filled = list(self.ids)
        for blank, token_id in written.items():
            filled[self.places[blank]] = token_id
        return filled


def gaps_of(tokenizer: PreTrainedTokenizerFast, prompt_ids: Sequence[int], n_new: int) -> Gaps:
    """The blanks of a masked model's prompt; where it has none, `n_new` before the token that closes it."""
    blank, ids = tokenizer.mask_token_id, list(prompt_ids)
    own = [place for place, token_id in enumerate(ids) if token_id == blank]
    if own:
        return Gaps(tuple(ids), tuple(own), own=True)
    end = len(ids) - (ids[-1] == tokenizer.sep_token_id)
    return Gaps((*ids[:end], *[blank] * n_new, *ids[end:]), tuple(range(end, end + n_new)), own=False)


class Filling(Writer):
    """Fills one blank at each step; row i of a `Reading` is the model's word on the i-th of the open blanks.

    At a temperature of 0 the most probable token is taken, at any other one is drawn.
    """

    def __init__(self, task: Task, processors: Sequence[LogitsProcessor], *, temperature: float) -> None:
        super().__init__(task, processors)
        self.temperature = temperature
        self.places: list[int] = []
        self.open = list(range(task.n_steps))

    def advance(self, reading: Reading) -> Move:
        index = self.pick(reading)
        at_blank = self.at(reading, index)
        scores, n_kept = self.filtered(at_blank.ids, at_blank.logits / (self.temperature or 1.0))
        chosen = [self._choose(scores)]
        self.tokens += at_blank.describe([0], chosen, n_kept, self.task.spell)
        self.places.append(self.open.pop(index))
        self.stopped = None if self.open else self.task.at_limit
        return Move([index], chosen)

    def _choose(self, scores: torch.Tensor) -> int:
        if self.temperature == 0:
            return int(scores[0].argmax())
        return inverse_cdf(as_array(scores[0]), uniform(self.task.seed, len(self.tokens), self.task.draw))

    def at(self, reading: Reading, index: int) -> Reading:
        """What is said of one of the open blanks."""
        return reading.rows(slice(index, index + 1))

    @abstractmethod
    def pick(self, reading: Reading) -> int:
        """Which of the open blanks is filled next."""


class LeftToRight(Filling):
    """The first open blank, always."""

    def pick(self, reading: Reading) -> int:
        return 0


class MostConfident(Filling):
    """The blank whose most probable token is the most probable of all."""

    def pick(self, reading: Reading) -> int:
        return int(reading.log_probs.amax(-1).argmax())


class AtOnce(LeftToRight):
    """All blanks from the first reading, in which all were open: by marginals, not by their joint probability."""

    first: Reading | None = None

    def at(self, reading: Reading, index: int) -> Reading:
        self.first = self.first or reading
        return super().at(self.first, self.open[index])


@torch.inference_mode()
def fill_in(model: PreTrainedModel, gaps: Gaps, writers: Sequence[Filling]) -> Iterator[None]:
    """Let every writer fill its blanks; one each per step.

    Args:
        writers: with as many steps as there are blanks.

    Yields:
        None after each step. Closing the iterator stops the work.
    """
    ids = torch.tensor([gaps.ids] * len(writers), device=model.device)
    where = torch.tensor(gaps.places, device=ids.device)
    while not all(writer.stopped for writer in writers):
        logits = cast(Any, model)(input_ids=ids).logits.float()
        for texts, scores, writer in zip(ids.split(1), logits, writers, strict=True):
            places = where[writer.open]
            open_logits = scores[places]
            writer.n_scored += open_logits.numel()
            move = writer.advance(Reading.from_logits(texts.expand(len(places), -1), open_logits, None))
            texts[0, places[move.parents]] = torch.tensor(move.tokens, device=ids.device)
        yield
