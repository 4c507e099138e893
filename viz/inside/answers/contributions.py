"""A logit's parts."""

from __future__ import annotations

from collections.abc import Sequence

from models.records import Contributions, Neuron, Token
from viz.inside.answers.payloads import (
    ContributionsPayload,
    Held,
    NeuronPayload,
    PartOfLogit,
    SplitPayload,
)
from viz.inside.payloads import ReadRequest
from viz.inside.tokens import encode_placed
from viz.labels import spaced_label


def encode_contributions(
    found: SplitPayload, request: ReadRequest, title: str, *, is_telling: bool
) -> ContributionsPayload:
    """What the section opens with.

    Args:
        request: by which other candidates are asked about.
        title: of the model.
        is_telling: the text is the section's own and not the one above.
    """
    return {"request": request, "title": title, "is_telling": is_telling, "split": found}


def encode_split(found: Contributions, words: Sequence[str], rival: str) -> SplitPayload:
    """The parts of a logit, or of the difference of two.

    Args:
        words: the likeliest candidates at the position.
        rival: the word whose logit is taken off; empty for none.
    """
    return {
        "family": found.family,
        "tokens": [encode_placed(token) for token in found.tokens],
        "words": list(words),
        "position": found.position,
        "token": spaced_label(found.token),
        "other": None if found.other is None else spaced_label(found.other),
        "rival": rival,
        "value": found.value,
        "total": found.total,
        "held": _held(found),
        "parts": [
            PartOfLogit(
                kind=part.kind,
                name=part.name,
                value=part.value,
                layer=part.layer,
                head=part.head,
                position=part.position,
            )
            for part in found.parts
        ],
    }


def _held(found: Contributions) -> Held:
    """What is held at its value, so that the parts add up."""
    kinds = {part.kind for part in found.parts}
    if "written" in kinds:
        return "cells"
    if not kinds & {"head", "mlp"}:
        return "nothing"
    within = any(part.kind == "bias" and part.name.rsplit(".", 1)[-1] == "ln2" for part in found.parts)
    return "all" if within else "last"


def encode_neurons(found: Sequence[Neuron]) -> list[NeuronPayload]:
    """The neurons with the tokens that they move."""
    return [
        {
            "layer": one.layer,
            "index": one.index,
            "activation": one.activation,
            "value": one.value,
            "raises": _labels(one.raises),
            "lowers": _labels(one.lowers),
        }
        for one in found
    ]


def _labels(tokens: Sequence[Token]) -> list[str]:
    return [spaced_label(token) for token in tokens]
