"""Everything that a beam search looked at, and what searches of other widths found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np

from models.records import BeamCandidate, Decoding, DecodingRun
from viz.html import visible
from viz.payload import Payload, encode_array


def encode_tree(decoding: Decoding, shown: int) -> Payload:
    """The tree of one search, with greedy's way through it and the other widths beside it.

    Args:
        decoding: beam searches of several widths that are otherwise alike, the first of width 1, which
            is greedy search.
        shown: which of them is drawn as a tree.

    Returns:
        `{look: "tree", strategy, tokens, nodes, winner, greedy, greedy_left, widths}`. `nodes` are
        arrays `[candidate]`; `parent` is -1 at the prompt, `score` NaN where a candidate is no
        finished text. `winner` and `greedy` are candidates from the prompt on: the whole text that
        was found, and how far greedy search stays among the candidates; `greedy_left` are its
        tokens from there on.
    """
    tree, run, greedy = decoding.beam_trees[shown], decoding.runs[shown], decoding.runs[0]
    greedy_path = path_in_tree(tree, [token.id for token in greedy.tokens])
    return {
        "look": "tree",
        "strategy": dict(run.strategy),
        "tokens": [visible(candidate.token) for candidate in tree],
        "nodes": _nodes(tree),
        "winner": path_in_tree(tree, [token.id for token in run.tokens]),
        "greedy": greedy_path,
        "greedy_left": [visible(token.token) for token in greedy.tokens[len(greedy_path) :]],
        "widths": [_encode_width(other, decoding.beam_trees[i]) for i, other in enumerate(decoding.runs)],
    }


def _nodes(tree: Sequence[BeamCandidate]) -> Payload:
    columns = {
        "step": np.array([candidate.step for candidate in tree], dtype=np.int32),
        "parent": np.array([-1 if candidate.parent is None else candidate.parent for candidate in tree], np.int32),
        "rank": np.array([candidate.rank for candidate in tree], dtype=np.int32),
        "kept": np.array([candidate.kept for candidate in tree], dtype=np.bool_),
        "finished": np.array([candidate.finished for candidate in tree], dtype=np.bool_),
        "logprob": np.array([candidate.logprob for candidate in tree], dtype=np.float32),
        "sum_logprob": np.array([candidate.sum_logprob for candidate in tree], dtype=np.float32),
        "score": np.array([math.nan if candidate.score is None else candidate.score for candidate in tree], np.float32),
    }
    return {name: encode_array(values) for name, values in columns.items()}


def path_in_tree(tree: Sequence[BeamCandidate], ids: Sequence[int]) -> list[int]:
    """The candidates that spell `ids` from the prompt on, as far as there are such."""
    children: Mapping[tuple[int | None, int], int] = {(node.parent, node.id): i for i, node in enumerate(tree)}
    path: list[int] = []
    for token_id in ids:
        found = children.get((path[-1] if path else None, token_id))
        if found is None:
            break
        path.append(found)
    return path


def _encode_width(run: DecodingRun, tree: Sequence[BeamCandidate]) -> Payload:
    rows = rows_read(tree)
    d_vocab = run.n_scored // sum(rows)
    return {
        "num_beams": run.strategy["num_beams"],
        "n_scored": run.n_scored,
        "scored_by_step": [n * d_vocab for n in accumulate(rows)],
        "d_vocab": d_vocab,
        "n_tokens": len(run.tokens),
        "sum_logprob": run.sum_logprob,
        "text": run.text,
    }


def rows_read(tree: Sequence[BeamCandidate]) -> list[int]:
    """How many beginnings the model read at each step: the prompt, then those that were kept."""
    kept = [0] * (tree[-1].step + 1)
    for candidate in tree:
        kept[candidate.step] += candidate.kept
    return [1, *kept[:-1]]
