"""What the influence of every token costs in one batch, against one pass for each replacement."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from benchmarks.table import Row, compare
from models import load
from models.memory.influence import Reader, moved_by_replacing, replacements

TEXT = "Once upon a time there was a little girl who lived near the forest. One day she saw a red bird in a tree."
N_REPLACEMENTS = 4
ONE_BY_ONE_TARGET = 1 / 1.25


@torch.inference_mode()
def rows() -> Iterator[Row]:
    for name in ("gpt", "lstm"):
        loaded = load(name)
        ids = torch.tensor(loaded.tokenizer(TEXT)["input_ids"], device=loaded.device)
        reader = Reader(loaded, ids, 1)
        ours, theirs = compare(
            lambda reader=reader: moved_by_replacing(reader, N_REPLACEMENTS),  # type: ignore[misc]
            lambda reader=reader: one_by_one(reader),  # type: ignore[misc]
            repeats=6,
        )
        work = f"influence of {len(ids) - 1} tokens, {N_REPLACEMENTS} replacements each, {name}"
        yield Row(work, ours, "a pass for each replacement", theirs, ONE_BY_ONE_TARGET)


def one_by_one(reader: Reader) -> list[torch.Tensor]:
    """The usual way: change a token, read the text again, and again."""
    window = reader.window
    others = replacements(window, N_REPLACEMENTS, reader.n_pieces, reader.special_ids)
    found = []
    for place in range(len(window)):
        for other in others[place]:
            changed = window.clone()
            changed[place] = other
            found.append(reader.logits(reader.embed(changed)[None]).log_softmax(-1))
    return found
