"""What a model is asked for when its loss is wanted: one token at one position."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalog import card
from models.errors import InputError
from models.inside.activations import MAX_TOKENS
from models.passes import Prepared, prepare, read_logits
from models.records import Token
from models.registry import load, load_tokenizer

MOST_TRIED = 8  # of a masked model, which needs a pass for each


@dataclass(frozen=True)
class Asked:
    """One prediction of a text.

    Attributes:
        ids: what the model reads: up to the position, or all of it with the position hidden.
        position: whose prediction it is.
        target: the token that stands in the text.
        known: positions that can be asked.
    """

    prepared: Prepared
    ids: tuple[int, ...]
    position: int
    target: Token
    known: tuple[int, ...]


def ask(text: str, model_id: str, position: int | None = None) -> Asked:
    """One token's loss in a text.

    Args:
        position: the one in front of the token that is asked for, or of a masked model the token's own. None for
            what surprises the model most in the text's second half, which has something to go back to.

    Raises:
        InputError: bad text or model, `no_score`, `too_few_tokens`, `not_asked`.
    """
    chosen = card(model_id)
    if chosen.facts.reads == "source":
        raise InputError("no_score", model=chosen.title)
    prepared = prepare(text, model_id, limit=min(MAX_TOKENS, chosen.context_length or MAX_TOKENS))
    load(model_id).check_head()
    hidden = int(load_tokenizer(model_id).mask_token_id) if chosen.facts.is_masked else None
    known = tuple(place - 1 for place in prepared.real if place > 0)
    if hidden is not None:
        known = tuple(place for place in prepared.real if prepared.ids[place] != hidden)
    if not known:
        raise InputError("too_few_tokens", n=len(prepared.ids), limit=2)
    if position is None:
        position = _most_surprising(prepared, known[len(known) // 2 :], hidden)
    if position not in known:
        raise InputError("not_asked", value=position, known=", ".join(map(str, known)))
    ids = prepared.ids
    if hidden is not None:
        return Asked(prepared, _hiding(ids, position, hidden), position, prepared.tokens[position], known)
    return Asked(prepared, ids[: position + 1], position, prepared.tokens[position + 1], known)


def _hiding(ids: tuple[int, ...], position: int, hidden: int) -> tuple[int, ...]:
    return (*ids[:position], hidden, *ids[position + 1 :])


def _most_surprising(prepared: Prepared, among: tuple[int, ...], hidden: int | None) -> int:
    """Where the text's own token is least expected; a masked model is asked for a few of them, one by one."""
    model, ids = prepared.card.id, prepared.ids
    if hidden is None:
        log_probs = read_logits(model, [ids])[0].log_softmax(-1)
        losses = {place: -float(log_probs[place, ids[place + 1]]) for place in among}
    else:
        rows = {place: read_logits(model, [_hiding(ids, place, hidden)])[0, place] for place in among[-MOST_TRIED:]}
        losses = {place: -float(row.log_softmax(-1)[ids[place]]) for place, row in rows.items()}
    return max(losses, key=lambda place: losses[place])
