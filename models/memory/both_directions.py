"""What the left and the right context each do for a bidirectional LSTM's guess."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor

from models.architectures.bilstm import BiLSTMForMaskedLM
from models.catalog import card
from models.errors import InputError
from models.passes import Pass, Wanted, prepare, run_then
from models.records import BothDirections, Candidate, Token
from models.registry import LoadedModel, load, load_tokenizer
from models.text.tokenizers import describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    Guesses = tuple[Float[Tensor, "asked 3"], Float[Tensor, "asked 3"], Int[Tensor, "asked 3"]]

MAX_TOKENS = 256


def trace_directions(text: str, model_id: str = "bilstm") -> BothDirections:
    """Both states of every token, and how well each context guesses it.

    The two states meet in one linear map, so logits are `from the left + from the right + bias`:
    leaving one part out shows what the other knows.

    Raises:
        InputError: bad text, more than `MAX_TOKENS` tokens, `not_recurrent` for other families.
    """
    chosen = card(model_id)
    if chosen.facts.state != "two_ways":
        raise InputError("not_recurrent", model=chosen.title)
    load(model_id).check_head()
    prepared = prepare(text, model_id, limit=MAX_TOKENS)
    tokens, asked = prepared.tokens, prepared.real
    rows = [*prepared.masked_in_turn(), prepared.ids]
    states, (bits, probs, guesses) = run_then(model_id, rows, Wanted(hidden=True), partial(_guesses, asked))
    forward, backward = states.chunk(2, dim=-1)
    named = describe_tokens(load_tokenizer(model_id), guesses.flatten().tolist())
    triples = _in_threes(
        [Candidate(token.id, token.text, prob) for token, prob in zip(named, probs.flatten().tolist(), strict=True)]
    )
    guessed = dict(zip(asked, triples, strict=True))
    known = {place: tuple(row) for place, row in zip(asked, bits.tolist(), strict=True) if _is_spelled(tokens[place])}
    places = range(len(tokens))
    return BothDirections(tokens, forward, backward, tuple(map(known.get, places)), tuple(map(guessed.get, places)))


def _is_spelled(token: Token) -> bool:
    """False for `[UNK]`, whose probability is not that of the text it stands for."""
    return token.kind != "unknown"


def _in_threes(flat: list[Candidate]) -> list[tuple[Candidate, Candidate, Candidate]]:
    return list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


def _guesses(asked: tuple[int, ...], loaded: LoadedModel, found: Pass) -> tuple[Float[Tensor, "pos d_state"], Guesses]:
    """The text's own states; and of each masked token the bits it costs, the best guess's probability, its id.

    The pass has a row for each of `asked` with that token masked, and the text as the last.
    """
    *_, hidden = found.hidden
    ids = torch.tensor(found.rows[-1], device=hidden.device)[list(asked)]
    parts = split_logits(cast(BiLSTMForMaskedLM, loaded.model), hidden[range(len(asked)), asked])
    log_probs = parts.double().log_softmax(-1)  # [case, asked, d_vocab]
    bits = -log_probs.gather(-1, ids.expand(3, -1)[..., None])[..., 0] / math.log(2)
    best = log_probs.max(-1)
    return hidden[-1].cpu(), (bits.T.cpu(), best.values.exp().T.cpu(), best.indices.T.cpu())


def split_logits(model: BiLSTMForMaskedLM, hidden: Float[Tensor, "n d_state"]) -> Float[Tensor, "3 n d_vocab"]:
    """Logits from the left alone, from the right alone, and from both.

    Args:
        hidden: the forward state, then the backward one.
    """
    forward, backward = hidden.chunk(2, dim=-1)
    of_forward, of_backward = model.join.weight.chunk(2, dim=1)
    left, right = (state @ part.T for state, part in ((forward, of_forward), (backward, of_backward)))
    logits: Tensor = model.head(torch.stack([left, right, left + right]))
    return logits
