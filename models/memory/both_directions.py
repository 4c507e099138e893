"""What the left and the right context each do for a bidirectional LSTM's guess."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from models.architectures.bilstm import BiLSTMForMaskedLM
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.limits import check_length, check_text
from models.records import BothDirections, Candidate
from models.registry import load, load_tokenizer
from models.text.tokenizers import describe_tokens, tokens_of

MAX_TOKENS = 256
_Guesses = tuple[Tensor, Tensor, Tensor]


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
    tokenizer = load_tokenizer(model_id)
    ids, tokens = tokens_of(tokenizer, check_text(text))
    check_length(ids, MAX_TOKENS, chosen.title)
    load(model_id)
    asked = tuple(position for position, token in enumerate(tokens) if token.start is not None)
    states, (bits, probs, guesses) = _compute(model_id, tuple(ids), asked, int(tokenizer.mask_token_id))
    forward, backward = states.chunk(2, dim=-1)
    named = describe_tokens(tokenizer, guesses.flatten().tolist())
    triples = _in_threes(
        [Candidate(token.id, token.text, prob) for token, prob in zip(named, probs.flatten().tolist(), strict=True)]
    )
    by_place = dict(zip(asked, zip(map(tuple, bits.tolist()), triples, strict=True), strict=True))
    return BothDirections(
        tokens,
        forward,
        backward,
        tuple(by_place[place][0] if place in by_place else None for place in range(len(tokens))),
        tuple(by_place[place][1] if place in by_place else None for place in range(len(tokens))),
    )


def _in_threes(flat: list[Candidate]) -> list[tuple[Candidate, Candidate, Candidate]]:
    return list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


@on_gpu
@torch.inference_mode()
def _compute(model_id: str, ids: tuple[int, ...], asked: tuple[int, ...], mask_id: int) -> tuple[Tensor, _Guesses]:
    loaded = load(model_id)
    model = loaded.model
    assert isinstance(model, BiLSTMForMaskedLM)
    row = torch.tensor(ids, device=loaded.device)
    places = torch.tensor(asked, dtype=torch.long, device=loaded.device)
    masked = row.repeat(len(asked), 1)
    masked[range(len(asked)), places] = mask_id
    hidden = model.read(model.emb(masked))[range(len(asked)), places]
    parts = split_logits(model, hidden)
    log_probs = parts.double().log_softmax(-1)  # [case, asked, d_vocab]
    bits = -log_probs.gather(-1, row[places].expand(3, -1)[..., None])[..., 0] / math.log(2)
    best = log_probs.max(-1)
    found = (bits.T.cpu(), best.values.exp().T.cpu(), best.indices.T.cpu())
    return model.read(model.emb(row[None]))[0].cpu(), found


def split_logits(model: BiLSTMForMaskedLM, hidden: Tensor) -> Tensor:
    """Logits `[case, n, d_vocab]` from the left alone, from the right alone, and from both.

    Args:
        hidden: `[n, 2 * d_model]`, the forward state, then the backward one.
    """
    forward, backward = hidden.chunk(2, dim=-1)
    of_forward, of_backward = model.join.weight.chunk(2, dim=1)
    left, right = (state @ part.T for state, part in ((forward, of_forward), (backward, of_backward)))
    logits: Tensor = model.head(torch.stack([left, right, left + right]))
    return logits
