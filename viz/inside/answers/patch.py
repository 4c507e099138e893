"""What is left of an answer when parts are silent, and how it turns when a vector comes from another sentence."""

from __future__ import annotations

from models.records import Patched, Silenced
from viz.inside.answers.payloads import PatchPayload, SilencePayload
from viz.inside.tokens import encode_placed
from viz.labels import spaced_label
from viz.payload import encode_floats


def encode_silenced(found: Silenced) -> SilencePayload:
    """Probabilities of the answer, by block and part."""
    labels = {id_: spaced_label(token) for id_, token in found.names.items()}
    return {
        "token": labels[found.token],
        "columns": list(found.columns),
        "before": found.before,
        "probs": encode_floats(found.probs.tolist()),
        "top": [[labels[id_] for id_ in row] for row in found.top_ids.tolist()],
    }


def encode_patched(found: Patched) -> PatchPayload:
    """How far the answer turns, by block and position."""
    labels = {id_: spaced_label(token) for id_, token in found.names.items()}
    whole = found.behind - found.before
    shares = (found.changes - found.before) / (whole if whole else 1.0)
    return {
        "tokens": [encode_placed(token) for token in found.tokens],
        "others": [encode_placed(token) for token in found.other_tokens],
        "position": found.position,
        "token": labels[found.token],
        "rival": labels[found.rival],
        "site": found.site,
        "before": found.before,
        "behind": found.behind,
        "shares": encode_floats(shares.tolist()),
        "rival_probs": encode_floats(found.rival_probs.tolist()),
        "top": [[labels[id_] for id_ in row] for row in found.top_ids.tolist()],
    }
