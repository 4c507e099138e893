"""Everything that a beam search looked at, and what searches of other widths found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

from models.records import BeamCandidate, Decoding, DecodingRun
from viz.decoding.payloads import TreeNodes, TreePayload, WidthPayload
from viz.decoding.strategy import encode_strategy
from viz.labels import written_label
from viz.payload import encode_booleans, encode_floats, encode_integers, encode_n_spaces


def encode_tree(decoding: Decoding, shown: int) -> TreePayload:
    """The tree of one search, with greedy's way through it and the other widths beside it.

    Args:
        decoding: beam searches of several widths that are otherwise alike, the first of width 1, which
            is greedy search.
        shown: which of them is drawn as a tree.
    """
    tree, run, greedy = decoding.beam_trees[shown], decoding.runs[shown], decoding.runs[0]
    greedy_path = path_in_tree(tree, [token.id for token in greedy.tokens])
    winner = path_in_tree(tree, [token.id for token in run.tokens])
    labels = [written_label(candidate) for candidate in tree]
    for path, written in ((greedy_path, greedy), (winner, run)):  # of these ways it is known what follows
        for node, token in zip(path, written.tokens, strict=False):
            labels[node] = written_label(token)
    return {
        "strategy": encode_strategy(run.strategy),
        "tokens": labels,
        "nodes": _nodes(tree),
        "winner": winner,
        "greedy": greedy_path,
        "greedy_left": [written_label(token) for token in greedy.tokens[len(greedy_path) :]],
        "widths": [_encode_width(other, decoding.beam_trees[i]) for i, other in enumerate(decoding.runs)],
        "shown": shown,
    }


def _nodes(tree: Sequence[BeamCandidate]) -> TreeNodes:
    return {
        "n_spaces": encode_n_spaces(candidate.token for candidate in tree),
        "step": encode_integers([candidate.step for candidate in tree]),
        "parent": encode_integers([-1 if candidate.parent is None else candidate.parent for candidate in tree]),
        "rank": encode_integers([candidate.rank for candidate in tree]),
        "kept": encode_booleans([candidate.kept for candidate in tree]),
        "finished": encode_booleans([candidate.finished for candidate in tree]),
        "logprob": encode_floats([candidate.logprob for candidate in tree]),
        "sum_logprob": encode_floats([candidate.sum_logprob for candidate in tree]),
        "score": encode_floats([math.nan if candidate.score is None else candidate.score for candidate in tree]),
    }


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


def _encode_width(run: DecodingRun, tree: Sequence[BeamCandidate]) -> WidthPayload:
    return {
        "num_beams": int(str(run.strategy["num_beams"])),
        "n_scored": run.n_scored,
        "d_vocab": run.n_scored // sum(rows_read(tree)),
        "sum_logprob": run.sum_logprob,
    }


def scored_by_step(run: DecodingRun, tree: Sequence[BeamCandidate]) -> list[int]:
    """Continuations that a search gave a probability, up to and with each step."""
    rows = rows_read(tree)
    return [n * (run.n_scored // sum(rows)) for n in accumulate(rows)]


def rows_read(tree: Sequence[BeamCandidate]) -> list[int]:
    """How many beginnings the model read at each step: the prompt, then those that were kept."""
    kept = [0] * (tree[-1].step + 1)
    for candidate in tree:
        kept[candidate.step] += candidate.kept
    return [1, *kept[:-1]]
