"""What the attention lab's sections ask for: another mask, one cell, the heads, BertViz, the twin without a mask.

Each is asked for when its section is opened; the answers are JSON-safe and say nothing in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import curves
from app.turns import in_turn
from models.catalog import card, cards
from models.errors import InputError
from viz.attention.cell import encode_row
from viz.attention.heads import encode_heads
from viz.attention.maps import encode_attention, encode_map
from viz.predictions import encode_predictions, encode_scores

SECTIONS = ("mask", "cell", "heads", "bertviz", "twin")
KINDS = ("head", "average", "maximum", "rollout", "value")
TWINS = ("gpt", "gpt-unmasked")
N_CANDIDATES = 100  # of which few are shown; the others find their match under the other mask
LONG = 384  # tokens; beyond, a score for each cell of every head would weigh too much
MAX_PSEUDO_TOKENS = 128  # a masked model is asked for each token in turn
CONTINUATION = 40
Asked = Mapping[str, Any]


@in_turn
def exact_map(asked: Asked) -> dict[str, Any]:
    """One map of a trace that is usually still in the cache, cell for cell.

    Args:
        asked: `{text, model, mask, stack, layer, head, kind}`; for `average`, `maximum` and `rollout`
            the head does not matter.
    """
    from models import layer_vectors
    from models.attention import aggregates

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    attention, kind = found.attention[stack], asked.get("kind", "head")
    if kind not in KINDS or (kind == "rollout" and stack == "cross"):
        raise InputError("out_of_range", name="kind", value=str(kind)[:80], limit=", ".join(KINDS))
    scores = None if attention.scores is None or kind != "head" else attention.scores[layer, head]
    if kind == "value":
        value = layer_vectors(found, stack, layer).value[head]
        pattern = aggregates.value_weighted(attention.pattern[layer, head], value)
    elif kind == "rollout":
        pattern = aggregates.rollout(attention.pattern[: layer + 1])[layer]
    elif kind == "head":
        pattern = attention.pattern[layer, head]
    else:
        reduce = {"average": aggregates.average_heads, "maximum": aggregates.strongest_heads}[kind]
        pattern = reduce(attention.pattern[layer : layer + 1])[0]
    return {"layer": layer, "head": head, "kind": kind} | encode_map(pattern, attention.allowed[layer], scores)


@in_turn
def compare_masks(asked: Asked) -> dict[str, Any]:
    """A model's own pass and one under another mask, with what each expects.

    Args:
        asked: `{text, model, mask}`.
    """
    text, model, mask = asked["text"], asked["model"], asked["mask"]
    own, changed = traced({**asked, "mask": "native"}), traced(asked)
    request = {"text": text, "model": model}
    return {
        "before": encode_attention(own) | {"request": {**request, "mask": "native"}},
        "after": encode_attention(changed) | {"request": {**request, "mask": mask}},
        "predictions": predictions_of(text, model, mask, compared=True),
    }


@in_turn
def compare_scores(asked: Asked) -> dict[str, Any]:
    """Each token's surprisal and the text's bits, as the model is and with a change.

    Args:
        asked: `{text, model, mask, silenced}`; with silenced heads the comparison is with the same
            mask, else with the model's own.
    """
    from models import score
    from models.passes import prepare

    text, model, mask, silenced = asked["text"], asked["model"], asked["mask"], heads_of(asked)
    facts = card(model).facts
    if not facts.scores:
        return {"missing": "no_score"}
    if facts.is_masked and len(prepare(text, model).ids) > MAX_PSEUDO_TOKENS:
        return {"missing": "too_long", "limit": MAX_PSEUDO_TOKENS}
    before = score(text, model, mask if silenced else "native")
    return encode_scores(before, score(text, model, mask, silenced=silenced))


@in_turn
def compare_silenced(asked: Asked) -> dict[str, Any]:
    """What the model expects with and without some of its heads, under one mask.

    Args:
        asked: `{text, model, mask, silenced}`, a list of `[layer, head]`.
    """
    return {"predictions": predictions_of(asked["text"], asked["model"], asked["mask"], silenced=heads_of(asked))}


@in_turn
def cell_row(asked: Asked) -> dict[str, Any]:
    """Everything that one query's row of a head is computed from.

    Args:
        asked: `{text, model, mask, stack, layer, head, query}`.
    """
    from models import layer_vectors

    found = traced(asked)
    stack, layer, head = place_of(found, asked)
    attention, query = found.attention[stack], asked["query"]
    n_queries = attention.pattern.shape[2]
    if isinstance(query, bool) or not (isinstance(query, int) and 0 <= query < n_queries):
        raise InputError("out_of_range", name="query", value=str(query)[:80], limit=f"0 … {n_queries - 1}")
    return encode_row(attention, layer_vectors(found, stack, layer), layer, head, query)


@in_turn
def head_table(asked: Asked) -> dict[str, Any]:
    """What every head does on this text, and on random tokens that are read twice.

    Args:
        asked: `{text, model, mask, stack}`.
    """
    from models import repeat_test
    from models.attention.heads import REPEATED, head_statistics

    found = traced(asked)
    stack, _, _ = place_of(found, {**asked, "layer": 0, "head": 0})
    if stack == "cross":
        raise InputError("out_of_range", name="stack", value=stack, limit="self, encoder, decoder")
    tokens = found.target_tokens if stack == "decoder" else found.tokens
    here = head_statistics(found.attention[stack].pattern, [token.id for token in tokens])
    test = repeat_test(asked["model"]) if stack == "self" else None
    return encode_heads(here, test) | {"n_repeated": REPEATED}


@in_turn
def bertviz_page(asked: Asked) -> dict[str, Any]:
    """One of BertViz's own views of a trace, as a page for a frame.

    Args:
        asked: `{text, model, mask, stack, layer, head, view}`.
    """
    from models import layer_vectors
    from viz.attention.bertviz import VIEWS, bertviz_html, choose_part

    found, view = traced(asked), asked["view"]
    stack, layer, head = place_of(found, asked)
    if view not in VIEWS or (view == "neuron" and stack != "self"):
        raise InputError("out_of_range", name="view", value=str(view)[:80], limit=", ".join(VIEWS))
    part = choose_part(found, layer)
    vectors = [layer_vectors(found, stack, chosen) for chosen in part.layers] if view == "neuron" else []
    return bertviz_html(found, part, view, (layer, head), vectors)


@in_turn
def twin_story(asked: Asked) -> dict[str, Any]:
    """The GPT and its twin that was trained without a mask: how they learned, and how they go on with a text.

    Args:
        asked: `{text}`.
    """
    from models import decode

    def twin(model_id: str) -> dict[str, Any]:
        written = decode(asked["text"], model_id, [{"name": "greedy"}], CONTINUATION, 0)
        return {"title": card(model_id).title, "curve": read_curve(model_id), "text": written.runs[0].text}

    return {model_id: twin(model_id) for model_id in TWINS}


def read_curve(model_id: str) -> dict[str, list[float]]:
    """A model's losses in nats while it was trained, by step."""
    curve = curves.read_curve(card(model_id))
    return {name: curve[name].astype(float).tolist() for name in ("step", "train_loss_nats", "held_out_loss_nats")}


