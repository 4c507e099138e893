"""Masked models as writers: blanks behind the prompt, filled one after another.

A masked model was trained to fill blanks, not to write: how many tokens there will be is settled
before the first, each is chosen with both sides in view, and the probabilities of a text's tokens do
not multiply to a probability of the text.

Source: Wang and Cho, "BERT has a mouth, and it must speak", 2019; Ghazvininejad et al.,
"Mask-Predict", 2019 (the most confident first).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, cast

import torch
from transformers import LogitsProcessor, PreTrainedModel

from models.decoding.sampling import inverse_cdf, uniform
from models.decoding.writer import Move, Reading, Task, Writer, as_array


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
        at_blank = reading.rows(slice(index, index + 1))
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


@torch.inference_mode()
def fill_in(
    model: PreTrainedModel, before: Sequence[int], blank: int, after: Sequence[int], writers: Sequence[Filling]
) -> Iterator[None]:
    """Let every writer fill its blanks, which stand between two parts of a text; one each per step.

    Args:
        before, after: ids of the prompt, and of what closes a text (`[SEP]`).
        blank: the id of `[MASK]`.
        writers: of one task, so that all have as many blanks.

    Yields:
        None after each step. Closing the iterator stops the work.
    """
    row = [*before, *[blank] * writers[0].task.n_steps, *after]
    ids = torch.tensor([row] * len(writers), device=model.device)
    while not all(writer.stopped for writer in writers):
        logits = cast(Any, model)(input_ids=ids).logits.float()
        for texts, scores, writer in zip(ids.split(1), logits, writers, strict=True):
            places = torch.tensor(writer.open, device=ids.device) + len(before)
            open_logits = scores[places]
            writer.n_scored += open_logits.numel()
            move = writer.advance(Reading.from_logits(texts.expand(len(places), -1), open_logits, None))
            texts[0, places[move.parents]] = torch.tensor(move.tokens, device=ids.device)
        yield
