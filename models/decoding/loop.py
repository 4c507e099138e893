"""The lock-step loop: all strategies of one prompt are rows of one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor
from transformers import PreTrainedModel

from models.compat import carries_state, keeps_logits
from models.decoding.key_value_cache import RoomyCache
from models.decoding.writer import Reading, Writer
from models.few_rows import for_few_rows

if TYPE_CHECKING:
    from jaxtyping import Float, Int


@torch.inference_mode()
def lockstep(model: PreTrainedModel, prompt_ids: Sequence[int], writers: Sequence[Writer]) -> Iterator[None]:
    """Let every writer write, one token each per step, until all have stopped.

    The prompt is read once, as a single row. Every writer then names rows and how they go on; the
    model's cache is rearranged to match, and all rows are read together. Rows do not see each
    other, and those of writers that stopped are dropped.

    Yields:
        None after each step, when the writers' `tokens` have grown. Closing the iterator stops the work.
    """
    n_positions = len(prompt_ids) + max(writer.task.n_steps for writer in writers)
    reader = Reader(for_few_rows(model), n_positions, with_hidden=any(writer.needs_hidden for writer in writers))
    reading = reader.read(torch.tensor([prompt_ids], device=model.device))
    places = [(writer, slice(0, 1)) for writer in writers]
    while places:
        for writer, place in places:
            writer.n_scored += (place.stop - place.start) * reading.logits.shape[-1]
        moves = [(writer, place.start, writer.advance(reading.rows(place))) for writer, place in places]
        yield
        places = []
        parents: list[int] = []
        tokens: list[int] = []
        for writer, start, move in moves:
            if move is not None:
                places.append((writer, slice(len(tokens), len(tokens) + len(move.tokens))))
                parents += [start + parent for parent in move.parents]
                tokens += move.tokens
        if places:
            reading = reader.follow(parents, tokens)


class Reader:
    """A model and its `cache` of what each row has read: keys and values, or a recurrent state."""

    def __init__(self, model: PreTrainedModel, n_positions: int, with_hidden: bool) -> None:
        self._model = cast(Any, model)
        self._with_hidden = with_hidden
        self._recurrent = carries_state(model)
        self.cache: Any = None if self._recurrent else RoomyCache(model.config, n_positions)
        self._options: dict[str, Any] = {} if self._recurrent else {"output_hidden_states": with_hidden}
        if keeps_logits(model):
            self._options["logits_to_keep"] = 1
        self._ids = torch.empty(1, 0, dtype=torch.long, device=model.device)

    def follow(self, parents: list[int], tokens: list[int]) -> Reading:
        """Replace the rows: row i reads `tokens[i]` after what row `parents[i]` has read."""
        if parents != list(range(len(self._ids))):
            rows = torch.tensor(parents, device=self._ids.device)
            self._ids = self._ids[rows]
            if self._recurrent:
                self.cache = self._model.rearrange(self.cache, rows)
            else:
                self.cache.rearrange(parents, rows.device)
        return self.read(torch.tensor(tokens, device=self._ids.device)[:, None])

    def read(self, new_ids: Int[Tensor, "row n_new"]) -> Reading:
        """Let every row read its `new_ids`."""
        self._ids = torch.cat([self._ids, new_ids], dim=1)
        cache = {"state" if self._recurrent else "past_key_values": self.cache}
        output = self._model(input_ids=new_ids, use_cache=True, **cache, **self._options)
        if self._recurrent:
            self.cache = output.state
        return Reading.from_logits(self._ids, output.logits[:, -1].float(), self._hidden(output))

    def _hidden(self, output: Any) -> Float[Tensor, "row n_new d_model"] | None:
        if not self._with_hidden:
            return None
        hidden: Tensor = output.last_hidden_state if self._recurrent else output.hidden_states[-1]
        return hidden