def twin_is_there() -> bool:
    """True when both twins are bundled, with the account of their training."""
    bundled = {entry.id: entry for entry in cards() if entry.bundled}
    return all(name in bundled and curves.curve_file(bundled[name]).is_file() for name in TWINS)


def predictions_of(
    text: str,
    model_id: str,
    mask: str,
    *,
    silenced: frozenset[tuple[int, int]] = frozenset(),
    compared: bool = False,
) -> list[dict[str, Any]]:
    """What the model expects; empty for a masked model whose text has no `[MASK]`.

    Args:
        silenced: compare with the same pass without these heads.
        compared: compare the model's own mask with `mask`.
    """
    from models import predict

    try:
        before = predict(text, model_id, N_CANDIDATES, "native" if compared else mask)
    except InputError as error:
        if error.code != "no_mask_token":
            raise
        return []
    if not (silenced or compared):
        return encode_predictions(before)
    return encode_predictions(before, predict(text, model_id, N_CANDIDATES, mask, silenced=silenced))


def traced(asked: Asked) -> Any:
    """The trace that is asked for; the scores of a long text stay where they are."""
    from models import trace
    from models.passes import prepare

    text, model = asked["text"], asked["model"]
    return trace(text, model, asked["mask"], scores=len(prepare(text, model).ids) <= LONG)


def place_of(found: Any, asked: Asked) -> tuple[str, int, int]:
    """The stack, layer and head that are asked for, if they are there."""
    from models.attention.vectors import check_place

    check_place(found, asked["stack"], asked["layer"], asked["head"])
    return asked["stack"], asked["layer"], asked["head"]


def heads_of(asked: Asked) -> frozenset[tuple[int, int]]:
    """The heads to silence."""
    try:
        return frozenset((int(layer), int(head)) for layer, head in asked.get("silenced", ()))
    except (TypeError, ValueError) as error:
        value = str(asked["silenced"])[:80]
        raise InputError("out_of_range", name="silenced", value=value, limit="[[layer, head], …]") from error


SERVER_FUNCTIONS = (
    exact_map,
    compare_masks,
    compare_scores,
    compare_silenced,
    cell_row,
    head_table,
    bertviz_page,
    twin_story,
)
