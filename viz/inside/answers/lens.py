"""What the model would say after each block."""

from __future__ import annotations

from models.records import Lens
from viz.inside.answers.payloads import LensPayload, LensPlacePayload
from viz.inside.payloads import ReadRequest
from viz.inside.tokens import encode_placed
from viz.labels import spaced_label
from viz.payload import encode_floats, encode_integers


def encode_lens(
    found: Lens,
    request: ReadRequest,
    *,
    title: str,
    is_telling: bool,
    is_recurrent: bool,
    mask_token: str | None,
    position: int,
) -> LensPayload:
    """The grid of stations by positions: of each place the likeliest token, and how far the final answer has come.

    Args:
        request: by which the candidates of a place are asked for.
        title: of the model.
        is_telling: the text is the section's own and not the one above.
        is_recurrent: its stations are layers and not blocks.
        mask_token: what stands for a hidden token, of a model that fills it.
        position: to look at first.
    """
    labels = {id_: spaced_label(token) for id_, token in found.names.items()}
    return {
        "request": request,
        "title": title,
        "family": found.family,
        "is_telling": is_telling,
        "is_recurrent": is_recurrent,
        "mask_token": mask_token,
        "tokens": [encode_placed(token) for token in found.tokens],
        "stations": list(found.stations),
        "top": [[labels[id_] for id_ in row] for row in found.top_ids[:, :, 0].tolist()],
        "probs": encode_floats(found.top_probs[:, :, 0].tolist()),
        "entropy_bits": encode_floats(found.entropy_bits.tolist()),
        "answers": [labels[id_] for id_ in found.answer_ids.tolist()],
        "answer_probs": encode_floats(found.answer_probs.tolist()),
        "answer_ranks": encode_integers(found.answer_ranks.tolist()),
        "position": position,
    }


def encode_place(found: Lens, station: int, position: int) -> LensPlacePayload:
    """All candidates of one place, falling."""
    ids, probs = found.top_ids[station, position].tolist(), found.top_probs[station, position].tolist()
    return {
        "station": station,
        "position": position,
        "top": [{"token": spaced_label(found.names[id_]), "prob": prob} for id_, prob in zip(ids, probs, strict=True)],
    }
