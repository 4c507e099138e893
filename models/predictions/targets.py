"""The training objectives on one text: what each model is asked, and what its answer costs, term by term.

The loss of a position under label smoothing (Szegedy et al., 2016, section 7) is the cross-entropy with
`(1 - smoothing)` on the true token and `smoothing` spread evenly over the vocabulary:
`(1 - smoothing) * -ln p(true) + smoothing * mean over the vocabulary of -ln p`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor

from models.catalog import card
from models.errors import InputError
from models.limits import MAX_MASKING_SEED, MAX_SMOOTHING
from models.passes import Batch, Prepared, Wanted, prepare, read_logits, run
from models.predictions.expectations import text_logits
from models.predictions.masking import IGNORED, mask_tokens
from models.records import Candidate, Token
from models.registry import load_tokenizer
from models.text.tokenizers import describe_tokens

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    # Weights and biases.
    Pooler = tuple[Float[Tensor, "d_pooled d_model"], Float[Tensor, " d_pooled"]]
    PairHead = tuple[Float[Tensor, "2 d_pooled"], Float[Tensor, " 2"]]

N_SHOWN = 4
MOST_DRAWS = 500  # a text of a single word is chosen in one draw of seven
FATES = ("mask", "random", "kept")
_PAIR_HEAD = ("bert.pooler.dense", "cls.seq_relationship")


@dataclass(frozen=True)
class Term:
    """One position's part of a loss.

    Attributes:
        position: of the token that is asked for.
        read: the token that stands there for the model: of a masked model perhaps `[MASK]` or another.
        fate: `mask`, `random` or `kept` in masked training; `next` in causal training.
        plain_nats, smoothed_nats: without and with label smoothing.
        top: what the model expects, most probable first, the true token among them.
    """

    position: int
    true: Token
    read: Token
    fate: str
    plain_nats: float
    smoothed_nats: float
    top: tuple[Candidate, ...]


@dataclass(frozen=True)
class Targets:
    """A text under an objective: `loss_nats` and `smoothed_loss_nats` are the means of the terms' own.

    Attributes:
        n_empty: how many draws of masks before this one chose no token.
    """

    model_id: str
    tokens: tuple[Token, ...]
    terms: tuple[Term, ...]
    loss_nats: float | None
    smoothed_loss_nats: float | None
    d_vocab: int
    n_empty: int = 0


@dataclass(frozen=True)
class PairJudgement:
    """Next-sentence prediction (Devlin et al., 2019): `loss_nats` if the second follows, and if it does not."""

    prob_follows: float
    loss_nats: tuple[float, float]


def next_token_targets(text: str, model_id: str, smoothing: float = 0.0) -> Targets:
    """Every token is the target of the position before it.

    Raises:
        InputError: as `text_logits`; `out_of_range` for the smoothing.
    """
    _check("smoothing", smoothing, MAX_SMOOTHING)
    logits, tokens = text_logits(text, model_id)
    ids = torch.tensor([token.id for token in tokens])
    reads = list(tokens[:-1])
    return _targets(model_id, tokens, logits[:-1], list(range(1, len(ids))), reads, ["next"] * len(reads), smoothing)


def masked_targets(text: str, model_id: str, seed: int = 0, smoothing: float = 0.0) -> Targets:
    """The masked objective's draw for a seed, by the very function that drew in training.

    Of 15% chosen tokens 80% become `[MASK]`, 10% another token, 10% stay (Devlin et al., 2019,
    section 3.1); only the chosen ones are targets. A draw that chooses none of a short text is drawn anew; a text of
    special and unknown tokens has none.

    Raises:
        InputError: bad text, too many tokens, `no_mask_token` for a model without one,
            `out_of_range` for seed or smoothing.
    """
    _check("smoothing", smoothing, MAX_SMOOTHING)
    prepared, tokenizer, rng = _to_be_masked(text, model_id, seed)
    ids = np.array([prepared.ids])
    n_empty = 0
    corrupted, labels = mask_tokens(rng, ids, tokenizer)
    while (labels == IGNORED).all() and n_empty < MOST_DRAWS and not np.isin(ids, tokenizer.all_special_ids).all():
        n_empty += 1
        corrupted, labels = mask_tokens(rng, ids, tokenizer)
    asked = np.flatnonzero(labels[0] != IGNORED).tolist()
    read = describe_tokens(tokenizer, corrupted[0].tolist())
    fates = [_fate(corrupted[0, place], ids[0, place], int(tokenizer.mask_token_id)) for place in asked]
    logits = read_logits(model_id, corrupted.tolist())[0, asked]
    found = _targets(model_id, prepared.tokens, logits, asked, [read[place] for place in asked], fates, smoothing)
    return replace(found, n_empty=n_empty)


def chosen_target(text: str, model_id: str, position: int, seed: int = 0, smoothing: float = 0.0) -> Targets:
    """One token as a target, under each of its three fates: as `[MASK]`, as another token, as itself.

    Args:
        position: of the token; the others stay as they are.
        seed: draws the other token.

    Returns:
        A term a fate, in the order of `FATES`.

    Raises:
        InputError: as `masked_targets`; `out_of_range` for a position where no token can be chosen.
    """
    _check("smoothing", smoothing, MAX_SMOOTHING)
    prepared, tokenizer, rng = _to_be_masked(text, model_id, seed)
    ids, special = prepared.ids, tokenizer.all_special_ids
    if not 0 <= position < len(ids) or ids[position] in special:
        raise InputError("out_of_range", name="position", value=position, limit=f"0 … {len(ids) - 1}")
    ordinary = np.setdiff1d(np.arange(len(tokenizer)), [*special, ids[position]])
    rows = np.repeat([ids], len(FATES), axis=0)
    rows[:, position] = [tokenizer.mask_token_id, rng.choice(ordinary), ids[position]]
    read = list(describe_tokens(tokenizer, rows[:, position].tolist()))
    logits = read_logits(model_id, rows.tolist())[:, position]
    return _targets(model_id, prepared.tokens, logits, [position] * len(FATES), read, list(FATES), smoothing)


def _to_be_masked(text: str, model_id: str, seed: int) -> tuple[Prepared, Any, np.random.Generator]:
    """The text for a masked model, its tokenizer, and what draws the masks."""
    _check("seed", seed, MAX_MASKING_SEED)
    chosen = card(model_id)
    if not chosen.facts.is_masked:
        raise InputError("no_mask_token", model=chosen.title)
    return prepare(text, model_id), load_tokenizer(model_id), np.random.default_rng(int(seed))


def _check(name: str, value: float, most: float) -> None:
    if value is None or not 0 <= value <= most:
        raise InputError("out_of_range", name=name, value=value, limit=f"0 … {most}")


def _fate(read: int, true: int, mask_id: int) -> str:
    if read == mask_id:
        return "mask"
    return "kept" if read == true else "random"


def _targets(
    model_id: str,
    tokens: tuple[Token, ...],
    logits: Float[Tensor, "n d_vocab"],
    asked: list[int],
    read: list[Token],
    fates: list[str],
    smoothing: float,
) -> Targets:
    ids = torch.tensor([tokens[place].id for place in asked], dtype=torch.long)
    plain, smoothed = losses(logits, ids, smoothing)
    tops = _tops(model_id, logits, ids)
    terms = tuple(
        Term(place, tokens[place], *rest)
        for place, *rest in zip(asked, read, fates, plain.tolist(), smoothed.tolist(), tops, strict=True)
    )
    loss, smoothed_loss = (plain.mean().item(), smoothed.mean().item()) if terms else (None, None)
    return Targets(model_id, tokens, terms, loss, smoothed_loss, logits.shape[-1])


def losses(
    logits: Float[Tensor, "n d_vocab"], ids: Int[Tensor, " n"], smoothing: float
) -> tuple[Float[Tensor, " n"], Float[Tensor, " n"]]:
    """`-ln p` of each true token, and the same under label smoothing, in nats.

    Args:
        logits: of what stands where each is expected.
        ids: the true tokens.
    """
    nats = -logits.double().log_softmax(-1)
    plain = nats.gather(-1, ids[:, None])[:, 0]
    return plain, (1 - smoothing) * plain + smoothing * nats.mean(-1)


def _tops(model_id: str, logits: Float[Tensor, "n d_vocab"], ids: Int[Tensor, " n"]) -> list[tuple[Candidate, ...]]:
    probs = logits.double().softmax(-1)
    tokenizer = load_tokenizer(model_id)
    tops = []
    for row, true in zip(probs, ids.tolist(), strict=True):
        shown = row.topk(min(N_SHOWN, len(row))).indices.tolist()
        shown += [true] if true not in shown else []
        named = describe_tokens(tokenizer, shown)
        tops.append(tuple(Candidate(token.id, token.text, row[token.id].item()) for token in named))
    return tops


def judge_pair(first: str, second: str, model_id: str) -> PairJudgement:
    """How probable a masked model finds it that `second` follows `first`.

    Raises:
        InputError: `no_second_sentence`, bad text, too many tokens together, `no_next_sentence`
            for a model that was not trained for it.
    """
    chosen = card(model_id)
    if not second.strip():
        raise InputError("no_second_sentence")
    prepared = prepare(first, model_id, second)
    head = _pair_head(chosen.path)
    if head is None:
        raise InputError("no_next_sentence", model=chosen.title)
    states = run(model_id, Batch((prepared.ids,), segments=(prepared.segments,)), Wanted(hidden=True)).hidden[-1]
    follows, apart = _judge(states[0, 0], *head).tolist()
    return PairJudgement(float(np.exp(follows)), (-follows, -apart))


def _judge(state: Float[Tensor, " d_model"], pooler: Pooler, judge: PairHead) -> Float[Tensor, " 2"]:
    """Log-probabilities `[follows, does not]`: the pooler on the state of `[CLS]`, then the pair head."""
    pooled = torch.tanh(state @ pooler[0].T + pooler[1])
    return (pooled @ judge[0].T + judge[1]).double().log_softmax(-1)


@cache
def _pair_head(path: str) -> tuple[Pooler, PairHead] | None:
    """The weights that transformers' masked model leaves out; None where the file has none."""
    file = Path(path) / "model.safetensors"
    if not file.is_file():
        return None
    with safe_open(file, framework="pt") as weights:
        names = [f"{part}.{kind}" for part in _PAIR_HEAD for kind in ("weight", "bias")]
        if not set(names) <= set(weights.keys()):
            return None
        found = [weights.get_tensor(name).float() for name in names]
    return (found[0], found[1]), (found[2], found[3])
