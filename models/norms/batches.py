"""A batch of sentences in front of one norm of a model: the real activations that all norms are tried on.

An LSTM has no norms; its sites are the hidden states of its layers, where one could stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.limits import MAX_BATCH_SENTENCES, MAX_BATCH_TOKENS, check_sentences
from models.norms.sites import NormCapture, norm_sites
from models.passes import Batch, Wanted, prepare, run
from models.records import Token
from models.registry import load

if TYPE_CHECKING:
    from jaxtyping import Bool

Ids = list[list[int]]
_HIDDEN = "lstm.hidden."
_LSTM_EPS = 1e-5  # what torch's norms add by default: an LSTM has none of its own


def model_sites(model_id: str) -> tuple[str, ...]:
    """Where norms can be tried: the inputs of a model's own norms, or an LSTM's hidden states by layer.

    Raises:
        InputError: `unknown_model`; `no_norms`.
    """
    loaded = load(model_id)
    if loaded.card.facts.has_gates:
        return tuple(f"{_HIDDEN}{layer}" for layer in range(loaded.card.n_layers))
    sites = norm_sites(loaded.model)
    if not sites:
        raise InputError("no_norms", model=loaded.card.title)
    return sites


def check_site(model_id: str, site: str | None) -> str:
    """The site, or the model's first for None.

    Raises:
        InputError: `unknown_site`, naming those that there are.
    """
    sites = model_sites(model_id)
    if site is None:
        return sites[0]
    if site not in sites:
        raise InputError("unknown_site", value=site[:80], known=", ".join(sites))
    return site


def read_sentences(texts: Sequence[str], model_id: str) -> tuple[Ids, tuple[tuple[Token, ...], ...]]:
    """The tokens of 1 to `MAX_BATCH_SENTENCES` sentences.

    Raises:
        InputError: no sentence, an empty one, too many, or too much text for the model or for one batch.
    """
    if not texts:
        raise InputError("empty_text")
    check_sentences(texts, MAX_BATCH_SENTENCES)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            raise InputError("empty_sentence", number=number)
    limit = card(model_id).context_length or MAX_BATCH_TOKENS
    prepared = [prepare(text, model_id, limit=limit) for text in texts]
    ids = [list(one.ids) for one in prepared]
    check_batch(ids)
    return ids, tuple(one.tokens for one in prepared)


def check_batch(ids: Sequence[Sequence[int]], n_positions: int = 0) -> None:
    """Raise `InputError` when a batch, padded to `n_positions` or its longest sentence, holds too many tokens."""
    padded = len(ids) * max(n_positions, *map(len, ids))
    if padded > MAX_BATCH_TOKENS:
        raise InputError("batch_too_large", n=padded, limit=MAX_BATCH_TOKENS)


def padding_of(ids: Ids, n_positions: int = 0) -> Bool[Tensor, "batch pos"]:
    """True to the right of each sentence; at least `n_positions` wide."""
    lengths = torch.tensor([len(row) for row in ids])
    return torch.arange(max(n_positions, int(lengths.max()))) >= lengths[:, None]


def capture_site(model_id: str, ids: Ids, site: str, n_positions: int = 0, *, masked: bool = True) -> NormCapture:
    """What enters and leaves a site while the model reads a batch, on the CPU.

    Args:
        site: one of `model_sites`; nothing happens at an LSTM's, so what enters leaves.
        n_positions: pad to this many at least.
        masked: False lets the model read the padding like any token.
    """
    batch = Batch(tuple(map(tuple, ids)), width=n_positions, reads_padding=not masked)
    if not site.startswith(_HIDDEN):
        return run(model_id, batch, Wanted(norms=(site,))).norms[site]
    found = run(model_id, batch, Wanted(hidden=True))
    states = found.hidden[1 + int(site.removeprefix(_HIDDEN))].masked_fill(found.padding[..., None], 0.0)
    return NormCapture("none", _LSTM_EPS, states, states)
