"""A batch of sentences in front of one norm of a model: the real activations that all norms are tried on.

An LSTM has no norms; its sites are the hidden states of its layers, where one could stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.architectures.lstm import LSTMForCausalLM
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.limits import check_length, check_text
from models.memory.gates import hidden_states
from models.norms.sites import NormCapture, capture_norms, norm_sites
from models.records import Token
from models.registry import load, load_tokenizer
from models.text.tokenizers import tokens_of

MAX_SENTENCES = 16
MAX_BATCH_TOKENS = 4_096
Ids = list[list[int]]
_HIDDEN = "lstm.hidden."
_LSTM_EPS = 1e-5  # what torch's norms add by default: an LSTM has none of its own


def model_sites(model_id: str) -> tuple[str, ...]:
    """Where norms can be tried: the inputs of a model's own norms, or an LSTM's hidden states by layer.

    Raises:
        InputError: `unknown_model`; `no_norms`.
    """
    loaded = load(model_id)
    if isinstance(loaded.model, LSTMForCausalLM):
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
    """The tokens of 1 to `MAX_SENTENCES` sentences.

    Raises:
        InputError: no sentence, an empty one, too many, or too much text for the model or for one batch.
    """
    if not texts:
        raise InputError("empty_text")
    if len(texts) > MAX_SENTENCES:
        raise InputError("too_many_sentences", n=len(texts), limit=MAX_SENTENCES)
    for number, text in enumerate(texts, 1):
        if not text.strip():
            raise InputError("empty_sentence", number=number)
    chosen, tokenizer = card(model_id), load_tokenizer(model_id)
    ids, tokens = zip(*(tokens_of(tokenizer, check_text(text)) for text in texts), strict=True)
    for row in ids:
        check_length(row, chosen.context_length, chosen.title)
    check_batch(ids)
    return list(ids), tokens


def check_batch(ids: Sequence[Sequence[int]], n_positions: int = 0) -> None:
    """Raise `InputError` when a batch, padded to `n_positions` or its longest sentence, holds too many tokens."""
    padded = len(ids) * max(n_positions, *map(len, ids))
    if padded > MAX_BATCH_TOKENS:
        raise InputError("batch_too_large", n=padded, limit=MAX_BATCH_TOKENS)


def padding_of(ids: Ids, n_positions: int = 0) -> Tensor:
    """`[batch, pos]`, True to the right of each sentence; at least `n_positions` wide."""
    lengths = torch.tensor([len(row) for row in ids])
    return torch.arange(max(n_positions, int(lengths.max()))) >= lengths[:, None]


@on_gpu
def capture_site(model_id: str, ids: Ids, site: str, n_positions: int = 0, *, masked: bool = True) -> NormCapture:
    """What enters and leaves a site while the model reads a batch, `[batch, pos, d_model]` on the CPU.

    Args:
        site: one of `model_sites`; nothing happens at an LSTM's, so what enters leaves.
        n_positions: pad to this many at least.
        masked: False lets the model read the padding like any token.
    """
    loaded = load(model_id)
    if isinstance(loaded.model, LSTMForCausalLM):
        return _hidden_of(loaded.model, ids, int(site.removeprefix(_HIDDEN)), n_positions)
    padding = padding_of(ids, n_positions)
    filler = loaded.tokenizer.pad_token_id or 0  # without a padding token any will do: nobody looks at it
    batch = torch.full(padding.shape, filler)
    batch[~padding] = torch.tensor([token for row in ids for token in row])
    mask = (~padding if masked else torch.ones_like(padding)).long()
    return capture_norms(loaded.model, batch.to(loaded.device), mask.to(loaded.device), (site,))[site]


@torch.inference_mode()
def _hidden_of(model: LSTMForCausalLM, ids: Ids, layer: int, n_positions: int) -> NormCapture:
    """Sentence by sentence: nothing that stands to the right of one has a part in it."""
    rows = []
    for row in ids:
        hidden: Tensor = model.emb(torch.tensor(row, device=model.device))
        for below in range(layer + 1):
            hidden = hidden_states(model.lstm, below, hidden)
        rows.append(hidden.float().cpu())
    rows.append(torch.zeros(n_positions, rows[0].shape[1]))  # only there to be padded to
    states = pad_sequence(rows, batch_first=True)[:-1]
    return NormCapture("none", _LSTM_EPS, states, states)
