"""One step of one decoding run: what there was to choose from, and how it was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from models.records import Choice, StepDistribution
from viz.decoding.payloads import Choices, Rest, StepPayload
from viz.decoding.strategy import encode_strategy
from viz.labels import written_label
from viz.payload import encode_floats, encode_integers, encode_n_spaces


def encode_step(found: StepDistribution) -> StepPayload:
    """What the panel of one step shows."""
    choices = found.choices
    return {
        "place": found.place,
        "order": found.step,
        "n_written": found.n_written,
        "strategy": encode_strategy(found.strategy),
        "tokens": [written_label(choice) for choice in choices],
        "cut_by": [choice.cut_by for choice in choices],
        "choices": _encode_choices(choices),
        "rest": _encode_rest(found.rest),
        "chosen": found.chosen,
        "number": found.number,
        "n_kept": found.n_kept,
        "d_vocab": found.d_vocab,
        "entropy_bits": found.entropy_bits,
        "temperatures": list(found.temperatures),
        "by_temperature": encode_floats(found.by_temperature),
        "prefix": list(found.prefix_ids),
    }


def _encode_choices(choices: Sequence[Choice]) -> Choices:
    return {
        "id": encode_integers([choice.id for choice in choices]),
        "n_spaces": encode_n_spaces(choice.token for choice in choices),
        "rank": encode_integers([choice.rank for choice in choices]),
        "prob": encode_floats([choice.prob for choice in choices]),
        "reshaped": encode_floats([choice.reshaped_prob for choice in choices]),
        "kept": encode_floats([choice.kept_prob for choice in choices]),
        "begin": encode_floats([-1 if choice.begin is None else choice.begin for choice in choices]),
    }


def _encode_rest(rest: tuple[int, float, float, float]) -> Rest:
    n, prob, reshaped, kept = rest
    return {"n": n, "prob": prob, "reshaped": reshaped, "kept": kept}
