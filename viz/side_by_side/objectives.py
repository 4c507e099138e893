"""The training objectives on one text, term by term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from models.records import Candidate, Family, Token
from viz.html import readable
from viz.labels import encode_label, label
from viz.side_by_side.payloads import TargetsPayload, TermPayload


class Term(Protocol):
    """One position's part of a loss (`models.predictions.targets.Term`)."""

    @property
    def position(self) -> int: ...
    @property
    def true(self) -> Token: ...
    @property
    def read(self) -> Token: ...
    @property
    def fate(self) -> str: ...
    @property
    def plain_nats(self) -> float: ...
    @property
    def smoothed_nats(self) -> float: ...
    @property
    def top(self) -> tuple[Candidate, ...]: ...


class Targets(Protocol):
    """A text under an objective (`models.predictions.targets.Targets`)."""

    @property
    def tokens(self) -> tuple[Token, ...]: ...
    @property
    def terms(self) -> Sequence[Term]: ...
    @property
    def loss_nats(self) -> float | None: ...
    @property
    def smoothed_loss_nats(self) -> float | None: ...
    @property
    def d_vocab(self) -> int: ...
    @property
    def n_empty(self) -> int: ...


def encode_targets(targets: Targets, title: str, family: Family, smoothing: float) -> TargetsPayload:
    """The tokens, which of them are targets, and each target's terms."""
    spread = smoothing / targets.d_vocab
    return {
        "title": title,
        "family": family,
        "tokens": [encode_label(token) for token in targets.tokens],
        "loss_nats": targets.loss_nats,
        "smoothed_loss_nats": targets.smoothed_loss_nats,
        "d_vocab": targets.d_vocab,
        "unreadable": all(token.special or token.kind == "unknown" for token in targets.tokens),
        "target": {"true": 1 - smoothing + spread, "other": spread},
        "terms": [_encode_term(term) for term in targets.terms],
        "n_empty": targets.n_empty,
    }


def _encode_term(term: Term) -> TermPayload:
    return {
        "position": term.position,
        "true": label(term.true),
        "read": label(term.read),
        "fate": term.fate,
        "plain_nats": term.plain_nats,
        "smoothed_nats": term.smoothed_nats,
        "top": [{"token": readable(c.token), "prob": c.prob, "true": c.id == term.true.id} for c in term.top],
    }
