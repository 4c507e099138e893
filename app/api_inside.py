"""The endpoints that open a model: its tensors, its predictions on the way, the parts of its logits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import models
from app.answers import Json, check_size, token_json
from models.errors import InputError


def inside(text: str, model: str = "gpt", tensor: str = "") -> dict:
    """Name every tensor of a model's pass over a text, with its axes and shape, and give the numbers of one.

    Args:
        text: at most 256 tokens, and at most the model's context.
        model: any model id.
        tensor: one of the names, such as blocks.0.attn.pattern (TransformerLens's, without hook_); empty: none.

    `values` has the tensor's axes, and at most 1,600,000 numbers. `kind` says in which order a block norms and adds;
    `missing` names what a model of this kind has and this one does not show.
    """
    from models.inside.steps import step_of

    found = models.activations(text, model)
    if tensor and tensor not in found.values:
        raise InputError("unknown_tensor", value=tensor[:80], model=model)
    if tensor:
        check_size(found[tensor].numel())
    tensors = [
        {"name": name, "axes": list(step_of(name).axes), "shape": list(value.shape)}
        for name, value in found.values.items()
    ]
    return {
        "tokens": [token_json(token) for token in found.tokens],
        "kind": found.kind,
        "tensors": tensors,
        "missing": list(found.missing),
        "values": found[tensor].tolist() if tensor else None,
    }


def lens(text: str, model: str = "gpt", k: int = 3) -> dict:
    """Say what a model would predict if it stopped after a block, at every position (logit lens).

    Args:
        text: at most 256 tokens, and at most the model's context.
        model: a causal or masked model, or an LSTM, whose layers stand for blocks.
        k: candidates of each place, at most 100.

    `stations` are what enters block 0 and what each block gives; all lists are `[station][pos]`. The last station is
    the model's own prediction, whose first token at each position is `answers`; `answer_ranks` counts from 1.
    """
    found = models.lens(text, model, k)
    check_size(2 * found.top_ids.numel())
    names = {id_: token.text for id_, token in found.names.items()}
    ids, probs = found.top_ids.tolist(), found.top_probs.tolist()
    return {
        "tokens": [token_json(token) for token in found.tokens],
        "stations": list(found.stations),
        "top": [
            [_candidates(names, *place) for place in zip(*row, strict=True)] for row in zip(ids, probs, strict=True)
        ],
        "entropy_bits": found.entropy_bits.tolist(),
        "answers": [{"id": id_, "token": names[id_]} for id_ in found.answer_ids.tolist()],
        "answer_probs": found.answer_probs.tolist(),
        "answer_ranks": found.answer_ranks.tolist(),
    }


def contributions(text: str, model: str = "gpt", token: str = "", other: str = "", position: int = -1) -> dict:
    """Take a logit, or the difference of two, apart into what each part of the model adds to it.

    Args:
        text: at most 256 tokens, and at most the model's context.
        model: a causal or masked model, or an LSTM.
        token: the word whose logit is asked for, one token with or without a space before it; empty: the answer.
        other: the word whose logit is taken off; empty: none.
        position: counted from 0; -1 for the first [MASK], or the last token of the text.

    `parts` add up to `total`, which is the model's own `value` but for rounding: the embeddings, every head, every
    MLP, and the biases. The norms' deviations are held at their values in this pass. Of an LSTM the parts are what
    each position wrote into its last layer's cells.
    """
    found = models.contributions(text, model, token, other, None if position == -1 else position)
    return {
        "tokens": [token_json(one) for one in found.tokens],
        "position": found.position,
        "token": token_json(found.token),
        "other": None if found.other is None else token_json(found.other),
        "value": found.value,
        "total": found.total,
        "parts": [asdict(part) for part in found.parts],
    }


def _candidates(names: Mapping[int, str], ids: Sequence[int], probs: Sequence[float]) -> list[Json]:
    return [{"id": id_, "token": names[id_], "prob": prob} for id_, prob in zip(ids, probs, strict=True)]


def silence(text: str, model: str = "gpt", how: str = "zero", token: str = "") -> dict:
    """Follow the answer's probability while each head, each MLP and each block in turn adds nothing.

    Args:
        text: at most 256 tokens, and at most the model's context.
        model: a causal or masked model with attention.
        how: zero, or mean: what the part adds at all positions of this text, on average.
        token: the word whose probability is followed; empty: the answer.

    `probs` are `[layer][column]`; `columns` are the heads, then mlp and block.
    """
    found = models.silence(text, model, how, token)
    return {
        "tokens": [token_json(one) for one in found.tokens],
        "position": found.position,
        "token": token_json(found.names[found.token]),
        "columns": list(found.columns),
        "before": found.before,
        "probs": found.probs.tolist(),
        "top": [[found.names[id_].text for id_ in row] for row in found.top_ids.tolist()],
    }


def patch(
    text: str,
    other: str,
    model: str = "gpt",
    site: str = "stream",
    head: int = -1,
    token: str = "",
    rival: str = "",
) -> dict:
    """Carry one vector of another sentence over into a text, at each block and position in turn.

    Args:
        text: at most 64 tokens.
        other: another sentence of as many tokens, of which some differ.
        model: a causal or masked model with attention.
        site: stream, as it enters a block; attention, the heads' outputs; mlp, what the MLP adds.
        head: with site attention the only one that is carried over; -1 for all.
        token: the text's answer; empty: the likeliest.
        rival: the other sentence's answer; empty: the likeliest.

    `changes` are `[layer][pos]`: the rival's logit less the token's; without a change it is `before`, in the other
    sentence `behind`.
    """
    found = models.patch(text, other, model, site, None if head == -1 else head, token, rival)
    return {
        "tokens": [token_json(one) for one in found.tokens],
        "other_tokens": [token_json(one) for one in found.other_tokens],
        "position": found.position,
        "token": token_json(found.names[found.token]),
        "rival": token_json(found.names[found.rival]),
        "before": found.before,
        "behind": found.behind,
        "changes": found.changes.tolist(),
        "rival_probs": found.rival_probs.tolist(),
        "top": [[found.names[id_].text for id_ in row] for row in found.top_ids.tolist()],
    }
