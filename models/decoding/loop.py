"""The lock-step loop: all strategies of one prompt are rows of one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast
from weakref import WeakKeyDictionary

import torch
from torch import Tensor
from transformers import PreTrainedModel

from models.compat import carries_state, keeps_logits
from models.decoding.key_value_cache import RoomyCache
from models.decoding.writer import Reading, Writer
from models.few_rows import for_few_rows
from models.ways import is_close, tried_inputs

if TYPE_CHECKING:
    from jaxtyping import Float, Int

Memory = Literal["state", "cache", "none"]
_memories: WeakKeyDictionary[PreTrainedModel, Memory] = WeakKeyDictionary()


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
    needs_hidden = any(writer.needs_hidden for writer in writers)
    reader = Reader(for_few_rows(model), n_positions, with_hidden=needs_hidden, memory=memory_of(model))
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
    """A model and its `cache` of what each row has read: a key/value cache or a recurrent state.

    A model without either, or whose memory does not say what reading everything says, has none: with
    each token it reads the whole rows again.
    """

    def __init__(self, model: PreTrainedModel, n_positions: int, with_hidden: bool, memory: Memory) -> None:
        self._model = cast(Any, model)
        self._with_hidden = with_hidden
        self._kind = memory
        self.cache: Any = RoomyCache(model.config, n_positions) if memory == "cache" else None
        self._options: dict[str, Any] = {} if memory == "state" else {"output_hidden_states": with_hidden}
        if keeps_logits(model):
            self._options["logits_to_keep"] = 1
        self._ids = torch.empty(1, 0, dtype=torch.long, device=model.device)

    def follow(self, parents: list[int], tokens: list[int]) -> Reading:
        """Replace the rows: row i reads `tokens[i]` after what row `parents[i]` has read."""
        if parents != list(range(len(self._ids))):
            rows = torch.tensor(parents, device=self._ids.device)
            self._ids = self._ids[rows]
            if self._kind == "state":
                self.cache = self._model.rearrange(self.cache, rows)
            elif self._kind == "cache":
                self.cache.rearrange(parents, rows.device)
        return self.read(torch.tensor(tokens, device=self._ids.device)[:, None])

    def read(self, new_ids: Int[Tensor, "row n_new"]) -> Reading:
        """Let every row read its `new_ids`."""
        self._ids = torch.cat([self._ids, new_ids], dim=1)
        if self._kind == "none":
            output = self._model(input_ids=self._ids, use_cache=False, **self._options)
        else:
            memory = {"state" if self._kind == "state" else "past_key_values": self.cache}
            output = self._model(input_ids=new_ids, use_cache=True, **memory, **self._options)
        if self._kind == "state":
            self.cache = output.state
        hidden = self._hidden(output, new_ids.shape[1])
        return Reading.from_logits(self._ids, output.logits[:, -1].float(), hidden)

    def _hidden(self, output: Any, n_new: int) -> Float[Tensor, "row n_new d_model"] | None:
        if not self._with_hidden:
            return None
        hidden: Tensor = output.last_hidden_state if self._kind == "state" else output.hidden_states[-1]
        return hidden[:, -n_new:]


@torch.inference_mode()
def memory_of(model: PreTrainedModel) -> Memory:
    """What a model remembers by, found out by trying: once for each model.

    A cache is trusted only if two rows that part, change places and go on read what whole texts say.
    """
    if model not in _memories:
        _memories[model] = "state" if carries_state(model) else "cache" if _cache_holds(model) else "none"
    return _memories[model]


def _cache_holds(model: PreTrainedModel) -> bool:
    ids = tried_inputs(model)["input_ids"]
    first, second, *begin = ids[0].tolist()
    try:
        reader = Reader(model, ids.shape[1] + 1, with_hidden=False, memory="cache")
        reader.read(torch.tensor([begin], device=model.device))
        reader.follow([0, 0], [first, second])
        remembered = reader.follow([1, 0], [first, second]).logits
    except Exception:  # whatever another's code raises, it has no such memory
        return False
    rows = torch.tensor([[*begin, second, first], [*begin, first, second]], device=model.device)
    whole = cast(Any, model)(input_ids=rows, use_cache=False).logits[:, -1].float()
    return is_close(remembered, whole)
